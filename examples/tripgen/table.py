"""The accounts as tables for the terminal."""

from collections.abc import Iterator

from examples.tripgen.audit import Report
from examples.tripgen.audit_queues import QueueRow
from examples.tripgen.audit_sessions import SessionRow
from examples.tripgen.audit_topics import SubscriptionRow, TopicRow
from rich import box
from rich.console import Console
from rich.table import Table

WIDTH_UNKNOWN = 110
"""How wide the tables are when the output is no terminal."""

QUEUE_COLUMNS = (
    "sent",
    "outcome\nunknown",
    "duplicates\ndropped",
    "stored",
    "completed",
    "redelivered",
    "dead-\nlettered",
    "remaining",
)


def make_console() -> Console:
    """Return the console that everything is printed on."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH_UNKNOWN)


def tables(report: Report) -> Iterator[Table]:
    """Return the tables of a report, in reading order."""
    yield _queues(report)
    yield _subscriptions(report.subscriptions)
    yield _sessions(report.sessions)


def _table(title: str, first_column: str) -> Table:
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column(first_column, no_wrap=True)
    return table


def _queues(report: Report) -> Table:
    table = _table("Queues and topics", "queue or topic")
    for name in QUEUE_COLUMNS:
        table.add_column(name, justify="right")
    table.add_column("")
    for queue in report.queues:
        table.add_row(queue.name, *_queue_cells(queue), _mark(queue.problems))
    table.add_section()
    for topic in report.topics:
        table.add_row(topic.name, *_topic_cells(topic), _mark(topic.problems))
    return table


def _queue_cells(row: QueueRow) -> list[str]:
    in_doubt = f" ({row.in_doubt} in doubt)" if row.in_doubt else ""
    before = [str(row.sent), str(row.unknown), str(row.dropped), str(row.stored)]
    return [*before, f"{row.completed}{in_doubt}", str(row.redelivered), str(row.dead), str(row.left)]


def _topic_cells(row: TopicRow) -> list[str]:
    return [str(row.published), str(row.unknown), str(row.dropped), "", "", "", "", ""]


def _subscriptions(rows: tuple[SubscriptionRow, ...]) -> Table:
    table = _table("What the filters let through", "subscription")
    table.add_column("expected", justify="right")
    table.add_column("received", justify="right")
    table.add_column("of these")
    table.add_column("")
    for row in rows:
        expected = f"{row.expected} to {row.expected + row.possible}" if row.possible else str(row.expected)
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(row.received.items()))
        table.add_row(row.subscription.name, expected, str(row.received.total()), kinds, _mark(row.problems))
    return table


def _sessions(rows: tuple[SessionRow, ...]) -> Table:
    table = _table("Order within each session", "queue")
    for name in ("session", "finished in this order", "by"):
        table.add_column(name)
    table.add_column("")
    for row in rows:
        order, workers = ", ".join(row.finished), ", ".join(row.workers)
        table.add_row(row.queue, row.session, order, workers, _mark(row.problems))
    return table


def _mark(problems: tuple[str, ...]) -> str:
    return "[red]✗[/red]" if problems else "[green]✓[/green]"
