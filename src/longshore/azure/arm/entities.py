"""Queues, topics and subscriptions, on the primary namespace alone: pairing copies them to the secondary.

What the plan does not say is left to Service Bus, whose defaults are those of the plan. Only whether errors
of filters dead-letter is always said, for the ARM specification gives it no default.
"""

from collections.abc import Iterator, Mapping, Sequence

from longshore.azure.arm import spelling
from longshore.azure.arm.kinds import QUEUE, SUBSCRIPTION, TOPIC
from longshore.azure.arm.order import in_order, targets
from longshore.azure.arm.resource import Resource, Value
from longshore.azure.arm.rules import rules
from longshore.model.durations import UNLIMITED_MS, format_duration
from longshore.plan.document import Plan
from longshore.plan.entities import EntityProperties, Queue, Topic
from longshore.plan.sections import Duration
from longshore.plan.source import TreePath


def entities(plan: Plan, namespace: Resource, foundation: Sequence[Resource]) -> dict[str, Resource]:
    """Return queues and topics by their names in lower case, each after what it forwards to."""
    made: dict[str, Resource] = {}
    for path, entity in in_order(plan):
        if isinstance(entity, Queue):
            name, kind, keys = entity.queue_name, QUEUE, spelling.QUEUE
            forwards_to = [made[target] for target in targets(entity.properties)]
        else:
            name, kind, keys, forwards_to = entity.topic_name, TOPIC, spelling.TOPIC, []
        made[name.casefold()] = Resource(
            kind,
            (*namespace.names, spelling.entity_name(name)),
            _said(entity.properties, keys),
            path,
            after=(*foundation, *forwards_to),
        )
    return made


def subscriptions(plan: Plan, made: Mapping[str, Resource]) -> Iterator[Resource]:
    """Yield the subscriptions of every topic, each with its rules behind it."""
    for index, topic in enumerate(plan.topics):
        yield from _subscriptions(topic, ("topics", index), made)


def _subscriptions(topic: Topic, path: TreePath, made: Mapping[str, Resource]) -> Iterator[Resource]:
    parent = made[topic.topic_name.casefold()]
    for index, subscription in enumerate(topic.subscriptions):
        properties = subscription.properties
        resource = Resource(
            SUBSCRIPTION,
            (*parent.names, subscription.name),
            {
                **_said(properties, spelling.SUBSCRIPTION),
                spelling.FILTER_EXCEPTIONS: properties.dead_lettering_on_filter_evaluation_exceptions,
            },
            (*path, "subscriptions", index),
            after=(parent, *(made[target] for target in targets(properties))),
        )
        yield resource
        yield from rules(properties, resource)


def _said(properties: EntityProperties, keys: Mapping[str, str]) -> dict[str, Value]:
    """Return what the plan says of an entity, in the order of ARM's spelling."""
    said = properties.model_fields_set
    values = ((key, arm, getattr(properties, key)) for key, arm in keys.items() if key in said)
    # An empty name forwards nowhere, and a template would take it for a name.
    return {arm: _value(value) for key, arm, value in values if value or not key.startswith("forward_")}


def _value(value: object) -> Value:
    match value:
        case Duration():
            # Endless has many spellings, of which .NET's own is sure to be understood.
            return format_duration(value.ms) if value.ms == UNLIMITED_MS else value.text
        case str() | int() | None:
            return value
    raise AssertionError(f"a setting of an entity is no {type(value).__name__}")
