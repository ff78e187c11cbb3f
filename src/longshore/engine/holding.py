"""What a queue holds, and how changes of it come true: messages at rest, in line, aside, on their way.

`queue.Queue` gives the commands; what they decide is noted in `Changes`, which come back here as `admit`,
`finish`, `drop` and `keep`. Nothing here decides anything.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from longshore.engine.changes import Changes, Move
from longshore.engine.context import Context
from longshore.engine.intake import Intake
from longshore.engine.lane import Lane
from longshore.engine.message import (
    ACTIVE,
    ASIDE,
    DEAD_LETTER,
    ENDED,
    LINED_UP,
    MAIN,
    MOVED,
    NEVER_MS,
    NOT_STORED,
    READY,
    REMOVED,
    SET_ASIDE,
    TRANSFER_DEAD_LETTER,
    Kind,
    Message,
    SubQueue,
)
from longshore.engine.order import Order
from longshore.engine.session import Session, SessionTable
from longshore.engine.states import SessionStates
from longshore.engine.timetable import Timetable
from longshore.model.entities import QueueDescription

if TYPE_CHECKING:
    from longshore.engine.queue import Queue


def _expiry_ms(message: Message) -> int | None:
    return message.expires_ms if message.kind is ACTIVE and message.expires_ms != NEVER_MS else None


def _due_ms(message: Message) -> int | None:
    return message.due_ms or None


class Holding:
    """The messages of one queue. `path` is its name as it was created."""

    __slots__ = (
        "_counts",
        "_due",
        "_expiries",
        "_orders",
        "context",
        "dead_letters",
        "description",
        "entity_id",
        "intake",
        "main",
        "messages",
        "path",
        "sessions",
        "size_bytes",
        "states",
        "transfer_dead_letters",
        "used_ms",
    )

    def __init__(
        self, context: Context, entity_id: int, path: str, description: QueueDescription, intake: Intake
    ) -> None:
        self.context = context
        self.entity_id = entity_id
        self.path = path
        self.description = description
        self.intake = intake
        self.messages: dict[int, Message] = {}
        self.size_bytes = 0
        queue = cast("Queue", self)  # nobody makes a holding that has no commands
        self.main = Lane(queue)
        self.dead_letters = Lane(queue)
        self.transfer_dead_letters = Lane(queue)
        self.sessions = SessionTable(queue)
        self.states = SessionStates(entity_id, context.pager)
        self._orders = tuple(Order(sub_queue, self.messages) for sub_queue in SubQueue)
        self._counts = [[0] * len(Kind) for _ in SubQueue]
        self._expiries = Timetable(_expiry_ms)
        self._due = Timetable(_due_ms)
        self.used_ms = 0
        """When a client last had something to do with it; 0 is not since the start."""

    # -- counts ------------------------------------------------------------------------------------

    def count(self, sub_queue: SubQueue) -> int:
        """Return how many messages are in a sub-queue, of every kind, locked ones included."""
        return self._orders[sub_queue].count

    def count_of(self, kind: Kind) -> int:
        """Return how many messages are of a kind, in all sub-queues."""
        return sum(counts[kind] for counts in self._counts)

    @property
    def active_count(self) -> int:
        """Messages in the queue proper that a receiver may get, locked ones included."""
        return self._counts[MAIN][ACTIVE]

    @property
    def dead_letter_count(self) -> int:
        """Messages in the dead-letter queue."""
        return self.count(DEAD_LETTER)

    # -- where a message belongs -------------------------------------------------------------------

    def lane_of(self, sub_queue: SubQueue, session_id: str | None) -> Lane:
        """Return the lane for a message."""
        if sub_queue is DEAD_LETTER:
            return self.dead_letters
        if sub_queue is TRANSFER_DEAD_LETTER:
            return self.transfer_dead_letters
        if self.description.requires_session and session_id is not None:
            return self.sessions.get(session_id)
        return self.main

    def rest(self, message: Message) -> None:
        """Let a message be where it belongs: in line, or aside."""
        lane = message.lane
        if message.kind is ACTIVE and not message.due_ms:
            message.state = LINED_UP[message.state]
            lane.push(message)
        else:
            message.state = SET_ASIDE[message.state]
            lane.aside_count += 1
            if message.kind is ACTIVE:
                lane.blocking_count += 1
            self._due.note(message, self.messages)
        self._expiries.note(message, self.messages)
        self.refresh(lane)

    def fetch(self, message: Message) -> None:
        """Take a message that stood aside from there; the caller moves it on."""
        message.lane.aside_count -= 1
        if message.kind is ACTIVE:
            message.lane.blocking_count -= 1

    def refresh(self, lane: Lane) -> None:
        """Something about a lane changed: its session may be free now, a receiver may be fed from it."""
        if isinstance(lane, Session):
            self.sessions.refresh(lane)
        self.touch(lane)

    def touch(self, lane: Lane) -> None:
        """Say that a lane should be looked at: a receiver may be fed from it."""
        self.context.touched[lane] = None

    def payloads(self, messages: list[Message]) -> list[bytes]:
        """Return the bodies of messages."""
        return self.context.payloads(messages)

    def due(self, now_ms: int) -> Iterator[Message]:
        """Yield messages that stand aside until a time that has come."""
        return (message for message in self._due.due(now_ms, self.messages) if message.state is ASIDE)

    def expired(self, now_ms: int) -> Iterator[Message]:
        """Yield messages that outlived their time, taken out of line; the caller moves them on.

        [ASB message-expiration] A locked message does not expire: it comes here when its lock has ended.
        """
        for message in self._expiries.due(now_ms, self.messages):
            if message.state is READY:
                message.lane.withdraw(message)
                yield message
            elif message.state is ASIDE:
                yield message

    @property
    def next_end_ms(self) -> int:
        """When time next ends a lock, a rest, a life or a schedule here, or may do so."""
        lanes = (self.main, self.dead_letters, self.transfer_dead_letters, self.sessions)
        return min(self._due.next_ms, self._expiries.next_ms, *(lane.next_end_ms for lane in lanes))

    # -- on the way to disk ------------------------------------------------------------------------

    def begin(self, message: Message, changes: Changes) -> None:
        """A PENDING message is on its way."""
        message.lane.underway_count += 1
        self.size_bytes += message.size_bytes
        changes.sent(self, message)

    def end(self, message: Message, move: Move | None, changes: Changes) -> None:
        """A message is on its way out, or to another place in this queue; the caller writes the fact."""
        if message.state is ASIDE:
            self.fetch(message)
        lane = message.lane
        message.state = (ENDED if move is None else MOVED)[message.state]
        lane.underway_count += 1
        if _comes_back(message, move):
            lane.blocking_count += 1
        if isinstance(lane, Session):
            self.sessions.refresh(lane)
        changes.ended(self, message, move)

    # -- changes that came true, or did not --------------------------------------------------------

    def admit(self, message: Message) -> None:
        """A sent message is on disk."""
        self._enter(message)
        message.lane.underway_count -= 1
        self.context.keep_body(message)
        self.rest(message)

    def drop(self, message: Message) -> None:
        """A sent message never got to disk."""
        message.state = NOT_STORED[message.state]
        self.size_bytes -= message.size_bytes
        message.lane.underway_count -= 1
        self.refresh(message.lane)

    def finish(self, message: Message, move: Move | None) -> None:
        """A settlement, an expiry or a move is on disk."""
        lane = message.lane
        lane.underway_count -= 1
        if _comes_back(message, move):
            lane.blocking_count -= 1
        if move is None:
            message.state = REMOVED[message.state]
            self._leave(message)
        else:
            self._place(message, move)
            self.rest(message)
        self.refresh(lane)

    def keep(self, message: Message, move: Move | None) -> None:
        """A settlement, an expiry or a move never got to disk: the message is where it was, and unlocked."""
        message.lane.underway_count -= 1
        if _comes_back(message, move):
            message.lane.blocking_count -= 1
        self.rest(message)

    def _enter(self, message: Message) -> None:
        self.messages[message.sequence_number] = message
        self._orders[message.sub_queue].add(message)
        self._counts[message.sub_queue][message.kind] += 1

    def _leave(self, message: Message) -> None:
        del self.messages[message.sequence_number]
        self._orders[message.sub_queue].remove()
        self._counts[message.sub_queue][message.kind] -= 1
        self.size_bytes -= message.size_bytes
        self.context.drop_body(message)

    def _place(self, message: Message, move: Move) -> None:
        before = message.sub_queue
        self._counts[before][message.kind] -= 1
        self._counts[move.sub_queue][move.kind] += 1
        if move.sub_queue is not before:
            message.sub_queue = move.sub_queue
            self._orders[before].remove()
            self._orders[move.sub_queue].add(message)
        message.kind = move.kind
        message.due_ms = move.due_ms
        message.expires_ms = move.expires_ms
        message.dead_letter_source = move.dead_letter_source
        message.lane = self.lane_of(move.sub_queue, message.session_id)
        if move.payload is not None:
            self._replace_body(message, move.payload)

    def _replace_body(self, message: Message, payload: bytes) -> None:
        self.context.drop_body(message)
        grown_bytes = len(payload) + len(message.header) + len(message.annotations) - message.size_bytes
        message.size_bytes += grown_bytes
        self.size_bytes += grown_bytes
        message.payload = payload
        self.context.keep_body(message)

    # -- the beginning and the end -----------------------------------------------------------------

    def forget(self) -> None:
        """The queue was deleted: its bodies need no room any more."""
        for message in self.messages.values():
            self.context.drop_body(message)

    def come_back(self) -> None:
        """The queue was not deleted after all: what became READY meanwhile was offered to nobody."""
        sessions = list(self.sessions.by_id.values())
        for lane in (self.main, self.dead_letters, self.transfer_dead_letters, *sessions):
            self.refresh(lane)

    def restore(self, message: Message) -> None:
        """Take back a message that the disk holds; its body stays there until it is due."""
        self.size_bytes += message.size_bytes
        self._enter(message)
        self.rest(message)


def _comes_back(message: Message, move: Move | None) -> bool:
    """Say whether a message returns to the line it left: what stands behind it in a session must wait."""
    return move is not None and move.sub_queue is message.sub_queue and move.kind is ACTIVE
