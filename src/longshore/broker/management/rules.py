"""Rules of a subscription: add, remove, enumerate [ASB AMQP request-response: rule operations].

The JavaScript client knows "not found" by the service's own words [source: core-amqp `errors.ts`].

In an answer, filters and actions are described lists; the codes are read in the clients' sources
(azure-sdk-for-js `managementClient.ts`, Azure.Messaging.ServiceBus `AmqpRuleFilter*Codec.cs`).
"""

from dataclasses import fields, replace
from typing import Final

from longshore.broker.errors import Unacceptable
from longshore.broker.management.arguments import Body, bad_argument, count, needed_text, text
from longshore.broker.management.scope import Scope
from longshore.engine.subscription import Subscription
from longshore.engine.topic import Topic
from longshore.filters import FilterSyntaxError
from longshore.model.entities import (
    CorrelationFilter,
    FalseFilter,
    FilterDescription,
    PropertyValue,
    RuleDescription,
    SqlFilter,
    TrueFilter,
)
from longshore.model.limits import MAX_SUBSCRIPTION_NAME_CHARACTERS
from longshore.model.refusal import Condition, Refusal
from longshore.store.descriptions import encode_description
from longshore.wire.values import Described, Int, Timestamp, ULong

_RULE: Final = ULong(0x137_0000_0004)
_EMPTY_ACTION: Final = ULong(0x137_0000_0005)
_SQL_ACTION: Final = ULong(0x137_0000_0006)
_SQL_FILTER: Final = ULong(0x13_7000_0006)
_TRUE_FILTER: Final = ULong(0x13_7000_0007)
_FALSE_FILTER: Final = ULong(0x13_7000_0008)
_CORRELATION_FILTER: Final = ULong(0x13_7000_0009)

_COMPATIBILITY_LEVEL: Final = Int(20)
"""[source: azure-sdk-for-net `AmqpSqlFilterCodec.cs`] The only one there is; .NET reads it as an int."""

_TOP: Final = 100
_CORRELATION_TEXTS: Final = tuple(
    field.name for field in fields(CorrelationFilter) if field.name != "properties"
)


def add_rule(scope: Scope, body: Body, _now_ms: int) -> Body:
    """Add a rule; from now on it lets messages in."""
    topic, subscription = _subscription(scope)
    name = needed_text(body, "rule-name")
    if len(name) > MAX_SUBSCRIPTION_NAME_CHARACTERS:
        bad_argument(f"A rule's name has at most {MAX_SUBSCRIPTION_NAME_CHARACTERS} characters.")
    if _find(subscription, name) is not None:
        raise Unacceptable(
            Refusal(Condition.ENTITY_ALREADY_EXISTS, f"'{scope.path}' has a rule '{name}' already.")
        )
    rule = _described(name, body.get("rule-description"))
    _change(scope, topic, subscription, (*subscription.description.rules, rule))
    return {}


def remove_rule(scope: Scope, body: Body, _now_ms: int) -> Body:
    """Remove a rule; a subscription without rules gets no messages."""
    topic, subscription = _subscription(scope)
    name = needed_text(body, "rule-name")
    gone = _find(subscription, name)
    if gone is None:
        raise Unacceptable(
            Refusal(
                Condition.NOT_FOUND, f"The messaging entity '{scope.path}/Rules/{name}' could not be found."
            )
        )
    _change(
        scope, topic, subscription, tuple(rule for rule in subscription.description.rules if rule is not gone)
    )
    return {}


def enumerate_rules(scope: Scope, body: Body, _now_ms: int) -> Body | None:
    """Return a page of rules."""
    _topic, subscription = _subscription(scope)
    skip, top = count(body, "skip", 0), count(body, "top", _TOP)
    page = subscription.description.rules[skip : skip + top]
    return {"rules": [{"rule-description": _encoded(rule)} for rule in page]} if page else None


def _subscription(scope: Scope) -> tuple[Topic, Subscription]:
    found = scope.namespace.subscription(scope.path)
    if found is None:
        raise Unacceptable(
            Refusal(Condition.NOT_ALLOWED, f"'{scope.path}' is no subscription: it has no rules.")
        )
    return found


def _find(subscription: Subscription, name: str) -> RuleDescription | None:
    rules = subscription.description.rules
    return next((rule for rule in rules if rule.name.lower() == name.lower()), None)


def _change(
    scope: Scope, topic: Topic, subscription: Subscription, rules: tuple[RuleDescription, ...]
) -> None:
    """Give a subscription other rules, at once: messages that come behind are written behind them too."""
    namespace, before = scope.namespace, subscription.description
    entity_id, name = subscription.queue.entity_id, subscription.name
    wanted = replace(before, rules=rules)
    try:
        namespace.put_subscription(entity_id, topic, name, wanted)
    except FilterSyntaxError as error:
        bad_argument(f"The rule cannot be read: {error}")
    unit = scope.unit
    unit.batch.put_entity(entity_id, "subscription", topic.entity_id, name, encode_description(wanted))
    unit.changes.on_undo(lambda: _put_back(scope, topic, name, before.rules))


def _put_back(scope: Scope, topic: Topic, name: str, rules: tuple[RuleDescription, ...]) -> None:
    subscription = topic.subscriptions.get(name.lower())
    if subscription is not None:
        described = replace(subscription.description, rules=rules)
        scope.namespace.put_subscription(subscription.queue.entity_id, topic, name, described)


# -- a rule in a request ---------------------------------------------------------------------------


def _described(name: str, description: object) -> RuleDescription:
    if not isinstance(description, dict):
        bad_argument("'rule-description' must be a map.")
    action = description.get("sql-rule-action")
    expression = text(action, "expression") if isinstance(action, dict) else None
    return RuleDescription(name, _filter(description), expression)


def _filter(description: Body) -> FilterDescription:
    sql, correlation = description.get("sql-filter"), description.get("correlation-filter")
    if isinstance(sql, dict):
        return SqlFilter(needed_text(sql, "expression"))
    if isinstance(correlation, dict):
        return _correlation_filter(correlation)
    if "false-filter" in description:
        return FalseFilter()
    if "true-filter" in description:
        return TrueFilter()
    return bad_argument("A rule has a sql-filter, a correlation-filter, a true-filter or a false-filter.")


def _correlation_filter(body: Body) -> CorrelationFilter:
    texts = {name: text(body, name.replace("_", "-")) for name in _CORRELATION_TEXTS}
    given = body.get("properties")
    properties: dict[str, PropertyValue] = {}
    for key, value in (given if isinstance(given, dict) else {}).items():
        comparable = value is None or isinstance(value, bool | int | float | str | bytes)
        if not comparable or isinstance(value, Timestamp):
            bad_argument(f"A correlation filter cannot compare '{key}' with a {type(value).__name__}.")
        properties[str(key)] = _plain(value)
    return CorrelationFilter(**texts, properties=properties)


def _plain(value: PropertyValue) -> PropertyValue:
    """Return a value without its AMQP width."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    return str(value) if isinstance(value, str) else bytes(value)


# -- a rule in an answer ---------------------------------------------------------------------------


def _encoded(rule: RuleDescription) -> Described:
    action = (
        Described(_EMPTY_ACTION, [])
        if rule.action is None
        else Described(_SQL_ACTION, [rule.action, _COMPATIBILITY_LEVEL])
    )
    return Described(_RULE, [_encoded_filter(rule.filter), action, rule.name])


def _encoded_filter(condition: FilterDescription) -> Described:
    match condition:
        case SqlFilter(expression=expression):
            return Described(_SQL_FILTER, [expression, _COMPATIBILITY_LEVEL])
        case TrueFilter():
            return Described(_TRUE_FILTER, [])
        case FalseFilter():
            return Described(_FALSE_FILTER, [])
        case CorrelationFilter():
            texts = [getattr(condition, name) for name in _CORRELATION_TEXTS]
            return Described(_CORRELATION_FILTER, [*texts, dict(condition.properties)])
