"""A filter that no event passes is a subscription that stays empty, and nothing says so.

A topic's `events` are the names of what is published to it. A filter on their property that passes none of
them was probably misspelled, and an event that no subscription takes is published for nobody. Where `events`
is not written, the names that the topic's filters compare for equality are taken for the events that exist.

A pattern can miss what it was meant for: `LIKE '%Analysis%'` takes AnalysisCompleted, but not
PreferenceAnalyzed. Such a near miss is worth a look.
"""

from collections.abc import Iterator

from longshore.filters.syntax import Property
from longshore.findings.draft import Draft
from longshore.findings.finding import EVERYWHERE, Evidence, Found, Rule, Severity
from longshore.findings.rules.entities._filters import (
    Filter,
    Reading,
    equal_texts,
    filters_of,
    patterns,
    reading,
    spelled,
)
from longshore.plan.entities import Topic
from longshore.plan.suggest import either

_EVENT_TYPE = Property("user", "eventtype")
_NEAR = 5
"""How many letters of a pattern's word an event must share to be a near miss."""
_SHOWN = 4


def find(draft: Draft) -> Iterator[Found]:
    """Yield filters that pass no event, patterns that nearly pass one, and events that nothing takes."""
    for place, topic in enumerate(draft.plan.topics):
        found = list(filters_of(place, topic))
        known = _known_events(topic, found)
        read = [(each, reading(each.rule)) for each in found]
        for each, makes in read:
            if makes is not None and makes.property in known:
                yield from _looked_at(each, makes, known[makes.property], bool(topic.events))
        yield from _unheard(place, topic, [makes for _, makes in read], known)


def _known_events(topic: Topic, found: list[Filter]) -> dict[Property | None, tuple[str, ...]]:
    """Return the events that exist, by the property that names them."""
    compared: dict[Property | None, list[str]] = {}
    for each in found:
        for wanted, text in equal_texts(each.condition):
            compared.setdefault(wanted, []).append(text)
    if not topic.events:
        return {wanted: tuple(dict.fromkeys(texts)) for wanted, texts in compared.items()}
    written = set(topic.events)
    naming = [wanted for wanted, texts in compared.items() if not written.isdisjoint(texts)]
    return dict.fromkeys([_EVENT_TYPE, *naming], topic.events)


def _looked_at(each: Filter, makes: Reading, events: tuple[str, ...], is_written: bool) -> Iterator[Found]:
    if is_written and not any(map(makes.passes, events)):
        yield Found(
            path=each.path,
            message=f"no event of its topic passes the filter of {each.subscription}",
            fix=f"{_some(events)}; or name the event under the topic's `events`",
        )
    else:
        yield from _near_misses(each, makes, events)


def _near_misses(each: Filter, makes: Reading, events: tuple[str, ...]) -> Iterator[Found]:
    words = [word for pattern in patterns(each.condition) for word in _words(pattern)]
    if makes.property is None or not words:
        return
    for event in events:
        near = next((word for word in words if word[:_NEAR].casefold() in event.casefold()), None)
        if near is not None and not makes.passes(event):
            name = spelled(makes.property, each.sql or "")
            yield Found(
                path=each.path,
                severity=Severity.NOTE,
                message=f"the pattern with '{near}' in the filter of {each.subscription} does not match"
                f" {event}",
                on_azure=f"it is accepted, and {event} does not arrive there",
                fix=f"`OR {name} = '{event}'` if {event} is wanted there",
            )


def _words(pattern: str) -> list[str]:
    return [word for word in pattern.replace("_", "%").split("%") if len(word) >= _NEAR]


def _some(events: tuple[str, ...]) -> str:
    shown = [*events[:_SHOWN], *(["another"] if len(events) > _SHOWN else [])]
    return f"a filter on {either(shown)}"


def _unheard(
    place: int, topic: Topic, read: list[Reading | None], known: dict[Property | None, tuple[str, ...]]
) -> Iterator[Found]:
    """Yield events that no subscription takes, if all filters are ones that can be judged."""
    takes_all = any(
        each.properties.default_rule is None and each.properties.rules is None for each in topic.subscriptions
    )
    judged = [makes for makes in read if makes is not None and makes.property in {None, *known}]
    if takes_all or len(judged) < len(read):
        return
    for index, event in enumerate(topic.events):
        if not any(makes.passes(event) for makes in judged):
            yield Found(
                path=("topics", place, "events", index),
                severity=Severity.NOTE,
                message=f"no subscription of {topic.topic_name} takes {event}",
                fix="a subscription whose filter passes it, or no such event",
            )


RULE = Rule(
    code="LS115",
    name="filter-no-event-matches",
    severity=Severity.WARNING,
    on_azure="it is accepted: messages that pass no filter of any subscription vanish without a trace",
    evidence=Evidence.DOCUMENTED,
    reference="Topic filters and actions (2026-02)",
    find=find,
    about=__doc__,
    targets=EVERYWHERE,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    events: [OrderPaid, OrderShipped]
    subscriptions:
      - name: billing
        properties:
          default_rule: {filter: EventType = 'OrderPayed'}
      - name: archive
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    events: [OrderPaid, OrderShipped]
    subscriptions:
      - name: billing
        properties:
          default_rule: {filter: EventType = 'OrderPaid'}
      - name: archive
""",
)
