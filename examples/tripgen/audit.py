"""The accounts of a demonstration: what the ledgers promise, compared with what the broker had."""

from collections.abc import Iterator
from dataclasses import dataclass

from examples.tripgen.audit_queues import QueueRow, audit_queue
from examples.tripgen.audit_sessions import SessionRow, audit_sessions
from examples.tripgen.audit_topics import SubscriptionRow, TopicRow, audit_subscription, audit_topic
from examples.tripgen.events import SUBSCRIPTIONS, TOPICS
from examples.tripgen.evidence import Evidence
from examples.tripgen.scenario import QUEUES


@dataclass(frozen=True, slots=True)
class Report:
    """All accounts. They add up when there are no problems."""

    queues: tuple[QueueRow, ...]
    topics: tuple[TopicRow, ...]
    subscriptions: tuple[SubscriptionRow, ...]
    sessions: tuple[SessionRow, ...]

    @property
    def problems(self) -> list[str]:
        """One sentence for everything that does not add up."""
        return [*self._problems()]

    def _problems(self) -> Iterator[str]:
        for rows in (self.queues, self.topics, self.subscriptions, self.sessions):
            for row in rows:
                yield from row.problems


def audit(evidence: Evidence) -> Report:
    """Return the accounts."""
    return Report(
        queues=tuple(audit_queue(queue, evidence) for queue in QUEUES),
        topics=tuple(audit_topic(topic, evidence) for topic in TOPICS),
        subscriptions=tuple(audit_subscription(each, evidence) for each in SUBSCRIPTIONS),
        sessions=tuple(row for queue in QUEUES for row in audit_sessions(queue, evidence)),
    )
