"""One commit as the engine sees it: facts for the disk, and what comes true when they are there.

Either `apply` or `undo` is called, once: `apply` in the order in which the commits were made, `undo` the
latest first. Nothing in here is visible to a receiver, a sender or a count before `apply`.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from longshore.engine.message import Message

if TYPE_CHECKING:
    from longshore.engine.queue import Queue


class Facts(Protocol):
    """Where facts are written down; `store.batch.Batch` is one."""

    def insert_message(
        self,
        key: int,
        sub_queue: int,
        enqueued_ms: int,
        expires_ms: int,
        delivery_count: int,
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

    def count_delivery(self, key: int, delivery_count: int) -> None:
        """A delivery ended without success."""

    def dead_letter_message(
        self, key: int, delivery_count: int, dead_letter_source: str, payload: bytes
    ) -> None:
        """A message is in its queue's dead-letter sub-queue and no longer expires."""

    def advance_sequence(self, entity_id: int, last_used: int) -> None:
        """No sequence number up to this one is ever given again."""

    def remember_id(self, entity_id: int, message_id: str, seen_ms: int) -> None:
        """A message id came."""

    def forget_ids(self, entity_id: int, up_to_ms: int) -> None:
        """Ids up to that time are outside the window."""

    def set_session_state(self, entity_id: int, session_id: str, state: bytes | None) -> None:
        """A session's state; None removes it."""


class Ending(IntEnum):
    """How a message left its receiver, or expired."""

    REMOVE = 0
    RETURN = 1
    DEAD_LETTER = 2


REMOVE, RETURN, DEAD_LETTER = Ending


class Changes:
    """What one commit brings."""

    __slots__ = ("_apply", "_ended", "_sent", "_undo", "facts")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._sent: list[tuple[Queue, Message]] = []
        self._ended: list[tuple[Queue, Message, Ending]] = []
        self._apply: list[Callable[[], None]] = []
        self._undo: list[Callable[[], None]] = []

    def sent(self, queue: "Queue", message: Message) -> None:
        """A message will be READY."""
        self._sent.append((queue, message))

    def ended(self, queue: "Queue", message: Message, ending: Ending) -> None:
        """A LEAVING message will be where its ending says."""
        self._ended.append((queue, message, ending))

    def on_apply(self, action: Callable[[], None]) -> None:
        """Something rarer than a message will be true."""
        self._apply.append(action)

    def on_undo(self, action: Callable[[], None]) -> None:
        """Something was noted in memory at once and must be taken back if the commit fails."""
        self._undo.append(action)

    def apply(self) -> None:
        """The facts are on disk."""
        for queue, message in self._sent:
            queue.admit(message)
        for queue, message, ending in self._ended:
            queue.finish(message, ending)
        for action in self._apply:
            action()

    def undo(self) -> None:
        """The facts are not on disk and never will be: memory goes back to what the disk says."""
        for queue, message in self._sent:
            queue.drop(message)
        for queue, message, ending in self._ended:
            queue.keep(message, ending)
        for action in reversed(self._undo):
            action()
