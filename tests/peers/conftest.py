"""Peers are met only when named: by `pytest tests/peers` (`make test-peers`), never by a plain `pytest`.

A peer that is not installed is skipped, but fails where the environment says `CI=true`: there, only what is
marked `pytest.mark.skip(reason=...)` may be left out. A table at the end says who was met.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.clients.broker import Broker, plan_of, queue_of, running

from .peer import QUEUE, TOPIC, Peer

HERE: Final = Path(__file__).parent
SUBSCRIPTIONS: Final = [
    {"name": "everything"},
    {"name": "long-trips", "properties": {"default_rule": {"filter": "sys.Label = 'trip' AND days > 2"}}},
    {"name": "stays", "properties": {"default_rule": {"filter": {"correlation": {"label": "stay"}}}}},
]
PEERS: Final = pytest.StashKey[dict[str, Peer]]()
"""By the path of their test module."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "queue(**properties): what the test's own queue is like")
    config.stash[PEERS] = {}


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    start = config.invocation_params.dir
    named = [(start / argument.partition("::")[0]).resolve() for argument in config.args]
    return None if any(path.is_relative_to(HERE) for path in named) else True


def pytest_itemcollected(item: pytest.Item) -> None:
    item.config.stash[PEERS][item.location[0]] = peer_of(item)


def pytest_runtest_setup(item: pytest.Item) -> None:
    peer = peer_of(item)
    if not peer.version:
        leave_out = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        leave_out("not installed here")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    peers = terminalreporter.config.stash[PEERS]
    if not peers:
        return
    line = "{:<32} {:<28} {:>5} {:>7} {:>7} {:>8}  {}".format
    terminalreporter.section("peers met")
    terminalreporter.write_line(line("peer", "version", "tests", "passed", "failed", "skipped", "reason"))
    for path, peer in peers.items():
        stats = terminalreporter.stats
        passed, failed, errors, skipped = (
            [report for report in stats.get(outcome, []) if report.location[0] == path]
            for outcome in ("passed", "failed", "error", "skipped")
        )
        counts = [len(passed), len(failed) + len(errors), len(skipped)]
        reasons = {report.longrepr[2].removeprefix("Skipped: ") for report in skipped}
        row = line(peer.name, peer.version or "-", sum(counts), *counts, "; ".join(sorted(reasons)))
        terminalreporter.write_line(row.rstrip())


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
    with running(tmp_path, plan_of(queue, topics=[topic])) as broker:
        yield broker
