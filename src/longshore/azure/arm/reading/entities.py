"""Queues, topics, subscriptions and rules of the primary namespace, read back."""

from collections.abc import Mapping
from typing import Final

from longshore.azure.arm import spelling
from longshore.azure.arm.kinds import QUEUE, RULE, SUBSCRIPTION, TOPIC
from longshore.azure.arm.reading.fields import Fields
from longshore.azure.arm.reading.namespaces import Namespaces, plain_value, said
from longshore.azure.arm.reading.resources import Found, Resources
from longshore.model.entities import DEFAULT_RULE
from longshore.plan.source import Tree

_EVERYTHING: Final = "1=1"
_COMPATIBILITY_LEVEL: Final = 20


def queues(resources: Resources, namespaces: Namespaces) -> list[Tree]:
    """Return the queues."""
    found = resources.inside(QUEUE, namespaces.primary.names)
    return [_entity("queue_name", queue, spelling.QUEUE) for queue in found]


def topics(resources: Resources, namespaces: Namespaces) -> list[Tree]:
    """Return the topics with their subscriptions."""
    return [_topic(topic, resources) for topic in resources.inside(TOPIC, namespaces.primary.names)]


def _topic(topic: Found, resources: Resources) -> Tree:
    section = _entity("topic_name", topic, spelling.TOPIC)
    found = resources.inside(SUBSCRIPTION, topic.id.names)
    subscriptions = tuple(_subscription(each, resources) for each in found)
    return {**section, "subscriptions": subscriptions} if subscriptions else section


def _subscription(found: Found, resources: Resources) -> Tree:
    properties = _properties(found.read(), spelling.SUBSCRIPTION)
    rules = [_rule(each) for each in resources.inside(RULE, found.id.names)]
    properties |= _rules([rule for rule in rules if "filter" in rule])
    return _named("name", found.name, properties)


def _entity(key: str, found: Found, keys: Mapping[str, str]) -> dict[str, Tree]:
    return _named(key, spelling.entity_path(found.name), _properties(found.read(), keys))


def _named(key: str, name: str, properties: dict[str, Tree]) -> dict[str, Tree]:
    return {key: name, "properties": properties} if properties else {key: name}


def _properties(fields: Fields, keys: Mapping[str, str]) -> dict[str, Tree]:
    # Both are what Service Bus does anyway, and templates made from what is deployed say so.
    fields.drop("enableBatchedOperations", True)
    fields.drop("enableExpress", False)
    fields.drop(spelling.FILTER_EXCEPTIONS, True)
    return said({key: plain_value(fields.take(arm)) for key, arm in keys.items()})


def _rules(rules: list[dict[str, Tree]]) -> dict[str, Tree]:
    """Return the rules as a plan says them, where naming rules means that `$Default` is none of them.

    A template that says nothing of `$Default` leaves it as Service Bus makes it: open to every message.
    """
    if not rules:
        return {}
    default = next((rule for rule in rules if rule["name"] == DEFAULT_RULE.name), None)
    others = [rule for rule in rules if rule is not default]
    if default is None:
        return {"rules": ({"name": DEFAULT_RULE.name, "filter": _EVERYTHING}, *rules)}
    if not others:
        return {"default_rule": {key: value for key, value in default.items() if key != "name"}}
    lets_nothing_through = default == {"name": DEFAULT_RULE.name, "filter": spelling.NO_MESSAGE}
    return {"rules": tuple(others if lets_nothing_through else rules)}


def _rule(found: Found) -> dict[str, Tree]:
    fields = found.read()
    sql, correlation = fields.inside("sqlFilter"), fields.inside("correlationFilter")
    kind = fields.text("filterType").casefold()
    is_correlation = kind == "correlationfilter" or (not kind and "correlationFilter" in fields)
    action = fields.inside("action")
    section: dict[str, Tree] = {
        "name": found.name,
        "filter": {"correlation": _correlation(correlation)} if is_correlation else _sql(sql),
        "action": _sql(action),
    }
    return said(section)


def _sql(fields: Fields) -> str | None:
    fields.drop("compatibilityLevel", _COMPATIBILITY_LEVEL)
    fields.drop("requiresPreprocessing", False, True)
    return fields.text("sqlExpression") or None


def _correlation(fields: Fields) -> dict[str, Tree]:
    fields.drop("requiresPreprocessing", False, True)
    section: dict[str, Tree] = {
        key: plain_value(fields.take(arm)) for key, arm in spelling.CORRELATION.items()
    }
    return said({**section, "properties": plain_value(fields.take("properties"))})
