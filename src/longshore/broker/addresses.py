"""Link addresses and audiences to entity paths [ASB AMQP protocol guide].

sb://host:port/orders                       a queue or topic; scheme and authority are optional
topic/Subscriptions/name                    what one receives from
.../$DeadLetterQueue                        its dead letters
.../$Transfer/$DeadLetterQueue              what could not be sent on from here
.../$management                             its request node
$cbs                                        the connection's authorization node
"""

from dataclasses import dataclass
from typing import Final

from longshore.engine.message import DEAD_LETTER, MAIN, TRANSFER_DEAD_LETTER, SubQueue

CBS: Final = "$cbs"
_SUB_QUEUES: Final = (
    ("/$transfer/$deadletterqueue", TRANSFER_DEAD_LETTER),
    ("/$deadletterqueue", DEAD_LETTER),
)
_MANAGEMENT_SUFFIX: Final = "/$management"


@dataclass(frozen=True, slots=True)
class Address:
    """An entity, which part of it, and whether its request node is meant.

    `claimed` is the whole address without authority: what a token must cover.
    """

    claimed: str
    path: str
    sub_queue: SubQueue = MAIN
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
    for suffix, sub_queue in _SUB_QUEUES:
        if path.lower().endswith(suffix):
            return Address(claimed, path[: -len(suffix)], sub_queue, management)
    return Address(claimed, path, MAIN, management)
