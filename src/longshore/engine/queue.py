"""A queue's commands: send, take, settle, look around. A subscription is a queue that its topic fills.

Every command that changes something durable takes the `Changes` it belongs to; see `changes` for when
its effect becomes visible, and `holding` for what a queue is made of. Refusals are values.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from longshore.engine.arrivals import Arrivals, not_found
from longshore.engine.changes import Changes
from longshore.engine.context import Context
from longshore.engine.endings import UNCHANGED, Properties
from longshore.engine.intake import Intake
from longshore.engine.lane import LOCK_LOST, Lane
from longshore.engine.message import (
    DEFERRED,
    LEAVING,
    MAIN,
    Message,
    SubQueue,
)
from longshore.engine.session import Session
from longshore.model.entities import QueueDescription
from longshore.model.refusal import Condition, Refusal

TAKE_BYTES: Final = 1_048_576
"""One taking ends with the message that reaches this: large bodies come one by one."""


class Queue(Arrivals):
    """One queue, or the queue inside a subscription, or the waiting room of a topic."""

    __slots__ = ()

    def __init__(
        self,
        context: Context,
        entity_id: int,
        path: str,
        description: QueueDescription,
        intake: Intake | None = None,
    ) -> None:
        super().__init__(
            context, entity_id, path, description, intake or Intake(context, entity_id, path, description)
        )

    def destination_of(self, lane: Lane) -> str | None:
        """Return the entity that a lane's messages are forwarded to."""
        if lane is self.main:
            return self.description.forward_to
        return self.description.forward_dead_lettered_messages_to if lane is self.dead_letters else None

    def describe(self, description: QueueDescription) -> None:
        """Follow a changed description; messages that are there already keep their times."""
        self.description = description
        self.intake.describe(description)
        self.touch(self.main)
        self.touch(self.dead_letters)

    # -- taking ------------------------------------------------------------------------------------

    def objection(self, lane: Lane) -> Refusal | None:
        """Say why nothing can be received from a lane now."""
        if self.intake.gone:
            return Refusal(Condition.NOT_FOUND, f"The messaging entity '{self.path}' was deleted.")
        if not self.description.status.receives:
            return Refusal(
                Condition.ENTITY_DISABLED,
                f"'{self.path}' is {self.description.status.value}: nothing can be received from it.",
            )
        destination = self.destination_of(lane)
        if destination is None:
            return None
        return Refusal(
            Condition.NOT_ALLOWED, f"What comes here is forwarded to '{destination}': receive it there."
        )

    def take(self, lane: Lane, count: int, now_ms: int, changes: Changes) -> list[Message]:
        """Lock up to `count` messages for a receiver, in order; fewer when they are large."""
        until_ms = self._lock_end_ms(lane, now_ms)
        taken = self._pop(lane, count, now_ms, changes)
        for message in taken:
            lane.lock(message, self.context.new_token(), until_ms)
        return taken

    def take_away(self, lane: Lane, count: int, now_ms: int, changes: Changes) -> list[Message]:
        """Remove up to `count` messages for a receiver that settles nothing; send them after the commit."""
        taken = self._pop(lane, count, now_ms, changes)
        for message in taken:
            self._give_away(message, changes)
        return taken

    def take_deferred(
        self, lane: Lane, numbers: list[int], now_ms: int, changes: Changes, *, delete: bool
    ) -> list[Message] | Refusal:
        """Lock deferred messages by number, or take them away; all or none.

        [ASB message-deferral] Only "when a client tries to retrieve a deferred message, it's checked for
        expired condition".
        """
        found = self.find_aside(DEFERRED, numbers)
        if found is None or any(message.lane is not lane for message in found):
            return not_found(numbers, "deferred", self.path)
        expired = [message for message in found if message.expires_ms <= now_ms]
        for message in expired:
            self.expire(message, changes)
        if expired:
            return not_found(numbers, "deferred", self.path)
        for message in found:
            if delete:
                self._give_away(message, changes)
            else:
                self.fetch(message)
                lane.lock(message, self.context.new_token(), self._lock_end_ms(lane, now_ms))
        return found

    def _give_away(self, message: Message, changes: Changes) -> None:
        message.lock_token = self.context.new_token()
        message.locked_until_ms = 0
        self.remove(message, changes)

    def _pop(self, lane: Lane, count: int, now_ms: int, changes: Changes) -> list[Message]:
        taken: list[Message] = []
        size_bytes = 0
        while len(taken) < count and size_bytes < TAKE_BYTES and lane.open:
            message = lane.pop()
            if message is None:
                break
            if message.expires_ms <= now_ms:
                self.expire(message, changes)
            else:
                taken.append(message)
                size_bytes += message.size_bytes
        if isinstance(lane, Session):
            self.sessions.refresh(lane)
        return taken

    def _lock_end_ms(self, lane: Lane, now_ms: int) -> int:
        return lane.locked_until_ms if isinstance(lane, Session) else self._lock_until_ms(now_ms)

    def _lock_until_ms(self, now_ms: int) -> int:
        return now_ms + self.description.lock_duration_ms

    def browse(
        self, sub_queue: SubQueue, from_number: int, count: int, session_id: str | None
    ) -> list[Message]:
        """Return up to `count` messages of any kind, from a sequence number on; fewer when they are large.

        Nothing is locked, nothing hidden: locked, deferred and scheduled messages are there too.
        """
        seen: list[Message] = []
        size_bytes = 0
        for message in islice(self.browse_all(sub_queue, from_number, session_id), count):
            seen.append(message)
            size_bytes += message.size_bytes
            if size_bytes >= TAKE_BYTES:
                break
        return seen

    def browse_all(self, sub_queue: SubQueue, from_number: int, session_id: str | None) -> Iterator[Message]:
        """Yield the messages of a sub-queue, or of one session of it, in order.

        Not those that are on their way out: the disk may have done with them already.
        """
        for message in self._orders[sub_queue].browse(from_number):
            if message.state is not LEAVING and session_id in {None, message.session_id}:
                yield message

    # -- settling ----------------------------------------------------------------------------------

    def complete(self, lane: Lane, token: bytes, now_ms: int, changes: Changes) -> Refusal | None:
        """The receiver is done: the message is removed."""
        message = lane.find(token, now_ms)
        if message is None:
            return LOCK_LOST
        del lane.locked[token]
        self.remove(message, changes)
        return None

    def abandon(
        self,
        lane: Lane,
        token: bytes,
        now_ms: int,
        changes: Changes,
        properties: Properties = UNCHANGED,
        delay_ms: int | None = None,
    ) -> Refusal | None:
        """The receiver gives up: the delivery counts, and the message returns or is dead-lettered.

        `delay_ms` is how long it rests first; None leaves that to the queue's retry policy.
        """
        message = lane.find(token, now_ms)
        if message is None:
            return LOCK_LOST
        del lane.locked[token]
        self.fail_delivery(message, now_ms, changes, properties, delay_ms)
        return None

    def defer(
        self, lane: Lane, token: bytes, now_ms: int, changes: Changes, properties: Properties = UNCHANGED
    ) -> Refusal | None:
        """The receiver puts the message aside; it is received by its sequence number only from now on.

        [ASB messages-payloads] No delivery is counted: that happens for abandons and ended locks.
        """
        message = lane.find(token, now_ms)
        if message is None:
            return LOCK_LOST
        del lane.locked[token]
        self.move(message, message.sub_queue, DEFERRED, 0, properties, changes)
        return None

    def dead_letter(
        self,
        lane: Lane,
        token: bytes,
        reason: str | None,
        description: str | None,
        now_ms: int,
        changes: Changes,
        properties: Properties = UNCHANGED,
    ) -> Refusal | None:
        """The receiver gives the message up for good, with its reason."""
        message = lane.find(token, now_ms)
        if message is None:
            return LOCK_LOST
        if message.sub_queue is not MAIN:
            return Refusal(
                Condition.NOT_ALLOWED, "A message in the dead-letter queue cannot be dead-lettered again."
            )
        del lane.locked[token]
        self.bury(message, reason, description, changes, properties)
        return None

    def release(self, lane: Lane, token: bytes) -> None:
        """The receiver hands a message back untouched: at once, uncounted, nothing to write."""
        message = lane.locked.pop(token, None)
        if message is not None:
            self.rest(message)

    def renew_lock(self, lane: Lane, token: bytes, now_ms: int) -> int | Refusal:
        """Return the new end of a message's lock, one lock duration from now."""
        message = lane.find(token, now_ms)
        if message is None or isinstance(lane, Session):
            return LOCK_LOST
        until_ms = self._lock_until_ms(now_ms)
        lane.renew(message, until_ms)
        return until_ms

    # -- sessions ----------------------------------------------------------------------------------

    def accept_session(self, session_id: str, holder: object, now_ms: int) -> Session | Refusal:
        """Lock a named session for a holder."""
        return self.sessions.accept(session_id, holder, self._lock_until_ms(now_ms))

    def accept_next_session(self, holder: object, now_ms: int) -> Session | None:
        """Lock the next session that has messages and no holder."""
        return self.sessions.accept_next(holder, self._lock_until_ms(now_ms))

    def renew_session(self, session: Session, now_ms: int) -> int:
        """Return the new end of a held session's lock."""
        until_ms = self._lock_until_ms(now_ms)
        self.sessions.renew(session, until_ms)
        for message in session.locked.values():
            message.locked_until_ms = until_ms
        return until_ms

    def release_session(self, session: Session) -> None:
        """The holder closed the session: its messages go back uncounted and in order."""
        for message in self.sessions.free(session):
            self.rest(message)
        self.refresh(session)

    def session_ids(self, changed_since_ms: int | None) -> Iterator[str]:
        """Yield the sessions that have messages or a state, or those whose state was set since a time.

        There may be a million, so they come in whatever order they are kept in.
        """
        if changed_since_ms is not None:
            yield from (name for name, set_ms in self.states if set_ms > changed_since_ms)
            return
        sessions = self.sessions.by_id
        yield from (name for name, session in sessions.items() if not session.empty)
        yield from (name for name, _ in self.states if name not in sessions or sessions[name].empty)
