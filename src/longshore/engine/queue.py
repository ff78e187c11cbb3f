"""A queue: sending, taking, settling, expiring. A subscription is a queue that its topic fills.

Every command that changes something durable takes the `Changes` it belongs to; see `changes` for when
its effect becomes visible. Refusals are values.
"""

from typing import Final

from longshore.engine.changes import DEAD_LETTER as TO_DEAD_LETTER
from longshore.engine.changes import REMOVE, RETURN, Changes, Ending
from longshore.engine.context import Context
from longshore.engine.expiries import Expiries
from longshore.engine.intake import Intake
from longshore.engine.lane import Lane
from longshore.engine.message import (
    DEAD_LETTER,
    MAIN,
    NEVER_MS,
    NOT_STORED,
    READY,
    REMOVED,
    RETURNED,
    SETTLING,
    STORED,
    Draft,
    Message,
    SubQueue,
)
from longshore.engine.session import Session, SessionTable
from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import QueueDescription
from longshore.model.refusal import Condition, Refusal

DEAD_LETTER_REASON: Final = "DeadLetterReason"
DEAD_LETTER_DESCRIPTION: Final = "DeadLetterErrorDescription"
"""[ASB dead-letter-queues] The application properties that say why."""

TAKE_BYTES: Final = 1_048_576
"""One taking ends with the message that reaches this: large bodies come one by one."""

_LOCK_LOST = Refusal(
    Condition.MESSAGE_LOCK_LOST,
    "The lock of this message has ended. Renew locks in time, or receive the message again.",
)


class Queue:
    """One queue, or the queue inside a subscription. `path` is its name as it was created."""

    __slots__ = (
        "_context",
        "_expiries",
        "dead_letter_count",
        "dead_letters",
        "description",
        "entity_id",
        "intake",
        "main",
        "messages",
        "path",
        "sessions",
        "size_bytes",
    )

    def __init__(self, context: Context, entity_id: int, path: str, description: QueueDescription) -> None:
        self._context = context
        self.entity_id = entity_id
        self.path = path
        self.description = description
        self.intake = Intake(entity_id, path, description)
        self.messages: dict[int, Message] = {}
        self.size_bytes = 0
        self.dead_letter_count = 0
        self.main = Lane(self)
        self.dead_letters = Lane(self)
        self.sessions = SessionTable(self)
        self._expiries = Expiries()

    def describe(self, description: QueueDescription) -> None:
        """Follow a changed description; messages that are there already keep their times."""
        self.description = description
        self.intake.describe(description)

    # -- sending -----------------------------------------------------------------------------------

    def send(self, drafts: list[Draft], now_ms: int, changes: Changes) -> Refusal | None:
        """Take messages from a sender, all or none; duplicates are accepted and dropped."""
        refusal = self._refuse(drafts)
        if refusal is None:
            for draft in drafts:
                if not self.intake.is_duplicate(draft.message_id, now_ms, changes):
                    self.enqueue(draft, now_ms, changes)
        return refusal

    def _refuse(self, drafts: list[Draft]) -> Refusal | None:
        if self.description.requires_session and any(draft.session_id is None for draft in drafts):
            return Refusal(
                Condition.NOT_ALLOWED,
                f"'{self.path}' requires sessions: set a session id on every message sent to it.",
            )
        return self.intake.refuse_over_quota(drafts, self.size_bytes)

    def enqueue(
        self,
        draft: Draft,
        now_ms: int,
        changes: Changes,
        enqueued_sequence_number: int = 0,
        sub_queue: SubQueue = MAIN,
    ) -> None:
        """Give a message its number and place; it is READY once the changes are on disk."""
        message = Message(
            self._lane_of(draft.session_id) if sub_queue is MAIN else self.dead_letters,
            self.intake.next_number(changes),
            now_ms,
            self._expiry_ms(draft.ttl_ms, now_ms) if sub_queue is MAIN else NEVER_MS,
            draft.session_id,
            draft.header,
            draft.annotations,
            draft.payload,
            draft.size_bytes,
        )
        message.enqueued_sequence_number = enqueued_sequence_number
        message.sub_queue = sub_queue
        message.dead_letter_source = None if sub_queue is MAIN else self.path
        message.lane.underway_count += 1
        self.size_bytes += draft.size_bytes
        changes.facts.insert_message(
            message.key,
            sub_queue,
            now_ms,
            message.expires_ms,
            0,
            draft.session_id,
            enqueued_sequence_number,
            message.dead_letter_source,
            draft.header,
            draft.annotations,
            draft.payload,
        )
        changes.sent(self, message)

    def enqueue_dead(
        self, draft: Draft, reason: str, now_ms: int, changes: Changes, enqueued_sequence_number: int
    ) -> None:
        """Put a message that this queue cannot take straight among its dead letters, with the reason."""
        payload = self._context.rewrite(draft.payload, {DEAD_LETTER_REASON: reason})
        dead = Draft(payload, draft.header, draft.annotations, draft.message_id, draft.session_id, None)
        self.enqueue(dead, now_ms, changes, enqueued_sequence_number, DEAD_LETTER)

    def _lane_of(self, session_id: str | None) -> Lane:
        if self.description.requires_session and session_id is not None:
            return self.sessions.get(session_id)
        return self.main

    def _expiry_ms(self, ttl_ms: int | None, now_ms: int) -> int:
        """[ASB message-expiration] The entity's default is also the longest a message may ask for."""
        entity_ms = self.description.default_message_time_to_live_ms
        lives_ms = entity_ms if ttl_ms is None else min(ttl_ms, entity_ms)
        return NEVER_MS if lives_ms >= UNLIMITED_MS else now_ms + lives_ms

    def admit(self, message: Message) -> None:
        """A sent message is on disk: it can be received."""
        message.state = STORED[message.state]
        self.messages[message.sequence_number] = message
        self.dead_letter_count += message.sub_queue
        message.lane.underway_count -= 1
        self._context.keep_body(message)
        self._make_ready(message)

    def drop(self, message: Message) -> None:
        """A sent message never got to disk."""
        message.state = NOT_STORED[message.state]
        self.size_bytes -= message.size_bytes
        message.lane.underway_count -= 1
        self._refresh(message.lane)

    def _make_ready(self, message: Message) -> None:
        lane = message.lane
        lane.push(message)
        if message.expires_ms != NEVER_MS:
            self._expiries.note(message, self.messages)
        self._refresh(lane)

    def touch(self, lane: Lane) -> None:
        """Say that a lane should be looked at: a receiver may be fed from it."""
        self._context.touched[lane] = None

    def _refresh(self, lane: Lane) -> None:
        """Something about a lane changed: its session may be free now, a receiver may be fed from it."""
        if isinstance(lane, Session):
            self.sessions.refresh(lane)
        self._context.touched[lane] = None

    # -- taking ------------------------------------------------------------------------------------

    def take(self, lane: Lane, count: int, now_ms: int, changes: Changes) -> list[Message]:
        """Lock up to `count` messages for a receiver, in order; fewer when they are large."""
        until_ms = lane.locked_until_ms if isinstance(lane, Session) else self._lock_until_ms(now_ms)
        taken = self._pop(lane, count, now_ms, changes)
        for message in taken:
            lane.lock(message, self._context.new_token(), until_ms)
        return taken

    def take_away(self, lane: Lane, count: int, now_ms: int, changes: Changes) -> list[Message]:
        """Remove up to `count` messages for a receiver that settles nothing; send them after the commit."""
        taken = self._pop(lane, count, now_ms, changes)
        for message in taken:
            message.lock_token = self._context.new_token()
            message.locked_until_ms = 0
            self._end(message, REMOVE, changes)
        return taken

    def _pop(self, lane: Lane, count: int, now_ms: int, changes: Changes) -> list[Message]:
        taken: list[Message] = []
        size_bytes = 0
        while len(taken) < count and size_bytes < TAKE_BYTES and lane.open:
            message = lane.pop()
            if message is None:
                break
            if message.expires_ms <= now_ms:
                self._expire(message, changes)
            else:
                taken.append(message)
                size_bytes += message.size_bytes
        if isinstance(lane, Session):
            self.sessions.refresh(lane)
        return taken

    def payloads(self, messages: list[Message]) -> list[bytes]:
        """Return the bodies of taken messages."""
        return self._context.payloads(messages)

    def _lock_until_ms(self, now_ms: int) -> int:
        return now_ms + self.description.lock_duration_ms

    # -- settling ----------------------------------------------------------------------------------

    def complete(self, lane: Lane, token: bytes, now_ms: int, changes: Changes) -> Refusal | None:
        """The receiver is done: the message is removed."""
        message = lane.find(token, now_ms)
        if message is None:
            return _LOCK_LOST
        del lane.locked[token]
        self._end(message, REMOVE, changes)
        return None

    def abandon(self, lane: Lane, token: bytes, now_ms: int, changes: Changes) -> Refusal | None:
        """The receiver gives up: the delivery counts, and the message returns or is dead-lettered."""
        message = lane.find(token, now_ms)
        if message is None:
            return _LOCK_LOST
        del lane.locked[token]
        self._fail_delivery(message, changes)
        return None

    def dead_letter(
        self,
        lane: Lane,
        token: bytes,
        reason: str | None,
        description: str | None,
        now_ms: int,
        changes: Changes,
    ) -> Refusal | None:
        """The receiver puts the message aside, with its reason."""
        message = lane.find(token, now_ms)
        if message is None:
            return _LOCK_LOST
        if message.sub_queue is DEAD_LETTER:
            return Refusal(
                Condition.NOT_ALLOWED, "A message in the dead-letter queue cannot be dead-lettered again."
            )
        del lane.locked[token]
        self._dead_letter(message, reason, description, changes)
        return None

    def release(self, lane: Lane, token: bytes) -> None:
        """The receiver hands a message back untouched; no delivery is counted."""
        message = lane.release(token)
        if message is not None:
            self._expiries.note(message, self.messages)
            self._refresh(lane)

    def renew_lock(self, lane: Lane, token: bytes, now_ms: int) -> int | Refusal:
        """Return the new end of a message's lock, one lock duration from now."""
        message = lane.find(token, now_ms)
        if message is None or isinstance(lane, Session):
            return _LOCK_LOST
        until_ms = self._lock_until_ms(now_ms)
        lane.renew(message, until_ms)
        return until_ms

    def _fail_delivery(self, message: Message, changes: Changes) -> None:
        """Count a delivery that ended without success; the last one allowed dead-letters the message."""
        message.delivery_count += 1
        changes.on_undo(lambda: _uncount(message))
        limit = self.description.max_delivery_count
        if message.delivery_count >= limit and message.sub_queue is MAIN:
            self._dead_letter(
                message,
                "MaxDeliveryCountExceeded",
                f"Message could not be consumed after {limit} delivery attempts.",
                changes,
            )
            return
        changes.facts.count_delivery(message.key, message.delivery_count)
        self._end(message, RETURN, changes)

    def _dead_letter(
        self, message: Message, reason: str | None, description: str | None, changes: Changes
    ) -> None:
        why = {DEAD_LETTER_REASON: reason, DEAD_LETTER_DESCRIPTION: description}
        payload = self._context.rewrite(
            self.payloads([message])[0], {name: text for name, text in why.items() if text is not None}
        )
        changes.facts.dead_letter_message(message.key, message.delivery_count, self.path, payload)
        changes.on_apply(lambda: self._replace_body(message, payload))
        self._end(message, TO_DEAD_LETTER, changes)

    def _replace_body(self, message: Message, payload: bytes) -> None:
        self._context.drop_body(message)
        grown_bytes = len(payload) + len(message.header) + len(message.annotations) - message.size_bytes
        message.size_bytes += grown_bytes
        self.size_bytes += grown_bytes
        message.payload = payload
        self._context.keep_body(message)

    def _end(self, message: Message, ending: Ending, changes: Changes) -> None:
        message.state = SETTLING[message.state]
        message.lane.underway_count += 1
        if ending is REMOVE:
            changes.facts.delete_message(message.key)
        elif ending is RETURN:
            message.lane.returning_count += 1
        changes.ended(self, message, ending)

    def finish(self, message: Message, ending: Ending) -> None:
        """A settlement or expiry is on disk."""
        lane = message.lane
        lane.underway_count -= 1
        if ending is RETURN:
            lane.returning_count -= 1
            message.state = RETURNED[message.state]
            self._make_ready(message)
        elif ending is REMOVE:
            message.state = REMOVED[message.state]
            del self.messages[message.sequence_number]
            self.size_bytes -= message.size_bytes
            self.dead_letter_count -= message.sub_queue
            self._context.drop_body(message)
            self._refresh(lane)
        else:
            message.state = RETURNED[message.state]
            self._move_to_dead_letters(message)
            self._refresh(lane)

    def _move_to_dead_letters(self, message: Message) -> None:
        message.sub_queue = DEAD_LETTER
        message.dead_letter_source = self.path
        message.expires_ms = NEVER_MS
        message.lane = self.dead_letters
        self.dead_letter_count += 1
        self._make_ready(message)

    def keep(self, message: Message, ending: Ending) -> None:
        """A settlement or expiry never got to disk: the message is where it was, free to be received."""
        message.lane.underway_count -= 1
        if ending is RETURN:
            message.lane.returning_count -= 1
        message.state = RETURNED[message.state]
        self._make_ready(message)

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
        for message in session.locked.values():
            self._expiries.note(message, self.messages)
        self.sessions.release(session)
        self._refresh(session)

    def set_session_state(self, session: Session, state: bytes | None, changes: Changes) -> None:
        """Keep a state with the session; None removes it."""
        changes.facts.set_session_state(self.entity_id, session.session_id, state)
        session.underway_count += 1

        def arrive(stored: bytes | None) -> None:
            session.state = stored
            session.underway_count -= 1
            self.sessions.refresh(session)

        changes.on_apply(lambda: arrive(state))
        changes.on_undo(lambda: arrive(session.state))

    # -- time --------------------------------------------------------------------------------------

    def sweep(self, now_ms: int, changes: Changes) -> list[object]:
        """End what time has ended; returns the holders of sessions whose locks ran out."""
        for lane in (self.main, self.dead_letters):
            for message in lane.overdue(now_ms):
                self._fail_delivery(message, changes)
        holders = []
        for session in self.sessions.overdue(now_ms):
            holders.append(session.holder)
            for message in self.sessions.expire(session):
                self._fail_delivery(message, changes)
            self._refresh(session)
        self._sweep_expiries(now_ms, changes)
        self.intake.sweep(now_ms, changes)
        return holders

    def _sweep_expiries(self, now_ms: int, changes: Changes) -> None:
        """A locked message does not expire: it comes back here when its lock ends [ASB expiration]."""
        for expires_ms, number in self._expiries.due(now_ms):
            message = self.messages.get(number)
            if message is not None and message.state is READY and message.expires_ms == expires_ms:
                message.lane.withdraw(message)
                self._expire(message, changes)
                if isinstance(message.lane, Session):
                    self.sessions.refresh(message.lane)

    def _expire(self, message: Message, changes: Changes) -> None:
        if self.description.dead_lettering_on_message_expiration:
            self._dead_letter(
                message,
                "TTLExpiredException",
                "The message expired and was dead lettered.",
                changes,
            )
        else:
            self._end(message, REMOVE, changes)

    # -- recovery ----------------------------------------------------------------------------------

    def restore(
        self,
        sequence_number: int,
        sub_queue: SubQueue,
        enqueued_ms: int,
        expires_ms: int,
        session_id: str | None,
        header: bytes,
        annotations: bytes,
        payload_bytes: int,
    ) -> Message:
        """Take back a message that the disk holds; its body stays there until it is due."""
        message = Message(
            self._lane_of(session_id) if sub_queue is MAIN else self.dead_letters,
            sequence_number,
            enqueued_ms,
            expires_ms,
            session_id,
            header,
            annotations,
            None,
            payload_bytes + len(header) + len(annotations),
        )
        message.state = STORED[message.state]
        message.sub_queue = sub_queue
        self.dead_letter_count += sub_queue
        self.size_bytes += message.size_bytes
        self.messages[sequence_number] = message
        self._make_ready(message)
        return message

    @property
    def active_count(self) -> int:
        """Messages in the queue proper, locked ones included."""
        return len(self.messages) - self.dead_letter_count


def _uncount(message: Message) -> None:
    message.delivery_count -= 1
