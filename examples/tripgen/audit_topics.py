"""The accounts of the topics: who should have heard of which event, and who did.

Each subscription must hold every acknowledged event that it wants, once, and nothing else. An event whose
answer a crash swallowed, and which was never acknowledged later, may be there or not.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from examples.tripgen.events import EVENTS, Subscription, event_id
from examples.tripgen.evidence import Evidence, Found, ids
from examples.tripgen.ledger import Entry, What


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One line of the table. `dropped` are repetitions that were acknowledged and not kept."""

    name: str
    published: int
    unknown: int
    dropped: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """One line of the table. `possible` counts the events that may have come beside the expected ones."""

    subscription: Subscription
    expected: int
    possible: int
    received: Counter[str]
    problems: tuple[str, ...]


def audit_topic(topic: str, evidence: Evidence) -> TopicRow:
    """Return the account of one topic."""
    acknowledged = evidence.at(topic, What.SEND_ACKNOWLEDGED)
    return TopicRow(
        name=topic,
        published=len(acknowledged),
        unknown=len(evidence.at(topic, What.SEND_UNKNOWN)),
        dropped=len(acknowledged) - len(ids(acknowledged)),
        problems=tuple(_unpublished(topic, ids(acknowledged), evidence)),
    )


def _unpublished(topic: str, acknowledged: set[str], evidence: Evidence) -> Iterator[str]:
    for queue, kinds in EVENTS.items():
        names = [kind.name for kind in kinds if kind.topic == topic]
        for job_id in sorted(ids(evidence.at(queue, What.COMPLETED))):
            for name in names:
                if event_id(job_id, name) not in acknowledged:
                    yield f"{topic}: {job_id} was completed without {name} having been published"


def audit_subscription(subscription: Subscription, evidence: Evidence) -> SubscriptionRow:
    """Return the account of one subscription."""
    acknowledged = _wanted(subscription, evidence.at(subscription.topic, What.SEND_ACKNOWLEDGED))
    attempted = _wanted(subscription, evidence.at(subscription.topic, What.SEND_ATTEMPTED))
    left = evidence.left(subscription.path, dead=False)
    problems = [
        *_missing(acknowledged, left),
        *_surplus(subscription, attempted, left),
        *_dead(evidence.left(subscription.path, dead=True)),
    ]
    return SubscriptionRow(
        subscription=subscription,
        expected=len(acknowledged),
        possible=len(attempted - acknowledged),
        received=Counter(found.event_type for found in left),
        problems=tuple(f"{subscription.path}: {text}" for text in problems),
    )


def _wanted(subscription: Subscription, entries: list[Entry]) -> set[str]:
    return ids(entry for entry in entries if entry.event_type in subscription.wants)


def _missing(acknowledged: set[str], left: list[Found]) -> Iterator[str]:
    for message_id in sorted(acknowledged - {found.message_id for found in left}):
        yield f"{message_id}: was acknowledged and never came"


def _dead(left: list[Found]) -> Iterator[str]:
    yield from (f"{found.message_id}: was dead-lettered with {found.reason!r}" for found in left)


def _surplus(subscription: Subscription, attempted: set[str], left: list[Found]) -> Iterator[str]:
    for message_id, count in Counter(found.message_id for found in left).items():
        if count > 1:
            yield f"{message_id}: came {count} times"
    for found in left:
        if found.event_type not in subscription.wants:
            yield f"{found.message_id}: the filter should not let {found.event_type!r} through"
        elif found.message_id not in attempted:
            yield f"{found.message_id}: nobody published this"
