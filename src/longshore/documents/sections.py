"""Which part of the plan keys and values belong to: their own words decide, then the headings above them."""

from collections.abc import Callable
from typing import Final

from longshore.documents.context import Context
from longshore.documents.copying import copied, described, member, strange
from longshore.documents.entities import QUEUE, SUBSCRIPTION, TOPIC, arranged, entity, is_setting
from longshore.documents.facts import Fact, Findings, Item, Path, unknown
from longshore.documents.nodes import Entry, Fields, Items, Leaf, Node, pair
from longshore.documents.overview import said_in_passing
from longshore.documents.shape import ROOT, shape_at
from longshore.documents.words import is_key, spelled

_MARKS: Final[tuple[tuple[Path, tuple[str, ...]], ...]] = (
    (("access_policies",), ("rights",)),
    (("role_assignments",), ("role_definition", "principal_id")),
    (("alerts",), ("condition", "severity", "action_group")),
    (("scaling",), ("unit",)),
    (("metrics",), ("threshold", "time_aggregation")),
    (("network_access", "ip_rules"), ("ip_mask",)),
    (("private_endpoint",), ("private_dns_zone", "vnet", "subnet")),
    (("namespace",), ("sku", "tier")),
)
_ENTITIES: Final = {"queues": QUEUE, "topics": TOPIC}
_SUBSCRIPTIONS: Final[Path] = ("topics", "subscriptions")
_OPEN: Final = (
    "connection",
    "network_access",
    "monitoring",
    "deployment",
    "namespace",
    "geo_dr",
    "application",
)
_GENERIC: Final = frozenset({"name", "type", "location", "ServiceBus"})


def read(node: Node, about: Context) -> Findings:
    """Yield what keys and values say."""
    match node:
        case Fields():
            yield from _mapping(node, about)
        case Items():
            for each in node.nodes:
                yield from read(each, about)
        case Leaf():
            yield unknown(node.line, "a value without a key")


def _mapping(fields: Fields, about: Context) -> Findings:
    home = _home(fields, about)
    if home == _SUBSCRIPTIONS:
        yield from _subscription(fields, about)
    elif home and home[0] in _ENTITIES:
        yield from _entity(fields, home, about)
    elif home:
        yield from _with_a_home(fields, home, about)
    else:
        for entry in fields.entries:
            yield from _entry(entry, about)


def _home(fields: Fields, about: Context) -> Path:
    """Return the part of the plan that some keys belong to as a whole; empty if each has its own."""
    home = _marked_home(fields) or _named_home(fields)
    if home:
        return home
    if about.home[:1] in {("queues",), ("topics",)} and about.name and _has_settings(fields):
        return about.home
    if _text(fields, "name") is None:
        return ()
    if _find(fields, "subscriptions"):
        return ("topics",)
    if about.home:
        return about.home
    return ("queues",) if _has_settings(fields) else ()


def _named_home(fields: Fields) -> Path:
    if _text(fields, "queue_name") is not None:
        return ("queues",)
    if _text(fields, "subscription_name") is not None:
        return _SUBSCRIPTIONS
    if _text(fields, "topic_name") is not None:
        is_of_topic = _text(fields, "name") is not None
        return _SUBSCRIPTIONS if is_of_topic else ("topics",)
    return ()


def _marked_home(fields: Fields) -> Path:
    for path, marks in _MARKS:
        shape = shape_at(path).members or shape_at(path)
        is_whole = shape.name_key is None or _text(fields, "name") is not None
        if is_whole and any(_is_single(_find(fields, mark)) for mark in marks):
            return path
    return ()


def _has_settings(fields: Fields) -> bool:
    return any(
        is_key(entry.key, "properties") or (is_setting(entry.key, QUEUE) and isinstance(entry.node, Leaf))
        for entry in fields.entries
    )


def _find(fields: Fields, key: str) -> Node | None:
    return next((entry.node for entry in fields.entries if is_key(entry.key, key)), None)


def _text(fields: Fields, key: str) -> str | None:
    node = _find(fields, key)
    return node.value if isinstance(node, Leaf) and isinstance(node.value, str) else None


def _is_single(node: Node | None) -> bool:
    return isinstance(node, Leaf) or (
        isinstance(node, Items) and all(isinstance(n, Leaf) for n in node.nodes)
    )


def _entity(fields: Fields, home: Path, about: Context) -> Findings:
    kind = str(home[0])
    shape = _ENTITIES[kind]
    whole = entity(fields, shape)
    if about.name and not any(entry.key == shape.name_key for entry in whole.entries):
        whole = Fields((pair(str(shape.name_key), about.name, fields.line), *whole.entries), fields.line)
    yield from copied(whole, member((kind,), shape, whole, 0))


def _subscription(fields: Fields, about: Context) -> Findings:
    own = tuple(entry for entry in fields.entries if not is_key(entry.key, "topic_name"))
    whole = entity(Fields(own, fields.line), SUBSCRIPTION)
    is_named = any(entry.key == "name" for entry in whole.entries)
    topic = _text(fields, "topic_name") or about.topic or (about.name if is_named else None)
    if topic is None:
        yield unknown(fields.line, "a subscription of which topic? name it under `topic_name`")
        return
    if not is_named and about.name is not None:
        whole = Fields((pair("name", about.name, fields.line), *whole.entries), fields.line)
    path = ("topics", Item.named(topic))
    yield Fact((*path, "topic_name"), topic, fields.line)
    yield from copied(whole, member((*path, "subscriptions"), SUBSCRIPTION, whole, 0))


def _with_a_home(fields: Fields, home: Path, about: Context) -> Findings:
    shape = shape_at(home)
    inner = shape.members or shape
    path = member(home, inner, fields, 0) if shape.members else home
    for entry in fields.entries:
        if spelled(entry.key, inner.fields):
            yield from copied(Fields((entry,), fields.line), path)
        elif spelled(entry.key, ROOT.fields):
            yield from _entry(entry, about)
        else:
            yield strange(entry, described(path))


def _entry(entry: Entry, about: Context) -> Findings:
    """Yield what one key says by itself."""
    passing = said_in_passing(entry)
    if passing is not None:
        yield from passing
        return
    key = spelled(entry.key, ROOT.fields)
    reader = _READERS.get(key or "", _section)
    if key is not None:
        yield from reader(entry, key, about)
    elif (open_path := _open_path(entry)) is not None:
        yield from copied(entry.node, open_path)
    elif isinstance(entry.node, Fields | Items) and not _is_single(entry.node):
        yield from _inside(entry, about)
    else:
        yield strange(entry, "the plan")


def _section(entry: Entry, key: str, about: Context) -> Findings:
    if isinstance(entry.node, Fields) and shape_at((key,)).fields:
        yield from _with_a_home(entry.node, (key,), about)
    else:
        yield from copied(entry.node, (key,))


def _entities(entry: Entry, key: str, _about: Context) -> Findings:
    """Yield entities, or the application's names for them, which the same word heads in its settings."""
    values = entry.node.entries if isinstance(entry.node, Fields) else ()
    if values and all(isinstance(each.node, Leaf) for each in values):
        yield from copied(entry.node, ("application", key.capitalize()))
    else:
        yield from copied(arranged(entry.node, _ENTITIES[key]), (key,))


_READERS: Final[dict[str, Callable[[Entry, str, Context], Findings]]] = dict.fromkeys(_ENTITIES, _entities)


def _open_path(entry: Entry) -> Path | None:
    """Return the path of a key that says which section it is from."""
    if _is_application_settings(entry):
        return ("application", "ServiceBus")
    for section in _OPEN:
        key = spelled(entry.key, (key for key in shape_at((section,)).fields if key not in _GENERIC))
        if key is not None:
            return (section, key)
    return None


def _is_application_settings(entry: Entry) -> bool:
    if not is_key(entry.key, "ServiceBus") or not isinstance(entry.node, Fields):
        return False
    own = {"UseManagedIdentity", "ConnectionString"}
    return entry.key == "ServiceBus" or any(spelled(each.key, own) for each in entry.node.entries)


def _inside(entry: Entry, about: Context) -> Findings:
    """Yield what stands under a key that the plan has not, which may only group what it has."""
    found = list(read(entry.node, about))
    if any(isinstance(each, Fact) for each in found):
        yield from found
    else:
        yield strange(entry, "the plan")
