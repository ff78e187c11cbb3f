"""The rules of a subscription.

A new subscription has a rule `$Default` that lets everything through, and rules add up: other rules beside it
filter nothing [ASB topic filters]. Whatever the plan wants, `$Default` is therefore written too.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from longshore.azure.arm import spelling
from longshore.azure.arm.kinds import RULE
from longshore.azure.arm.resource import Resource, Value
from longshore.model.entities import DEFAULT_RULE
from longshore.plan.entities import Correlation, DefaultRule, SubscriptionProperties
from longshore.plan.source import TreePath

_COMPATIBILITY_LEVEL: Final = 20  # [arm] SqlFilter.compatibilityLevel, "currently hard-coded to 20"


def rules(properties: SubscriptionProperties, subscription: Resource) -> Iterator[Resource]:
    """Yield the rules that a subscription's plan asks for, after the subscription."""
    path = (*subscription.origin, "properties")
    if properties.default_rule:
        yield _rule(subscription, DEFAULT_RULE.name, properties.default_rule, (*path, "default_rule"))
    if properties.rules is None:
        return
    if DEFAULT_RULE.name not in {rule.name for rule in properties.rules}:
        # A template only makes and changes, it deletes nothing: what Service Bus made stays, and lets nothing
        # through.
        nothing = _sql(spelling.NO_MESSAGE)
        yield _resource(subscription, DEFAULT_RULE.name, nothing, (*path, "rules"))
    for index, rule in enumerate(properties.rules):
        yield _rule(subscription, rule.name, rule, (*path, "rules", index))


def _rule(subscription: Resource, name: str, rule: DefaultRule, origin: TreePath) -> Resource:
    condition = rule.filter
    properties = _sql(condition) if isinstance(condition, str) else _correlation(condition.correlation)
    return _resource(subscription, name, {**properties, "action": _action(rule)}, origin)


def _resource(
    subscription: Resource, name: str, properties: Mapping[str, Value], origin: TreePath
) -> Resource:
    return Resource(RULE, (*subscription.names, name), properties, origin, after=(subscription,))


def _sql(expression: str) -> dict[str, Value]:
    sql: dict[str, Value] = {"sqlExpression": expression, "compatibilityLevel": _COMPATIBILITY_LEVEL}
    return {"filterType": "SqlFilter", "sqlFilter": sql}


def _action(rule: DefaultRule) -> Value:
    if rule.action is None:
        return None
    return {"sqlExpression": rule.action, "compatibilityLevel": _COMPATIBILITY_LEVEL}


def _correlation(correlation: Correlation) -> dict[str, Value]:
    compared: dict[str, Value] = {arm: getattr(correlation, key) for key, arm in spelling.CORRELATION.items()}
    texts = {name: value for name, value in correlation.properties.items() if isinstance(value, str)}
    return {
        "filterType": "CorrelationFilter",
        "correlationFilter": {**compared, "properties": texts or None},
    }
