"""How messages come into a queue: sent, scheduled, let in by a topic, or straight among the dead letters."""

from longshore.engine.changes import Changes
from longshore.engine.endings import Endings, Properties
from longshore.engine.message import (
    ASIDE,
    DEAD_LETTER,
    MAIN,
    NEVER_MS,
    SCHEDULED,
    Draft,
    Kind,
    Message,
    SubQueue,
)
from longshore.model.durations import UNLIMITED_MS
from longshore.model.refusal import Condition, Refusal


class Arrivals(Endings):
    """A queue's messages and where they come from."""

    __slots__ = ()

    def send(self, drafts: list[Draft], now_ms: int, changes: Changes) -> Refusal | None:
        """Take messages from a sender, all or none; duplicates are accepted and dropped."""
        refusal = self.refuse(drafts)
        if refusal is None:
            for draft in drafts:
                if not self.intake.is_duplicate(draft, now_ms, changes):
                    self.accept(draft, now_ms, changes)
        return refusal

    def refuse(self, drafts: list[Draft]) -> Refusal | None:
        """Say why messages cannot be taken; None when they can."""
        return self.without_session(drafts) or self.intake.refuse(drafts, self.size_bytes)

    def without_session(self, drafts: list[Draft]) -> Refusal | None:
        """Say no to messages that belong to no session, where every message must."""
        if not self.description.requires_session or all(draft.session_id is not None for draft in drafts):
            return None
        return Refusal(
            Condition.NOT_ALLOWED,
            f"'{self.path}' requires sessions: set a session id on every message sent to it.",
        )

    def accept(self, draft: Draft, now_ms: int, changes: Changes) -> int:
        """Let a message in, now or, when it is scheduled, later; returns its sequence number."""
        if draft.due_ms > now_ms:
            return self.schedule(draft, now_ms, changes)
        return self.enqueue(draft, now_ms, changes).sequence_number

    def schedule(self, draft: Draft, now_ms: int, changes: Changes) -> int:
        """Keep a message until its time; returns the number under which it can be cancelled.

        Its life begins when it is enqueued, so that until then its expiry only tells how long it will live.
        """
        message = self._message(draft, MAIN, draft.due_ms, changes)
        message.enqueued_ms = now_ms
        message.kind, message.due_ms = SCHEDULED, draft.due_ms
        self._insert(message, draft.payload, changes)
        return message.sequence_number

    def enqueue(self, draft: Draft, now_ms: int, changes: Changes) -> Message:
        """Give a message its number and place; it is READY once the changes are on disk."""
        message = self._message(draft, MAIN, now_ms, changes)
        self._insert(message, draft.payload, changes)
        return message

    def enqueue_dead(
        self,
        draft: Draft,
        why: Properties,
        now_ms: int,
        changes: Changes,
        sub_queue: SubQueue = DEAD_LETTER,
    ) -> None:
        """Put a message that this queue cannot take straight among its dead letters, with the reason."""
        payload = self.context.codec.set_properties(draft.payload, why)
        message = self._message(draft, sub_queue, now_ms, changes)
        message.size_bytes += len(payload) - len(draft.payload)
        message.payload = payload
        message.expires_ms = NEVER_MS
        message.dead_letter_source = self.path
        self._insert(message, payload, changes)

    def _message(self, draft: Draft, sub_queue: SubQueue, born_ms: int, changes: Changes) -> Message:
        message = Message(
            self.lane_of(sub_queue, draft.session_id),
            self.intake.next_number(changes),
            born_ms,
            self._expiry_ms(draft.ttl_ms, born_ms),
            draft.session_id,
            draft.header,
            draft.annotations,
            draft.payload,
            draft.size_bytes,
        )
        message.sub_queue = sub_queue
        message.hops = draft.hops
        message.enqueued_sequence_number = draft.enqueued_sequence_number
        message.dead_letter_source = draft.dead_letter_source
        return message

    def _insert(self, message: Message, payload: bytes, changes: Changes) -> None:
        changes.facts.insert_message(
            message.key,
            message.sub_queue,
            message.kind,
            message.enqueued_ms,
            message.due_ms,
            message.expires_ms,
            message.delivery_count,
            message.hops,
            message.session_id,
            message.enqueued_sequence_number,
            message.dead_letter_source,
            message.header,
            message.annotations,
            payload,
        )
        self.begin(message, changes)

    def _expiry_ms(self, ttl_ms: int | None, born_ms: int) -> int:
        """[ASB message-expiration] The entity's default is also the longest a message may ask for."""
        entity_ms = self.description.default_message_time_to_live_ms
        lives_ms = entity_ms if ttl_ms is None else min(ttl_ms, entity_ms)
        return NEVER_MS if lives_ms >= UNLIMITED_MS else min(born_ms + lives_ms, NEVER_MS)

    def activate(self, message: Message, now_ms: int, changes: Changes) -> None:
        """Enqueue a scheduled message, under a new sequence number [ASB message-sequencing]."""
        lives_ms = message.expires_ms - message.due_ms
        fresh = Message(
            message.lane,
            self.intake.next_number(changes),
            now_ms,
            NEVER_MS if message.expires_ms == NEVER_MS else now_ms + lives_ms,
            message.session_id,
            message.header,
            message.annotations,
            message.payload,
            message.size_bytes,
        )
        fresh.hops = message.hops
        fresh.enqueued_sequence_number = message.enqueued_sequence_number
        fresh.dead_letter_source = message.dead_letter_source
        changes.facts.renumber_message(message.key, fresh.key, now_ms, fresh.expires_ms)
        self.end(message, None, changes)
        self.begin(fresh, changes)

    def cancel(self, numbers: list[int], changes: Changes) -> Refusal | None:
        """Drop scheduled messages, all or none."""
        found = self.find_aside(SCHEDULED, numbers)
        if found is None:
            return not_found(numbers, "scheduled", self.path)
        for message in found:
            self.remove(message, changes)
        return None

    def find_aside(self, kind: Kind, numbers: list[int]) -> list[Message] | None:
        """Return messages of a kind that stand aside, None when one is not there; twice asked is asked."""
        found = []
        for number in dict.fromkeys(numbers):
            message = self.messages.get(number)
            if message is None or message.kind is not kind or message.state is not ASIDE:
                return None
            found.append(message)
        return found


def not_found(numbers: list[int], kind: str, path: str) -> Refusal:
    """Say that not all of some messages are there to be taken."""
    asked = ", ".join(str(number) for number in numbers[:5])
    return Refusal(
        Condition.MESSAGE_NOT_FOUND,
        f"'{path}' has no free {kind} message under every one of the numbers {asked}.",
    )
