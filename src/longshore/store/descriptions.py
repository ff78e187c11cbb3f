"""Entity descriptions as JSON, for the `entity` table. Unknown keys are an error: formats have versions.

JSON has no word for bytes, which a correlation filter may compare a property with: `{"base64": "..."}`.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict
from enum import Enum
from typing import Any, Final

from longshore.model.entities import (
    CorrelationFilter,
    EntityStatus,
    FalseFilter,
    FilterDescription,
    QueueDescription,
    RetryPolicy,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
    TrueFilter,
)

_FILTERS: Final[dict[str, Callable[..., FilterDescription]]] = {
    "sql": SqlFilter,
    "correlation": CorrelationFilter,
    "true": TrueFilter,
    "false": FalseFilter,
}
_FILTER_KINDS: Final = {kind: name for name, kind in _FILTERS.items()}


def encode_description(description: QueueDescription | TopicDescription | SubscriptionDescription) -> str:
    """Return one line of JSON. A topic's subscriptions are entities of their own and left out."""
    plain: dict[str, Any] = asdict(description)
    plain.pop("subscriptions", None)
    if isinstance(description, SubscriptionDescription):
        plain["rules"] = [
            {
                "name": rule.name,
                "action": rule.action,
                "kind": _FILTER_KINDS[type(rule.filter)],
                **asdict(rule.filter),
            }
            for rule in description.rules
        ]
    return json.dumps(plain, separators=(",", ":"), default=_encode_value)


def _encode_value(value: bytes | Enum) -> object:
    return value.value if isinstance(value, Enum) else {"base64": b64encode(value).decode()}


def _decode(text: str) -> dict[str, Any]:
    """Return an entity's fields; descriptions of the first format have neither status nor retry."""
    plain: dict[str, Any] = json.loads(text)
    if "status" in plain:
        plain["status"] = EntityStatus(plain["status"])
    if plain.get("retry") is not None:
        plain["retry"] = RetryPolicy(**plain["retry"])
    return plain


def decode_queue(text: str) -> QueueDescription:
    """Return the queue that `encode_description` wrote."""
    return QueueDescription(**_decode(text))


def decode_topic(text: str) -> TopicDescription:
    """Return the topic that `encode_description` wrote, without subscriptions."""
    return TopicDescription(**_decode(text))


def decode_subscription(text: str) -> SubscriptionDescription:
    """Return the subscription that `encode_description` wrote."""
    plain = _decode(text)
    rules = tuple(_decode_rule(rule) for rule in plain.pop("rules"))
    return SubscriptionDescription(rules=rules, **plain)


def _decode_rule(plain: dict[str, Any]) -> RuleDescription:
    name, kind, action = plain.pop("name"), plain.pop("kind"), plain.pop("action", None)
    properties: dict[str, Any] = plain.get("properties", {})
    for key, value in properties.items():
        if isinstance(value, dict):
            properties[key] = b64decode(value["base64"])
    return RuleDescription(name, _FILTERS[kind](**plain), action)
