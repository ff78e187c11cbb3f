"""Plans that a template can hold without loss, at random."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from tests.unit.findings.generated import Values, some

NAMES = ("alpha", "beta", "gamma/queue", "delta.4")
DURATIONS = st.sampled_from(["PT1S", "PT1M", "PT72H", "P7D", "P10675199DT2H48M5.4775807S"])
TEXTS = st.sampled_from(
    ["", "short", "[in brackets]", 'it\'s {0} "quoted": #1', "한국어", "- yes", "{known-later}"]
)
CORRELATIONS = some(
    label=TEXTS, session_id=TEXTS, reply_to=TEXTS, properties=st.dictionaries(TEXTS, TEXTS, max_size=2)
).map(lambda values: {"correlation": values})
FILTERS = st.one_of(
    st.sampled_from(
        ["1=1", "1=0", "EventType = 'it''s'", "[Event] LIKE '%x%' ESCAPE '['", "sys.Label IS NULL"]
    ),
    CORRELATIONS,
)
RULE = st.fixed_dictionaries({"filter": FILTERS}, optional={"action": st.just("SET Seen = 'yes'")})
COMMON = {
    "default_message_time_to_live": DURATIONS,
    "auto_delete_on_idle": DURATIONS,
    "user_metadata": TEXTS,
    "status": st.sampled_from(["Active", "Disabled", "SendDisabled"]),
}
STORING = {
    "max_size_in_megabytes": st.sampled_from([1024, 81_920]),
    "max_message_size_in_kilobytes": st.sampled_from([1024, 102_400]),
    "enable_partitioning": st.booleans(),
    "enable_duplicate_detection": st.booleans(),
    "duplicate_detection_history_time_window": DURATIONS,
}
DELIVERING = {
    "lock_duration": DURATIONS,
    "max_delivery_count": st.integers(1, 2_000),
    "dead_lettering_on_message_expiration": st.booleans(),
}


@st.composite
def plans(draw: st.DrawFn) -> Values:
    """Draw queues, topics, subscriptions and rules, some of which forward to what stands before them."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    cut = draw(st.integers(0, len(names)))
    return {
        "queues": [_queue(draw, name, names[:index]) for index, name in enumerate(names[:cut])],
        "topics": [_topic(draw, name, names[:cut]) for name in names[cut:]],
    }


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 1.5, "", "x", "[f(", "[parameters('x')]", "[concat(1)]", "/providers/", "a/b", [], {}]
)


@st.composite
def damage(draw: st.DrawFn, document: Values) -> Values:
    """Draw a template in which some values are others, of kinds that have no business there."""
    damaged: Values = deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        _damage(draw, damaged)
    return damaged


def _damage(draw: st.DrawFn, node: Any) -> None:  # noqa: ANN401 - whatever JSON holds
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    if not keys:
        return
    key = draw(st.sampled_from(keys))
    if isinstance(node[key], dict | list) and draw(st.integers(0, 9)):
        _damage(draw, node[key])
    else:
        node[key] = draw(JUNK)


def _queue(draw: st.DrawFn, name: str, targets: list[str]) -> Values:
    properties = draw(some(**COMMON, **STORING, **DELIVERING, **_forwarding(targets)))
    if "forward_to" not in properties:
        properties |= draw(some(enable_sessions=st.booleans()))
    return {"queue_name": name, "properties": properties}


def _topic(draw: st.DrawFn, name: str, targets: list[str]) -> Values:
    subscriptions = draw(st.lists(st.sampled_from(["one", "two"]), unique=True, max_size=2))
    return {
        "topic_name": name,
        "properties": draw(some(**COMMON, **STORING)),
        "events": draw(st.lists(st.just("TripGenerated"), max_size=1)),
        "subscriptions": [_subscription(draw, each, targets) for each in subscriptions],
    }


def _subscription(draw: st.DrawFn, name: str, targets: list[str]) -> Values:
    exceptions = {"dead_lettering_on_filter_evaluation_exceptions": st.booleans()}
    properties = draw(some(**COMMON, **DELIVERING, **exceptions, **_forwarding(targets)))
    return {"name": name, "properties": {**properties, **_rules(draw)}}


def _rules(draw: st.DrawFn) -> Values:
    """Draw rules of either kind; one rule alone is named, or the default, but never a named default."""
    kind = draw(st.sampled_from(["none", "default", "named"]))
    if kind == "default":
        return {"default_rule": draw(RULE)}
    names = draw(st.lists(st.sampled_from(["red", "blue", "big"]), unique=True, min_size=1, max_size=2))
    return {"rules": [{"name": name, **draw(RULE)} for name in names]} if kind == "named" else {}


def _forwarding(targets: list[str]) -> dict[str, st.SearchStrategy[Any]]:
    keys = ("forward_to", "forward_dead_lettered_messages_to")
    return {key: st.sampled_from(targets) for key in keys} if targets else {}
