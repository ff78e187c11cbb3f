"""A request that finds no message is taken once more, when all that came before it is on disk."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

from longshore.broker.management.node import ManagementNode
from longshore.broker.peer import Peer
from longshore.broker.requests import Request
from longshore.broker.unit import Unit
from longshore.model.refusal import Condition, Refusal
from longshore.wire.values import array_of_longs

PEER = cast("Peer", SimpleNamespace(may=lambda *_: True, faults=None))
REQUEST = Request(
    "id",
    None,
    {"operation": "com.microsoft:cancel-scheduled-message"},
    {"sequence-numbers": array_of_longs(1)},
)
NOT_FOUND = Refusal(Condition.MESSAGE_NOT_FOUND, "not there")
NOT_ALLOWED = Refusal(Condition.NOT_ALLOWED, "never")


class Asking:
    """A node whose queue gives these verdicts, one after the other, and what is answered."""

    def __init__(self, *verdicts: Refusal | None) -> None:
        self.unit = Unit()
        self.statuses: list[object] = []
        self._verdicts = list(verdicts)
        queue = SimpleNamespace(cancel=self._verdict)
        scope = SimpleNamespace(unit=self.unit, entity=None, queue=queue, use=lambda _now_ms: None)
        self._node = ManagementNode("queue", cast("Any", scope))
        self.refusal = self._node.handle(PEER, REQUEST, self._answer, 1)

    def _verdict(self, _numbers: list[int], _changes: object) -> Refusal | None:
        return self._verdicts.pop(0)

    def _answer(self, properties: Mapping[object, object], _body: object) -> None:
        self.statuses.append(properties["statusCode"])

    def commit(self) -> list[Refusal | None]:
        """Return the refusals that are for the log."""
        self.unit.outbox.release(stored=True)
        return [refusal for _peer, refusal in self.unit.outbox.asked_again(2)]


def test_it_is_not_answered_before_that() -> None:
    asking = Asking(NOT_FOUND)

    assert (asking.refusal, asking.statuses) == (None, [])
    assert not asking.unit.idle


def test_what_is_there_then_is_found() -> None:
    asking = Asking(NOT_FOUND, None)

    assert asking.commit() == [None]
    asking.unit.outbox.release(stored=True)
    assert asking.statuses == [200]


def test_what_is_not_there_then_either_is_refused() -> None:
    asking = Asking(NOT_FOUND, NOT_FOUND)

    assert asking.commit() == [NOT_FOUND]
    assert asking.statuses == [404]


def test_any_other_refusal_is_final() -> None:
    asking = Asking(NOT_ALLOWED)

    assert asking.refusal is NOT_ALLOWED
    assert asking.statuses == [NOT_ALLOWED.condition.status]
