"""The states of a queue's sessions: on disk only, because a queue may have a million of them.

Memory knows which sessions have one and since when; a state that is on its way to disk is kept until it is
there.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from longshore.engine.changes import Changes
from longshore.model.limits import MAX_SESSION_STATES
from longshore.model.refusal import Condition, Refusal

if TYPE_CHECKING:
    from longshore.engine.context import Pager

_TOO_MANY: Final = Refusal(
    Condition.RESOURCE_LIMIT_EXCEEDED,
    f"{MAX_SESSION_STATES:,} sessions have a state; set one that is not needed any more to nothing.",
)


class SessionStates:
    """Session id to state."""

    __slots__ = ("_entity_id", "_pager", "_set_ms", "_underway")

    def __init__(self, entity_id: int, pager: "Pager") -> None:
        self._entity_id = entity_id
        self._pager = pager
        self._set_ms: dict[str, int] = {}
        self._underway: dict[str, list[bytes | None]] = {}

    def __len__(self) -> int:
        return len(self._set_ms)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Yield the ids of sessions that have a state, and when it was set."""
        yield from self._set_ms.items()

    def restore(self, session_id: str, set_ms: int) -> None:
        """The disk holds a state."""
        self._set_ms[session_id] = set_ms

    def get(self, session_id: str) -> bytes | None:
        """Return a session's state, the latest that was set."""
        underway = self._underway.get(session_id)
        if underway:
            return underway[-1]
        return self._pager.session_state(self._entity_id, session_id) if session_id in self._set_ms else None

    def set(self, session_id: str, state: bytes | None, now_ms: int, changes: Changes) -> Refusal | None:
        """Keep a state; None removes it."""
        before_ms = self._set_ms.get(session_id)
        if state is not None and before_ms is None and len(self) >= MAX_SESSION_STATES:
            return _TOO_MANY
        self._note(session_id, None if state is None else now_ms)
        self._underway.setdefault(session_id, []).append(state)
        changes.facts.set_session_state(self._entity_id, session_id, state, now_ms)

        def take_back() -> None:
            self._forget_underway(session_id, -1)
            self._note(session_id, before_ms)

        changes.on_apply(lambda: self._forget_underway(session_id, 0))
        changes.on_undo(take_back)
        return None

    def _note(self, session_id: str, set_ms: int | None) -> None:
        if set_ms is None:
            self._set_ms.pop(session_id, None)
        else:
            self._set_ms[session_id] = set_ms

    def _forget_underway(self, session_id: str, position: int) -> None:
        underway = self._underway[session_id]
        del underway[position]
        if not underway:
            del self._underway[session_id]
