"""One commit as the engine sees it: facts for the disk, and what comes true when they are there.

Either `apply` or `undo` is called, once: `apply` in the order in which the commits were made, `undo` the
latest first. Nothing in here is visible to a receiver, a sender or a count before `apply`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from longshore.engine.message import Kind, Message, SubQueue

if TYPE_CHECKING:
    from longshore.engine.holding import Holding


class Facts(Protocol):
    """Where facts are written down; `store.batch.Batch` is one."""

    def insert_message(
        self,
        key: int,
        sub_queue: int,
        kind: int,
        enqueued_ms: int,
        due_ms: int,
        expires_ms: int,
        delivery_count: int,
        hops: int,
        session_id: str | None,
        enqueued_sequence_number: int,
        dead_letter_source: str | None,
        header: bytes,
        annotations: bytes,
        payload: bytes,
    ) -> None:
        """A message is in its queue."""

    def delete_message(self, key: int) -> None:
        """A message is gone for good."""

    def change_message(
        self,
        key: int,
        sub_queue: int,
        kind: int,
        due_ms: int,
        expires_ms: int,
        delivery_count: int,
        dead_letter_source: str | None,
    ) -> None:
        """A message stays in its queue, but otherwise than before."""

    def replace_payload(self, key: int, payload: bytes) -> None:
        """A message's properties were changed by the broker."""

    def renumber_message(self, key: int, new_key: int, enqueued_ms: int, expires_ms: int) -> None:
        """A scheduled message is enqueued: active, under a new sequence number."""

    def advance_sequence(self, entity_id: int, last_used: int) -> None:
        """No sequence number up to this one is ever given again."""

    def remember_id(self, entity_id: int, message_id: str, seen_ms: int) -> None:
        """A message id came."""

    def forget_ids(self, entity_id: int, up_to_ms: int) -> None:
        """Ids up to that time are outside the window."""

    def set_session_state(self, entity_id: int, session_id: str, state: bytes | None, set_ms: int) -> None:
        """A session's state, and when it was set; None removes it."""

    def delete_entity(self, entity_id: int) -> None:
        """An entity is gone, with everything in it."""


class Move(NamedTuple):
    """Where a MOVING message goes in its queue, and what of it changes."""

    sub_queue: SubQueue
    kind: Kind
    due_ms: int
    expires_ms: int
    dead_letter_source: str | None
    payload: bytes | None
    """A new body; None is the one it has."""


class Changes:
    """What one commit brings."""

    __slots__ = ("_apply", "_ended", "_sent", "_undo", "facts")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._sent: list[tuple[Holding, Message]] = []
        self._ended: list[tuple[Holding, Message, Move | None]] = []
        self._apply: list[Callable[[], None]] = []
        self._undo: list[Callable[[], None]] = []

    def sent(self, queue: "Holding", message: Message) -> None:
        """A PENDING message will be where it belongs."""
        self._sent.append((queue, message))

    def ended(self, queue: "Holding", message: Message, move: Move | None) -> None:
        """A message will be moved, or gone where there is no move."""
        self._ended.append((queue, message, move))

    def on_apply(self, action: Callable[[], None]) -> None:
        """Something rarer than a message will be true."""
        self._apply.append(action)

    def on_undo(self, action: Callable[[], None]) -> None:
        """Something was noted in memory at once and must be taken back if the commit fails."""
        self._undo.append(action)

    def absorb(self, later: "Changes") -> None:
        """Make the changes of another commit, whose facts are with ours already, part of this one."""
        self._sent += later._sent
        self._ended += later._ended
        self._apply += later._apply
        self._undo += later._undo

    def apply(self) -> None:
        """The facts are on disk."""
        for queue, message in self._sent:
            queue.admit(message)
        for queue, message, move in self._ended:
            queue.finish(message, move)
        for action in self._apply:
            action()

    def undo(self) -> None:
        """The facts are not on disk and never will be: memory goes back to what the disk says."""
        for queue, message in self._sent:
            queue.drop(message)
        for queue, message, move in self._ended:
            queue.keep(message, move)
        for action in reversed(self._undo):
            action()
