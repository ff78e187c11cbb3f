"""A pytest plugin that writes down how the table's tests ended: `pytest -p tests.conformance.recording`.

It is no conftest, so that no other run knows of it. With pytest-xdist, workers say which SDK a test speaks
with, and the one who started them writes.
"""

import re
from collections import defaultdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from tests.conformance.results import Result, merged, read, worst, write
from tests.conformance.table import load

SDK: Final = "azure.servicebus"
OPTION: Final = "--record-results"
_PARAMETERS: Final = re.compile(r"[\[@].*")
"""What pytest, and pytest-xdist's groups, put behind the name of a test."""


class Recorder:
    """Gathers outcomes while tests run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._outcomes: dict[str, list[str]] = defaultdict(list)
        self._sdks: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            test = _PARAMETERS.sub("", report.nodeid)
            self._outcomes[test].append(report.outcome)
            self._sdks[test] = str(dict(report.user_properties).get(SDK, ""))

    def pytest_sessionfinish(self) -> None:
        today = datetime.now(UTC).date().isoformat()
        now = {
            test: Result(worst(outcomes), today, self._sdks[test])
            for test, outcomes in self._outcomes.items()
        }
        write(self._path, merged(read(self._path), now, load().tests()))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(OPTION, type=Path, help="write the results of docs/conformance.toml's tests here")


def pytest_configure(config: pytest.Config) -> None:
    path = config.getoption(OPTION)
    if path is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(path))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if isinstance(item, pytest.Function):
        item.user_properties.append((SDK, sdk_of(item.module)))


def sdk_of(module: ModuleType) -> str:
    """Return what a test module speaks with, and its version: a peer, or Microsoft's SDK for Python."""
    peer = getattr(module, "PEER", None)
    if peer is not None:
        return f"{peer.name} {peer.version}".strip()
    named = (getattr(thing, "__module__", None) or "" for thing in vars(module).values())
    return f"azure-servicebus {version('azure-servicebus')}" if any(map(_is_sdk, named)) else ""


def _is_sdk(module_name: str) -> bool:
    return module_name.startswith(SDK)
