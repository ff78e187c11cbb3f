"""Peers are met only when named: by `pytest tests/peers` (`make test-peers`), never by a plain `pytest`.

A peer that is not installed is skipped, but fails where the environment says `CI=true`: there, only what is
marked `pytest.mark.skip(reason=...)` may be left out. A table at the end says who was met.
"""

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

from tests.clients.broker import Broker, plan_of, queue_of, running

from .peer import CLOSED, OTHER, QUEUE, TOPIC, Peer

HERE: Final = Path(__file__).parent
SUBSCRIPTIONS: Final = [
    {"name": "everything"},
    {"name": "long-trips", "properties": {"default_rule": {"filter": "sys.Label = 'trip' AND days > 2"}}},
    {"name": "stays", "properties": {"default_rule": {"filter": {"correlation": {"label": "stay"}}}}},
]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "queue(**properties): what the test's own queue is like")


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    start = config.invocation_params.dir
    named = [(start / argument.partition("::")[0]).resolve() for argument in config.args]
    return None if any(path.is_relative_to(HERE) for path in named) else True


def pytest_runtest_setup(item: pytest.Item) -> None:
    peer = peer_of(item)
    if not peer.version:
        leave_out = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        leave_out("not installed here")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    outcomes = {
        outcome: [report for report in terminalreporter.stats.get(outcome, []) if _of_peers(report)]
        for outcome in ("passed", "failed", "error", "skipped")
    }
    paths = sorted({report.location[0] for reports in outcomes.values() for report in reports})
    if not paths:
        return
    line = "{:<32} {:<28} {:>5} {:>7} {:>7} {:>8}  {}".format
    terminalreporter.section("peers met")
    terminalreporter.write_line(line("peer", "version", "tests", "passed", "failed", "skipped", "reason"))
    for path in paths:
        peer: Peer = import_module(path.removesuffix(".py").replace("/", ".")).PEER
        passed, failed, errors, skipped = (
            [report for report in reports if report.location[0] == path] for reports in outcomes.values()
        )
        counts = [len(passed), len(failed) + len(errors), len(skipped)]
        reasons = {report.longrepr[2].removeprefix("Skipped: ") for report in skipped}
        row = line(peer.name, peer.version or "-", sum(counts), *counts, "; ".join(sorted(reasons)))
        terminalreporter.write_line(row.rstrip())


def _of_peers(report: object) -> bool:
    """Say whether a report is about a test of a peer: not of a whole module, nor from elsewhere."""
    return isinstance(report, pytest.TestReport) and report.location[0].startswith("tests/peers/")


def peer_of(item: pytest.Item) -> Peer:
    assert isinstance(item, pytest.Function)
    peer: Peer = item.module.PEER
    return peer


@pytest.fixture
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """A broker with one queue, which is as the test's mark wants it, and one topic."""
    mark = request.node.get_closest_marker("queue")
    queue = queue_of(QUEUE, **({} if mark is None else mark.kwargs))
    topic = {"topic_name": TOPIC, "subscriptions": SUBSCRIPTIONS}
    more = (queue_of(OTHER), queue_of(CLOSED, status="SendDisabled"))
    with running(tmp_path, plan_of(queue, *more, topics=[topic])) as broker:
        yield broker
