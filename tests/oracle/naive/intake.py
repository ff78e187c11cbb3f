"""What every entity has that is sent to: a status, sequence numbers, and the memory of message ids."""

from dataclasses import dataclass, field

from longshore.model.entities import QueueDescription, TopicDescription
from longshore.model.refusal import Condition
from tests.oracle.naive.message import Letter


@dataclass
class Moment:
    """When it is, and which commit gathers."""

    now_ms: int
    commit: int = 1


@dataclass
class SeenId:
    """A message id that came."""

    identity: tuple[str | None, ...]
    seen_ms: int
    commit: int | None
    """The commit it waits for; None once it is on disk."""


@dataclass
class Intake:
    """The sending side of a queue or topic."""

    description: QueueDescription | TopicDescription
    moment: Moment
    last_number: int = 0
    stored_number: int = 0
    given: list[tuple[int, int]] = field(default_factory=list)
    """(commit, number) on their way to disk."""
    seen: list[SeenId] = field(default_factory=list)
    gone: int | None = None
    """The commit that deletes the entity."""

    def objection(self) -> Condition | None:
        """[ASB entity-suspend] Say why nothing can be sent now."""
        if self.gone is not None:
            return Condition.NOT_FOUND
        return None if self.description.status.sends else Condition.ENTITY_DISABLED

    def next_number(self) -> int:
        """[ASB message-sequencing] Numbers grow, and none is given twice, whatever becomes of the message."""
        self.last_number += 1
        self.given.append((self.moment.commit, self.last_number))
        return self.last_number

    def is_duplicate(self, letter: Letter) -> bool:
        """[ASB duplicate-detection] Say whether this id came within the window; if not, it came now.

        The message that came first may be gone by then. In a partitioned entity "MessageId + PartitionKey"
        is the identity, and a session id is a partition key [ASB partitioning].
        """
        if not self.description.requires_duplicate_detection or letter.message_id is None:
            return False
        partitioned = self.description.enable_partitioning
        identity = (letter.message_id, letter.session_id if partitioned else None)
        window_ms = self.description.duplicate_detection_history_time_window_ms
        if any(
            known.identity == identity and self.moment.now_ms < known.seen_ms + window_ms
            for known in self.seen
        ):
            return True
        self.seen.append(SeenId(identity, self.moment.now_ms, self.moment.commit))
        return False
