import pytest

from longshore.findings.finding import Severity, Target
from tests.unit.findings.plans import HEAD, findings_of

from .plans import topic

EVENTS = ("OrderPaid", "OrderShipped")


def messages(text: str) -> list[str]:
    return [finding.message for finding in findings_of(text, "LS115")]


@pytest.mark.parametrize(
    "wanted",
    [
        "EventType = 'OrderPayed'",
        "EventType LIKE 'Invoice%'",
        "EventType IN ('a', 'b')",
        {"correlation": {"properties": {"EventType": "OrderPayed"}}},
        {"correlation": {"properties": {"EventType": 7}}},
    ],
)
def test_a_filter_that_passes_no_written_event_is_found(wanted: object) -> None:
    assert "no event of its topic passes the filter of s0" in messages(topic(wanted, "1=1", events=EVENTS))


@pytest.mark.parametrize(
    "wanted", ["EventType = 'OrderPaid'", "eventtype <> 'OrderPaid'", "EventType LIKE 'Order%'", "1=1", "1=0"]
)
def test_a_filter_that_passes_one_or_looks_at_no_event_is_not(wanted: str) -> None:
    assert messages(topic(wanted, "1=1", events=EVENTS)) == []


@pytest.mark.parametrize(
    "wanted", ["Region = 'EU'", "EventType = 'x' AND Region = 'EU'", "newid() = EventType"]
)
def test_what_depends_on_more_than_the_event_is_not_judged(wanted: str) -> None:
    assert messages(topic(wanted, "1=1", events=EVENTS)) == []


def test_the_property_that_names_events_is_the_one_compared_with_them() -> None:
    text = topic("sys.Label = 'OrderPaid'", "sys.Label = 'OrderPayed'", "1=1", events=EVENTS)

    assert messages(text) == ["no event of its topic passes the filter of s1"]


def test_an_event_that_nobody_takes_is_found_where_it_is_written() -> None:
    (finding,) = findings_of(topic("EventType = 'OrderPaid'", events=EVENTS), "LS115")

    assert finding.message == "no subscription of news takes OrderShipped"
    assert finding.severity is Severity.NOTE
    assert finding.source_line[finding.column - 1 :].startswith('"OrderShipped"')


@pytest.mark.parametrize("other", ["1=1", "Region = 'EU'"])
def test_a_filter_that_takes_all_or_perhaps_takes_it_is_enough(other: str) -> None:
    assert messages(topic("EventType = 'OrderPaid'", other, events=EVENTS)) == []


def test_a_subscription_without_rules_takes_every_event() -> None:
    text = HEAD + "topics: [{topic_name: news, events: [a], subscriptions: [{name: all}]}]\n"

    assert messages(text) == []


def test_a_pattern_that_nearly_matches_an_event_of_another_filter_is_found() -> None:
    text = topic("EventType LIKE '%Analysis%'", "EventType = 'PreferenceAnalyzed'")

    (finding,) = findings_of(text, "LS115")
    assert finding.message == (
        "the pattern with 'Analysis' in the filter of s0 does not match PreferenceAnalyzed"
    )
    assert finding.fix.startswith("`OR EventType = 'PreferenceAnalyzed'`")


@pytest.mark.parametrize("event", ["AnalysisDone", "Anal", "Unrelated"])
def test_a_match_and_what_is_far_from_one_are_not(event: str) -> None:
    assert messages(topic("EventType LIKE '%Analysis%'", f"EventType = '{event}'")) == []


def test_it_is_wrong_on_the_embedded_broker_too() -> None:
    text = topic("EventType = 'OrderPayed'", "1=1", events=EVENTS)

    assert len(findings_of(text, "LS115", Target.LOCAL)) == 1
