"""Faults that tests order: what a client asks for is refused, a number of times or for a while.

No broker in production has any: `Peer.faults` is None there, and that is all that is ever looked at.
"""

from dataclasses import dataclass
from enum import Enum

from longshore.broker.addresses import parse_address
from longshore.model.refusal import Refusal


class Act(Enum):
    """What a client does that can be refused."""

    ATTACH = "attach"
    SEND = "send"
    RECEIVE = "receive"
    SETTLE = "settle"
    REQUEST = "request"


@dataclass(slots=True)
class Fault:
    """Refuses acts on an entity (None: on any), some times (None: always), until a time (None: for good)."""

    refusal: Refusal
    acts: frozenset[Act]
    path: str | None = None
    times: int | None = None
    until_ms: int | None = None

    def over(self, now_ms: int) -> bool:
        """Whether it has had its effect."""
        return self.times == 0 or (self.until_ms is not None and self.until_ms <= now_ms)

    def concerns(self, act: Act, path: str) -> bool:
        """Whether it refuses this act on this entity."""
        return act in self.acts and (self.path is None or self.path.lower() == path.lower())


class Faults:
    """The faults in force; the one ordered first is used up first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Put a fault in force."""
        self._faults.append(fault)

    def clear(self) -> None:
        """Let everything work again."""
        self._faults.clear()

    def objection(self, act: Act, address: str, now_ms: int) -> Refusal | None:
        """Return why an act is refused, None when it is not; sub-queues count as their entity."""
        self._faults = [fault for fault in self._faults if not fault.over(now_ms)]
        path = parse_address(address).path
        fault = next((fault for fault in self._faults if fault.concerns(act, path)), None)
        if fault is None:
            return None
        if fault.times is not None:
            fault.times -= 1
        return fault.refusal
