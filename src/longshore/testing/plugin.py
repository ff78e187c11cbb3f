"""The pytest plugin: the fixture `servicebus` and the mark that says which entities it has.

    @pytest.mark.servicebus(queues=["orders"])
    def test_an_order_is_taken(servicebus):
        ...

Nothing but pytest is imported before a test asks for a broker.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from longshore.testing.broker import Broker, Entities, Plan

_MARK: Final = "servicebus"
_WORDS: Final = ("plan", "queues", "topics")
_SHORT_NAPS: Final = "servicebus_short_naps"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take one setting from pytest's configuration file."""
    parser.addini(
        _SHORT_NAPS,
        "let azure-servicebus sleep for a fiftieth of its time while a test uses the fixture servicebus",
        type="bool",
        default=False,
    )


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known, for `--strict-markers` and `pytest --markers`."""
    config.addinivalue_line(
        "markers",
        "servicebus(plan=..., queues=..., topics=...): the entities of the test's broker; "
        "see the fixture `servicebus`",
    )


@pytest.fixture
def servicebus_plan() -> "Plan | None":
    """The plan of every broker: a file, relative to pytest's root folder, or values. Override it."""
    return None


@pytest.fixture
def servicebus(request: pytest.FixtureRequest, servicebus_plan: "Plan | None") -> "Iterator[Broker]":
    """An empty Azure Service Bus namespace for this test alone; see `@pytest.mark.servicebus`."""
    from longshore.plan import PlanError  # noqa: PLC0415
    from longshore.testing.broker import Broker  # noqa: PLC0415  # see the head of this file
    from longshore.testing.naps import short_naps  # noqa: PLC0415

    wanted = _wanted(request.node, servicebus_plan)
    try:
        broker = Broker(**wanted)
    except (PlanError, TypeError) as error:
        pytest.fail(f"The broker of this test cannot be made.\n{error}", pytrace=False)
    with ExitStack() as stack:
        if request.config.getini(_SHORT_NAPS):
            stack.enter_context(short_naps())
        yield stack.enter_context(broker)


def _wanted(item: pytest.Item, plan: "Plan | None") -> dict[str, Any]:
    """Return what all marks of a test say together; the closest one has the last word."""
    queues: dict[str, Any] = {}
    topics: dict[str, Any] = {}
    for mark in reversed(list(item.iter_markers(_MARK))):
        _check(mark)
        queues |= _by_name(mark.kwargs.get("queues", ()))
        topics |= _by_name(mark.kwargs.get("topics", ()))
        plan = mark.kwargs.get("plan", plan)
    if isinstance(plan, str | Path):
        plan = item.config.rootpath / plan
    return {"plan": plan, "queues": queues, "topics": topics}


def _check(mark: pytest.Mark) -> None:
    unknown = [*map(repr, mark.args), *(f"{name}=" for name in mark.kwargs if name not in _WORDS)]
    if unknown:
        pytest.fail(
            f"@pytest.mark.servicebus takes plan=, queues= and topics=, not {', '.join(unknown)}",
            pytrace=False,
        )


def _by_name(entities: "Entities") -> dict[str, Any]:
    if isinstance(entities, str):
        pytest.fail(
            f"@pytest.mark.servicebus takes a list of names or a mapping, not the text {entities!r}",
            pytrace=False,
        )
    return dict(entities) if isinstance(entities, dict) else {name: {} for name in entities}
