"""Queues, topics and subscriptions, however their settings are arranged, as a plan arranges them.

A plan has an entity's settings under `properties`, and a subscription's filter under `default_rule` in them.
Documents have them beside the name as well, as every table has; and they write the time window of duplicate
detection where a plan says only that there is one.
"""

import re
from collections.abc import Iterator

from longshore.documents.copying import listed
from longshore.documents.facts import Item
from longshore.documents.nodes import Entry, Fields, Items, Leaf, Node
from longshore.documents.shape import Shape, shape_at
from longshore.documents.values import boolean, duration
from longshore.documents.words import is_key, spelled

_ANY = Item("")
QUEUE = shape_at(("queues", _ANY))
"""A queue."""

TOPIC = shape_at(("topics", _ANY))
"""A topic."""

SUBSCRIPTION = TOPIC.at("subscriptions").at(_ANY)
"""A subscription of a topic."""

_DETECTS, _WINDOW = "enable_duplicate_detection", "duplicate_detection_history_time_window"
_SWITCH_AND_WINDOW = re.compile(r"(.*\S)\s*[(,/]\s*([^()]+?)\)?\s*")


def arranged(node: Node, shape: Shape) -> Node:
    """Return entities, in a list or under their names, as a plan arranges them."""
    node = listed(node, shape)
    if not isinstance(node, Items):
        return node
    members = (entity(each, shape) if isinstance(each, Fields) else each for each in node.nodes)
    return Items(tuple(members), node.line)


def entity(fields: Fields, shape: Shape) -> Fields:
    """Return one entity as a plan arranges it."""
    own: list[Entry] = []
    settings: list[Entry] = []
    for entry in fields.entries:
        key = _key(entry.key, shape)
        if key == "properties" and isinstance(entry.node, Fields):
            settings += entry.node.entries
        elif key == "subscriptions":
            own.append(Entry(key, arranged(entry.node, SUBSCRIPTION), entry.line))
        elif key is not None or not is_setting(entry.key, shape):
            own.append(Entry(key or entry.key, entry.node, entry.line))
        else:
            settings.append(entry)
    if settings:
        inner = tuple(each for entry in settings for each in _setting(entry))
        own.append(Entry("properties", Fields(inner, settings[0].line), settings[0].line))
    return Fields(tuple(own), fields.line)


def is_setting(key: str, shape: Shape) -> bool:
    """Say whether a key is one of an entity's settings."""
    return spelled(key, (*shape.at("properties").fields, "filter")) is not None


def _key(key: str, shape: Shape) -> str | None:
    """Return the key of an entity, beside its properties, that a word names."""
    if is_key(key, "name") or (shape is SUBSCRIPTION and is_key(key, "subscription_name")):
        return shape.name_key
    return spelled(key, shape.fields)


def _setting(entry: Entry) -> Iterator[Entry]:
    if is_key(entry.key, "filter"):
        yield Entry("default_rule", Fields((entry,), entry.line), entry.line)
    elif is_key(entry.key, "default_rule") and isinstance(entry.node, Leaf):
        condition = Entry("filter", entry.node, entry.line)
        yield Entry("default_rule", Fields((condition,), entry.line), entry.line)
    elif is_key(entry.key, _DETECTS):
        yield from _duplicate_detection(entry)
    else:
        yield entry


def _duplicate_detection(entry: Entry) -> Iterator[Entry]:
    """Yield the switch and the window of `PT1H`, `✅ (1시간)`, `{enabled: true, window: PT1H}`."""
    if isinstance(entry.node, Fields):
        for inner in entry.node.entries:
            key = (
                _DETECTS if is_key(inner.key, "enabled") else _WINDOW if is_key(inner.key, "window") else None
            )
            yield Entry(key or inner.key, inner.node, inner.line)
        return
    text = entry.node.value if isinstance(entry.node, Leaf) else None
    both = _SWITCH_AND_WINDOW.fullmatch(text) if isinstance(text, str) else None
    switch, window = (boolean(both[1]), duration(both[2])) if both else (None, None)
    if isinstance(text, str) and boolean(text) is None and duration(text):
        switch, window = True, duration(text)
    if switch is None or window is None:
        yield entry
    else:
        yield Entry(_DETECTS, Leaf(switch, entry.node.line), entry.line)
        yield Entry(_WINDOW, Leaf(window, entry.node.line), entry.line)
