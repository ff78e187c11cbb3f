"""What every entity that is sent to has: a sequence, a size limit, and the memory of message ids."""

from typing import Final

from longshore.engine.changes import Changes
from longshore.engine.context import Context
from longshore.engine.history import DuplicateHistory
from longshore.engine.message import Draft
from longshore.model.entities import QueueDescription, TopicDescription
from longshore.model.limits import MEBIBYTE
from longshore.model.refusal import Condition, Refusal

NO_ROOM: Final = Refusal(
    Condition.RESOURCE_LIMIT_EXCEEDED,
    "The broker's disk is almost full and has no room for this: receive messages, or make room there, and "
    "send again.",
)


class Intake:
    """The sending side of a queue or topic."""

    __slots__ = ("_context", "_entity_id", "_last_number", "_path", "description", "gone", "history")

    def __init__(
        self, context: Context, entity_id: int, path: str, description: QueueDescription | TopicDescription
    ) -> None:
        self._context = context
        self._entity_id = entity_id
        self._path = path
        self._last_number = 0
        self.description = description
        self.gone = False
        """The entity was deleted."""
        self.history = DuplicateHistory(description.duplicate_detection_history_time_window_ms)

    def next_number(self, changes: Changes) -> int:
        """Return the next sequence number; it is never given again, whatever becomes of the message."""
        self._last_number += 1
        changes.facts.advance_sequence(self._entity_id, self._last_number)
        return self._last_number

    def restore_sequence(self, last_used: int) -> None:
        """Go on counting behind the last number ever given."""
        self._last_number = max(self._last_number, last_used)

    def describe(self, description: QueueDescription | TopicDescription) -> None:
        """Follow a changed description."""
        self.description = description
        self.history.window_ms = description.duplicate_detection_history_time_window_ms

    def refuse(self, drafts: list[Draft], used_bytes: int) -> Refusal | None:
        """Say no when the entity takes no messages, or would outgrow its size."""
        objection = self.objection()
        if objection is not None:
            return objection
        limit = self.description.max_size_in_megabytes
        for draft in drafts:
            used_bytes += draft.size_bytes
        if used_bytes <= limit * MEBIBYTE:
            return None
        return Refusal(
            Condition.RESOURCE_LIMIT_EXCEEDED,
            f"'{self._path}' has reached its size of {limit} MB; receive messages, or raise the size.",
        )

    def without_room(self, drafts: list[Draft]) -> Refusal | None:
        """Say no to what clients send when the disk has no room for it; what is there already may go on."""
        new_bytes = sum(draft.size_bytes for draft in drafts)
        return None if new_bytes <= self._context.room_bytes else NO_ROOM

    def objection(self) -> Refusal | None:
        """Say why nothing at all can be sent now."""
        if self.gone:
            return Refusal(Condition.NOT_FOUND, f"The messaging entity '{self._path}' was deleted.")
        if self.description.status.sends:
            return None
        return Refusal(
            Condition.ENTITY_DISABLED,
            f"'{self._path}' is {self.description.status.value}: nothing can be sent to it.",
        )

    def is_duplicate(self, draft: Draft, now_ms: int, changes: Changes) -> bool:
        """Say whether this message's id came within the window; when not, note that it came now."""
        if not self.description.requires_duplicate_detection or draft.message_id is None:
            return False
        name = self._identity(draft, draft.message_id)
        if self.history.seen(name, now_ms):
            return True
        self.history.remember(name, now_ms)
        changes.facts.remember_id(self._entity_id, name, now_ms)
        changes.on_undo(lambda: self.history.forget(name))
        return False

    def _identity(self, draft: Draft, message_id: str) -> str:
        """[ASB duplicate-detection] In a partitioned entity, the partition key is part of the identity.

        [ASB partitioning] A session id is a partition key.
        """
        partition_key = draft.session_id or draft.partition_key
        if partition_key is None or not self.description.enable_partitioning:
            return message_id
        return f"{message_id}\0{partition_key}"

    def sweep(self, now_ms: int, changes: Changes) -> None:
        """Forget ids that the window has left behind."""
        if self.history.prune(now_ms):
            changes.facts.forget_ids(self._entity_id, now_ms - self.history.window_ms)
