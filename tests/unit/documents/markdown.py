"""Small plan documents for the tests."""

from longshore.documents import Imported, Leftover, Standing, read_document
from longshore.plan import Plan
from longshore.plan.entities import Queue, Topic

FILE = "plan.md"
NAMESPACE = "```yaml\nname: tests\nsku: Premium\n```\n\n"
FIRST_LINE = NAMESPACE.count("\n") + 1
"""The line on which a document's own text begins."""


def imported(markdown: str) -> Imported:
    """Return what a document with this text behind a namespace becomes."""
    return read_document((NAMESPACE + markdown).encode(), FILE)


def plan_of(markdown: str) -> Plan:
    """Return the plan of such a document, which leaves nothing that is not understood."""
    result = imported(markdown)
    assert [each for each in result.leftovers if each.standing is not Standing.IGNORED] == []
    return result.plan


def queue_of(markdown: str) -> Queue:
    """Return the only queue of such a document."""
    (queue,) = plan_of(markdown).queues
    return queue


def topic_of(markdown: str) -> Topic:
    """Return the only topic of such a document."""
    (topic,) = plan_of(markdown).topics
    return topic


def leftovers(markdown: str) -> list[tuple[int, Standing]]:
    """Return the lines, counted from the first behind the namespace, that are left, and why."""
    return [(each.line - FIRST_LINE + 1, each.standing) for each in imported(markdown).leftovers]


def leftover(markdown: str) -> Leftover:
    """Return the only leftover."""
    (only,) = imported(markdown).leftovers
    return only


def yaml(text: str) -> str:
    """Return a fence with YAML."""
    return f"```yaml\n{text}\n```\n"


def bash(text: str) -> str:
    """Return a fence with a script."""
    return f"```bash\n{text}\n```\n"
