"""The tables that the demonstration ends with."""

import io
from collections import Counter

from examples.tripgen.audit import Report
from examples.tripgen.audit_queues import QueueRow
from examples.tripgen.audit_sessions import SessionRow
from examples.tripgen.audit_topics import SubscriptionRow, TopicRow
from examples.tripgen.events import SUBSCRIPTIONS
from examples.tripgen.table import tables
from rich.console import Console

REPORT = Report(
    queues=(QueueRow("ai-analysis", 10, 1, 2, 8, 7, 1, 3, 1, 0, ()),),
    topics=(TopicRow("ai-events", 20, 0, 4, ("ai-events: something is missing",)),),
    subscriptions=(SubscriptionRow(SUBSCRIPTIONS[0], 5, 1, Counter(TripGenerated=5), ()),),
    sessions=(SessionRow("ai-analysis", "fast", ("a", "b"), ("a", "b"), ("ann", "bob"), ()),),
)


def lines() -> list[list[str]]:
    console = Console(file=io.StringIO(), width=110)
    for table in tables(REPORT):
        console.print(table)
    assert isinstance(console.file, io.StringIO)
    return [line.split() for line in console.file.getvalue().splitlines()]


def test_a_queue_has_all_its_numbers() -> None:
    assert ["ai-analysis", "10", "1", "2", "8", "7", "(1", "in", "doubt)", "3", "1", "0", "✓"] in lines()


def test_what_does_not_add_up_is_marked() -> None:
    assert ["ai-events", "20", "0", "4", "✗"] in lines()


def test_a_subscription_shows_what_may_have_come() -> None:
    name = SUBSCRIPTIONS[0].name
    assert [name, "5", "to", "6", "5", "5", "TripGenerated", "✓"] in lines()


def test_a_session_shows_order_and_workers() -> None:
    assert ["ai-analysis", "fast", "a,", "b", "ann,", "bob", "✓"] in lines()


def test_the_lines_fit_an_ordinary_terminal() -> None:
    assert all(len(" ".join(line)) <= 110 for line in lines())
