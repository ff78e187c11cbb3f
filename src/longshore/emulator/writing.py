"""The Config.json of a plan, and what of the plan it cannot hold.

The emulator has limits of its own: it keeps no message for longer than an hour and delivers none more than
ten times. A value beyond them becomes the nearest that it takes, and is reported with its place. What a plan
says about anything but queues, topics and subscriptions is no business of the emulator's.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from longshore.emulator.keys import QUEUE, SUBSCRIPTION, TOPIC, Keys
from longshore.emulator.limits import (
    DELIVERIES,
    DURATIONS_MS,
    FIXED,
    MAX_ENTITIES,
    MAX_RULES,
    MAX_SUBSCRIPTIONS,
    NAMESPACE,
)
from longshore.emulator.losses import Losses, Lost
from longshore.emulator.rules import NOTHING_PASSES, rules
from longshore.model.durations import UNLIMITED_MS, format_duration
from longshore.plan.document import Plan
from longshore.plan.entities import EntityProperties, Queue, Subscription, SubscriptionProperties, Topic
from longshore.plan.names import subscription_path
from longshore.plan.sections import Duration
from longshore.plan.source import TreePath

_NOBODY: Final = "nobody"
_SECOND_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Written:
    """A Config.json as text, and what is lost in it, in the order of the plan."""

    text: str
    lost: tuple[Lost, ...]


def written(plan: Plan) -> Written:
    """Return the Config.json that is nearest to a plan."""
    writer = _Writer(plan)
    document = writer.document()
    return Written(_json(document), writer.losses.in_order())


def _json(document: object) -> str:
    """Return JSON that YAML readers take as well: with escapes where a character has no place in a file."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    is_readable = text.replace("\n", "").isprintable()
    return (text if is_readable else json.dumps(document, indent=2)) + "\n"


class _Writer:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self.losses = Losses(plan)

    def document(self) -> dict[str, Any]:
        self._check_namespace()
        queues = [self._queue(queue, ("queues", index)) for index, queue in enumerate(self._plan.queues)]
        topics = [self._topic(topic, ("topics", index)) for index, topic in enumerate(self._plan.topics)]
        namespace = {"Name": NAMESPACE, "Queues": queues, "Topics": topics}
        return {"UserConfig": {"Namespaces": [namespace], "Logging": {"Type": "File"}}}

    def _check_namespace(self) -> None:
        plan, add = self._plan, self.losses.add
        name = plan.namespace.name
        if name != NAMESPACE:
            add(("namespace", "name"), name, name, NAMESPACE, "the emulator's namespace has this name")
        count = len(plan.queues) + len(plan.topics)
        if count > MAX_ENTITIES:
            path, why = ("topics" if plan.topics else "queues",), f"the emulator takes {MAX_ENTITIES} at most"
            add(path, name, f"{count} queues and topics", "the same", why)
        for entity, retry in plan.longshore.retry.items():
            why = "the emulator delivers again at once"
            add(("longshore", "retry", entity, "initial_delay"), entity, retry.initial_delay, None, why)

    def _queue(self, queue: Queue, path: TreePath) -> dict[str, Any]:
        name = queue.queue_name
        return {
            "Name": name,
            "Properties": self._properties(QUEUE, queue.properties, (*path, "properties"), name),
        }

    def _topic(self, topic: Topic, path: TreePath) -> dict[str, Any]:
        name = topic.topic_name
        subscriptions = [
            self._subscription(name, subscription, (*path, "subscriptions", index))
            for index, subscription in enumerate(topic.subscriptions)
        ]
        self._check_topic(topic, (*path, "subscriptions"), sum(len(each["Rules"]) for each in subscriptions))
        return {
            "Name": name,
            "Properties": self._properties(TOPIC, topic.properties, (*path, "properties"), name),
            "Subscriptions": subscriptions or [self._nobody(path, name)],
        }

    def _nobody(self, path: TreePath, topic: str) -> dict[str, Any]:
        properties = self._properties(SUBSCRIPTION, SubscriptionProperties(), path, topic)
        return {"Name": _NOBODY, "Properties": properties, "Rules": [NOTHING_PASSES]}

    def _check_topic(self, topic: Topic, path: TreePath, rule_count: int) -> None:
        name, count = topic.topic_name, len(topic.subscriptions)
        if count == 0:
            why = "the emulator wants a subscription for every topic; this one lets nothing through"
            self.losses.add(path, name, "none", _NOBODY, why)
        if count > MAX_SUBSCRIPTIONS or rule_count > MAX_RULES:
            wanted = f"{count} with {rule_count} rules"
            why = f"the emulator takes {MAX_SUBSCRIPTIONS} with {MAX_RULES} at most"
            self.losses.add(path, name, wanted, "the same", why)

    def _subscription(self, topic: str, subscription: Subscription, path: TreePath) -> dict[str, Any]:
        properties, at = subscription.properties, (*path, "properties")
        entity = subscription_path(topic, subscription.name)
        return {
            "Name": subscription.name,
            "Properties": self._properties(SUBSCRIPTION, properties, at, entity),
            "Rules": rules(properties, at, entity, self.losses),
        }

    def _properties(
        self, keys: Keys, properties: EntityProperties, path: TreePath, entity: str
    ) -> dict[str, Any]:
        for key in sorted(FIXED.keys() & properties.model_fields_set):
            wanted = getattr(properties, key)
            if wanted != FIXED[key]:
                self.losses.add((*path, key), entity, wanted, FIXED[key], "a Config.json has no key for it")
        nearest = {theirs: _nearest(ours, getattr(properties, ours)) for theirs, ours in keys}
        for theirs, ours in keys:
            wanted = getattr(properties, ours)
            if nearest[theirs] != wanted and _matters(properties, ours):
                self.losses.add((*path, ours), entity, wanted, nearest[theirs], _reason(ours))
        return {theirs: _plain(value) for theirs, value in nearest.items()}


def _nearest(key: str, wanted: object) -> object:
    """Return the value nearest to one that a plan wants."""
    if isinstance(wanted, Duration):
        shortest, longest = DURATIONS_MS[key]
        ms = min(max(wanted.ms, shortest), longest) // _SECOND_MS * _SECOND_MS
        return Duration(ms, format_duration(ms))
    if key == "max_delivery_count" and isinstance(wanted, int):
        return min(max(wanted, DELIVERIES[0]), DELIVERIES[1])
    return wanted


def _matters(properties: EntityProperties, key: str) -> bool:
    """Say whether a value makes a difference.

    Without duplicate detection its window does not; nor does a subscription's own time to live where it has
    none, since that of its topic ends it.
    """
    if key == "duplicate_detection_history_time_window":
        return bool(getattr(properties, "enable_duplicate_detection", False))
    is_subscription = isinstance(properties, SubscriptionProperties)
    return not (
        is_subscription
        and key == "default_message_time_to_live"
        and properties.default_message_time_to_live.ms == UNLIMITED_MS
    )


def _reason(key: str) -> str:
    if key == "max_delivery_count":
        return f"the emulator takes {DELIVERIES[0]} to {DELIVERIES[1]}"
    shortest, longest = map(format_duration, DURATIONS_MS[key])
    return f"the emulator takes {shortest} to {longest}, in whole seconds"


def _plain(value: object) -> object:
    match value:
        case None:
            return ""
        case Duration():
            return value.text
    return value
