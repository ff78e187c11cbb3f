"""Make a namespace what a topology says: add and update, never delete, and refuse what cannot change.

[ASB resource manager exceptions] Sessions, duplicate detection and partitioning are decided when an entity
is created. Entities that the topology no longer names are kept, with their messages, and reported.

What the topology says of an entity is remembered, and only a change of that changes the entity: what clients
have done to it meanwhile, such as adding rules, is not undone because the broker was started again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final, NamedTuple, TypeVar

from longshore.engine.namespace import Namespace
from longshore.engine.topic import Topic
from longshore.model.entities import (
    QueueDescription,
    SubscriptionDescription,
    TopicDescription,
    Topology,
)
from longshore.store.batch import Batch
from longshore.store.descriptions import encode_description

IMMUTABLE: Final = ("requires_session", "requires_duplicate_detection", "enable_partitioning")

V = TypeVar("V")
Description = QueueDescription | TopicDescription | SubscriptionDescription


class _Known(NamedTuple):
    """An entity that is there, and what was last planned for it, as it is stored."""

    description: Description
    planned: str | None


@dataclass(slots=True)
class Report:
    """What provisioning did, by entity path; `refused` says why, and then nothing at all was done."""

    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def provision(namespace: Namespace, topology: Topology, batch: Batch) -> Report:
    """Bring entities to what `topology` says; the facts go to `batch`, which the caller commits."""
    report = Report()
    _compare(namespace, topology, report)
    if not report.refused:
        _apply(namespace, topology, batch)
    return report


def _compare(namespace: Namespace, topology: Topology, report: Report) -> None:
    planned = namespace.planned
    queues = {
        queue.path: _Known(queue.description, planned.get(queue.entity_id))
        for queue in namespace.queues.values()
    }
    topics = {
        topic.path: _Known(topic.description, planned.get(topic.entity_id))
        for topic in namespace.topics.values()
    }
    _refuse_other_kind(topology.queues, topics, "topic", report)
    _refuse_other_kind(topology.topics, queues, "queue", report)
    _compare_all(queues, topology.queues, "", report)
    _compare_all(topics, topology.topics, "", report)
    for topic in namespace.topics.values():
        there = {
            known.name: _Known(known.description, planned.get(known.queue.entity_id))
            for known in topic.subscriptions.values()
        }
        wanted = _find(topology.topics, topic.path)
        if wanted is not None:
            _compare_all(there, wanted.subscriptions, f"{topic.path}/Subscriptions/", report)
    for path, wanted in topology.topics.items():
        if _find(topics, path) is None:
            report.added += [f"{path}/Subscriptions/{name}" for name in wanted.subscriptions]


def _find(named: Mapping[str, V], name: str) -> V | None:
    return next((known for other, known in named.items() if other.lower() == name.lower()), None)


def _refuse_other_kind(
    wanted: Mapping[str, object], there: Mapping[str, object], kind: str, report: Report
) -> None:
    for path in wanted:
        if _find(there, path) is not None:
            report.refused.append(f"'{path}' exists as a {kind}; queues and topics share one name space.")


def _compare_all(
    there: Mapping[str, _Known], wanted: Mapping[str, Description], prefix: str, report: Report
) -> None:
    for name, description in wanted.items():
        known = _find(there, name)
        if known is None:
            report.added.append(prefix + name)
            continue
        report.refused += [
            f"'{prefix}{name}': {problem}" for problem in _immutable_changes(known.description, description)
        ]
        text = encode_description(description)
        if text not in {known.planned, encode_description(known.description)}:
            report.updated.append(prefix + name)
    report.kept += [prefix + name for name in there if _find(wanted, name) is None]


def _immutable_changes(old: Description, new: Description) -> list[str]:
    changed = [name for name in IMMUTABLE if getattr(old, name, None) != getattr(new, name, None)]
    return [
        f"{name} is {str(getattr(old, name)).lower()} and cannot be changed after creation; "
        "keep it, or use another name or data folder."
        for name in changed
    ]


def _apply(namespace: Namespace, topology: Topology, batch: Batch) -> None:
    ids = count(max(namespace.by_id, default=0) + 1)
    for path, description in topology.queues.items():
        known = namespace.queues.get(path.lower())
        entity_id = next(ids) if known is None else known.entity_id
        if _is_news(namespace, entity_id, description, batch):
            namespace.put_queue(entity_id, path, description)
            batch.put_entity(entity_id, "queue", None, path, encode_description(description))
    for path, wanted in topology.topics.items():
        existing = namespace.topics.get(path.lower())
        entity_id = next(ids) if existing is None else existing.entity_id
        if _is_news(namespace, entity_id, wanted, batch):
            existing = namespace.put_topic(entity_id, path, wanted)
            batch.put_entity(entity_id, "topic", None, path, encode_description(wanted))
        if existing is not None:
            _apply_subscriptions(namespace, existing, wanted, ids, batch)


def _apply_subscriptions(
    namespace: Namespace, topic: Topic, wanted: TopicDescription, ids: Iterator[int], batch: Batch
) -> None:
    for name, description in wanted.subscriptions.items():
        known = topic.subscriptions.get(name.lower())
        entity_id = next(ids) if known is None else known.queue.entity_id
        if _is_news(namespace, entity_id, description, batch):
            namespace.put_subscription(entity_id, topic, name, description)
            text = encode_description(description)
            batch.put_entity(entity_id, "subscription", topic.entity_id, name, text)


def _is_news(namespace: Namespace, entity_id: int, description: Description, batch: Batch) -> bool:
    """Say whether this is not what was planned for the entity before, and remember that it is now."""
    text = encode_description(description)
    if namespace.planned.get(entity_id) == text:
        return False
    namespace.planned[entity_id] = text
    batch.plan_entity(entity_id, text)
    return True
