"""Link addresses and audiences to entity paths [ASB AMQP protocol guide].

sb://host:port/orders                       a queue or topic; scheme and authority are optional
topic/Subscriptions/name                    what one receives from
.../$DeadLetterQueue                        its dead letters
.../$management                             its request node
$cbs                                        the connection's authorization node
"""

from dataclasses import dataclass
from typing import Final

CBS: Final = "$cbs"
_DEAD_LETTER_SUFFIX: Final = "/$deadletterqueue"
_MANAGEMENT_SUFFIX: Final = "/$management"


@dataclass(frozen=True, slots=True)
class Address:
    """An entity, which part of it, and whether its request node is meant.

    `claimed` is the whole address without authority: what a token must cover.
    """

    claimed: str
    path: str
    dead_letter: bool = False
    management: bool = False


def strip_authority(address: str) -> str:
    """Return what stands behind `scheme://authority/`, without slashes at its ends."""
    scheme, separator, rest = address.partition("://")
    if separator and "/" not in scheme:
        address = rest.partition("/")[2]
    return address.strip("/")


def parse_address(address: str) -> Address:
    """Return what an address means; suffixes are compared without regard to case."""
    path = claimed = strip_authority(address)
    management = path.lower().endswith(_MANAGEMENT_SUFFIX)
    if management:
        path = path[: -len(_MANAGEMENT_SUFFIX)]
    dead_letter = path.lower().endswith(_DEAD_LETTER_SUFFIX)
    if dead_letter:
        path = path[: -len(_DEAD_LETTER_SUFFIX)]
    return Address(claimed, path, dead_letter, management)
