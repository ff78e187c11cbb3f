"""Queues, topics, subscriptions and rules: what is written in the plan; the rest is Azure's to choose."""

from collections.abc import Iterator, Mapping
from typing import Final

from longshore.azure.cli.names import GROUP
from longshore.azure.cli.shell import Shell, Value, literal
from longshore.model.entities import DEFAULT_RULE
from longshore.plan.document import Plan
from longshore.plan.entities import (
    Correlation,
    DefaultRule,
    EntityProperties,
    Queue,
    Rule,
    Subscription,
)

_FORWARDING: Final = {
    "forward_to": "forward_to",
    "forward_dead_lettered_messages_to": "forward_dead_lettered_messages_to",
}
_SETTINGS: Final = {
    "max_size_in_megabytes": "max_size",
    "max_message_size_in_kilobytes": "max_message_size",
    "default_message_time_to_live": "default_message_time_to_live",
    "auto_delete_on_idle": "auto_delete_on_idle",
    "lock_duration": "lock_duration",
    "max_delivery_count": "max_delivery_count",
    "dead_lettering_on_message_expiration": "enable_dead_lettering_on_message_expiration",
    "dead_lettering_on_filter_evaluation_exceptions": "dead_letter_on_filter_exceptions",
    "enable_partitioning": "enable_partitioning",
    "enable_duplicate_detection": "enable_duplicate_detection",
    "duplicate_detection_history_time_window": "duplicate_detection_history_time_window",
    "enable_sessions": "enable_session",
    "status": "status",
    "user_metadata": "user_metadata",
}
"""The plan's keys and az's options, where they are not free of each other."""


def queues(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for queues; one that forwards is made without, for its target may come later."""
    for queue in plan.queues:
        if not _forwarding(queue):
            yield _queue(shell, plan, queue, _settings(queue.properties))
        else:
            show = shell.az("servicebus queue show", **_in(plan), name=queue.queue_name)
            create = _queue(shell, plan, queue, _settings(queue.properties))
            yield f"exists {show} ||\n{create}"


def forwarding_queues(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands that let queues forward, when everything that they forward to is there."""
    for queue in plan.queues:
        if forwarding := _forwarding(queue):
            yield _queue(shell, plan, queue, {**_settings(queue.properties), **forwarding})


def topics(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for topics."""
    for topic in plan.topics:
        settings = _settings(topic.properties)
        yield shell.az("servicebus topic create", **_in(plan), name=topic.topic_name, **settings)


def subscriptions(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for subscriptions."""
    for topic in plan.topics:
        for subscription in topic.subscriptions:
            yield shell.az(
                "servicebus topic subscription create",
                **_in(plan),
                topic_name=topic.topic_name,
                name=subscription.name,
                **_settings(subscription.properties),
                **_written(subscription.properties, _FORWARDING),
            )


def rules(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for rules.

    Rules widen each other, and a new subscription has `$Default`, which lets everything through: that one
    is replaced, or deleted once the others are there.
    """
    for topic in plan.topics:
        for subscription in topic.subscriptions:
            where = {**_in(plan), "topic_name": topic.topic_name, "subscription_name": subscription.name}
            yield from _rules(shell, where, subscription)


def _rules(shell: Shell, where: Mapping[str, Value], subscription: Subscription) -> Iterator[str]:
    properties = subscription.properties
    if properties.default_rule is not None:
        yield _rule(shell, where, DEFAULT_RULE.name, properties.default_rule)
    if properties.rules is None:
        return
    for rule in properties.rules:
        yield _rule(shell, where, rule.name, rule)
    if not any(map(_is_default, properties.rules)):
        command = "servicebus topic subscription rule"
        show = shell.az(f"{command} show", **where, name=DEFAULT_RULE.name)
        delete = shell.az(f"{command} delete", **where, name=DEFAULT_RULE.name)
        yield f"! exists {show} ||\n{delete}"


def _is_default(rule: Rule) -> bool:
    return rule.name.casefold() == DEFAULT_RULE.name.casefold()


def _rule(shell: Shell, where: Mapping[str, Value], name: str, rule: DefaultRule) -> str:
    condition: Mapping[str, Value] = (
        {"filter_type": "SqlFilter", "filter_sql_expression": rule.filter}
        if isinstance(rule.filter, str)
        else {"filter_type": "CorrelationFilter", **_correlation(rule.filter.correlation)}
    )
    return shell.az(
        "servicebus topic subscription rule create",
        **where,
        name=name,
        **condition,
        action_sql_expression=rule.action,
    )


def _correlation(correlation: Correlation) -> dict[str, Value]:
    system = correlation.model_dump(exclude={"properties"}, exclude_none=True)
    own = [f"{key}={value}" for key, value in correlation.properties.items()]
    return {**system, "correlation_filter_property": own or None}


def _queue(shell: Shell, plan: Plan, queue: Queue, settings: Mapping[str, Value]) -> str:
    return shell.az("servicebus queue create", **_in(plan), name=queue.queue_name, **settings)


def _in(plan: Plan) -> dict[str, Value]:
    return {"resource_group": GROUP, "namespace_name": plan.namespace.name}


def _forwarding(queue: Queue) -> dict[str, Value]:
    return _written(queue.properties, _FORWARDING)


def _settings(properties: EntityProperties) -> dict[str, Value]:
    return _written(properties, _SETTINGS)


def _written(properties: EntityProperties, options: Mapping[str, str]) -> dict[str, Value]:
    """Return the values that the plan itself has, by az's options; an empty text is as good as none."""
    written = {key: getattr(properties, key) for key in options if key in properties.model_fields_set}
    return {options[key]: _value(value) for key, value in written.items() if value not in {None, ""}}


def _value(value: object) -> Value:
    return value if isinstance(value, bool | int) else literal(str(value))
