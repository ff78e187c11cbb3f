"""Entity descriptions as JSON, for the `entity` table. Unknown keys are an error: formats have versions.

JSON has no word for bytes, which a correlation filter may compare a property with: `{"base64": "..."}`.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from longshore.model.entities import (
    CorrelationFilter,
    FalseFilter,
    FilterDescription,
    QueueDescription,
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
            {"name": rule.name, "kind": _FILTER_KINDS[type(rule.filter)], **asdict(rule.filter)}
            for rule in description.rules
        ]
    return json.dumps(plain, separators=(",", ":"), default=_encode_bytes)


def _encode_bytes(value: bytes) -> dict[str, str]:
    return {"base64": b64encode(value).decode()}


def decode_queue(text: str) -> QueueDescription:
    """Return the queue that `encode_description` wrote."""
    return QueueDescription(**json.loads(text))


def decode_topic(text: str) -> TopicDescription:
    """Return the topic that `encode_description` wrote, without subscriptions."""
    return TopicDescription(**json.loads(text))


def decode_subscription(text: str) -> SubscriptionDescription:
    """Return the subscription that `encode_description` wrote."""
    plain = json.loads(text)
    rules = tuple(_decode_rule(rule) for rule in plain.pop("rules"))
    return SubscriptionDescription(rules=rules, **plain)


def _decode_rule(plain: dict[str, Any]) -> RuleDescription:
    name, kind = plain.pop("name"), plain.pop("kind")
    properties: dict[str, Any] = plain.get("properties", {})
    for key, value in properties.items():
        if isinstance(value, dict):
            properties[key] = b64decode(value["base64"])
    return RuleDescription(name, _FILTERS[kind](**plain))
