"""A plan that says what a Config.json says.

The emulator's defaults are not those of Service Bus: a message lives for an hour, is delivered three times.
So whatever differs from a plan's own defaults is written out, even where the Config.json leaves it out.
"""

from collections.abc import Mapping
from typing import Any

from longshore.emulator import document as theirs
from longshore.emulator.crosscheck import crosscheck
from longshore.emulator.keys import CORRELATION, QUEUE, SUBSCRIPTION, TOPIC, Keys
from longshore.model.entities import DEFAULT_RULE
from longshore.plan.entities import (
    EntityProperties,
    QueueProperties,
    StoringProperties,
    SubscriptionProperties,
)
from longshore.plan.fresh import plan_yaml
from longshore.plan.load import checked
from longshore.plan.sections import Duration, Section
from longshore.plan.source import Source

Values = dict[str, Any]


def as_plan(source: Source) -> str:
    """Return a plan with the topology of a Config.json; raises PlanError with every problem of the file."""
    (namespace,) = checked(source, theirs.Document, crosscheck).UserConfig.Namespaces
    lists = {
        "queues": tuple(
            _entity({"queue_name": each.Name}, _properties(QUEUE, each.Properties, QueueProperties()))
            for each in namespace.Queues
        ),
        "topics": tuple(_topic(each) for each in namespace.Topics),
    }
    return plan_yaml({"namespace": {"name": namespace.Name}, **_filled(lists)})


def _topic(topic: theirs.Topic) -> Values:
    properties = _properties(TOPIC, topic.Properties, StoringProperties())
    subscriptions = tuple(_subscription(each) for each in topic.Subscriptions)
    return {**_entity({"topic_name": topic.Name}, properties), **_filled({"subscriptions": subscriptions})}


def _subscription(subscription: theirs.Subscription) -> Values:
    properties = _properties(SUBSCRIPTION, subscription.Properties, SubscriptionProperties())
    return _entity({"name": subscription.Name}, {**properties, **_rules(subscription.Rules)})


def _entity(name: Values, properties: Values) -> Values:
    return {**name, **_filled({"properties": properties})}


def _properties(keys: Keys, properties: Section, defaults: EntityProperties) -> Values:
    """Return settings by the plan's keys, without those that are a plan's defaults."""
    values = {ours: getattr(properties, key) for key, ours in keys}
    return {
        key: str(value) if isinstance(value, Duration) else value
        for key, value in values.items()
        if value != getattr(defaults, key)
    }


def _rules(rules: tuple[theirs.Rule, ...]) -> Values:
    match rules:
        case ():
            return {}
        case (theirs.Rule(Name=DEFAULT_RULE.name, Properties=properties),):
            return {"default_rule": _rule(properties)}
    return {"rules": tuple({"name": rule.Name, **_rule(rule.Properties)} for rule in rules)}


def _rule(properties: theirs.RuleProperties) -> Values:
    action = properties.Action.SqlExpression
    return {"filter": _filter(properties), **({"action": action} if action else {})}


def _filter(properties: theirs.RuleProperties) -> object:
    if properties.FilterType == "Sql" and properties.SqlFilter is not None:
        return properties.SqlFilter.SqlExpression
    compared = properties.CorrelationFilter
    if compared is None:
        raise AssertionError("a rule has the filter that its type names")
    values = {ours: getattr(compared, key) for key, ours in CORRELATION}
    return {"correlation": _filled({**values, "properties": dict(compared.Properties)})}


def _filled(values: Mapping[str, Any]) -> Values:
    """Return values without those that say nothing."""
    return {key: value for key, value in values.items() if value not in (None, "", {}, ())}
