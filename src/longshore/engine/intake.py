"""What every entity that is sent to has: a sequence, a size limit, and the memory of message ids."""

from longshore.engine.changes import Changes
from longshore.engine.history import DuplicateHistory
from longshore.engine.message import Draft
from longshore.model.entities import QueueDescription, TopicDescription
from longshore.model.limits import MEBIBYTE
from longshore.model.refusal import Condition, Refusal


class Intake:
    """The sending side of a queue or topic."""

    __slots__ = ("_entity_id", "_last_number", "_path", "description", "history")

    def __init__(self, entity_id: int, path: str, description: QueueDescription | TopicDescription) -> None:
        self._entity_id = entity_id
        self._path = path
        self._last_number = 0
        self.description = description
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

    def refuse_over_quota(self, drafts: list[Draft], used_bytes: int) -> Refusal | None:
        """Say no when the entity would outgrow its size."""
        limit = self.description.max_size_in_megabytes
        for draft in drafts:
            used_bytes += draft.size_bytes
        if used_bytes <= limit * MEBIBYTE:
            return None
        return Refusal(
            Condition.RESOURCE_LIMIT_EXCEEDED,
            f"'{self._path}' has reached its size of {limit} MB; receive messages, or raise the size.",
        )

    def is_duplicate(self, message_id: str | None, now_ms: int, changes: Changes) -> bool:
        """Say whether this id came within the window; when not, note that it came now."""
        if not self.description.requires_duplicate_detection or message_id is None:
            return False
        if self.history.seen(message_id, now_ms):
            return True
        self.history.remember(message_id, now_ms)
        changes.facts.remember_id(self._entity_id, message_id, now_ms)
        changes.on_undo(lambda: self.history.forget(message_id))
        return False

    def sweep(self, now_ms: int, changes: Changes) -> None:
        """Forget ids that the window has left behind."""
        if self.history.prune(now_ms):
            changes.facts.forget_ids(self._entity_id, now_ms - self.history.window_ms)
