"""Small Config.json files for the tests."""

import json
from pathlib import Path
from typing import Any

from longshore.emulator import EmulatorConfig, read_config, spelled
from longshore.plan import PlanError, Problem
from longshore.plan.source import Source
from longshore.plan.text import SourceText

FILE = "Config.json"
HARBOUR = (Path(__file__).parents[2] / "data" / FILE).read_text()


def source_of(text: str) -> Source:
    """Return a file with this text, read."""
    return Source(SourceText(FILE, text), spelled)


def config_of(text: str) -> EmulatorConfig:
    """Return what a file with this text asks for."""
    return read_config(source_of(text))


def config_with(**namespace: object) -> str:
    """Return a file with one namespace that has these keys."""
    return json.dumps({"UserConfig": {"Namespaces": [{"Name": "tests", **namespace}]}})


def subscription_with(**subscription: object) -> str:
    """Return a file with one subscription, `news` and `all` by name, that has these keys."""
    topic = {"Name": "news", "Subscriptions": [{"Name": "all", **subscription}]}
    return config_with(Topics=[topic])


def rule_with(**properties: object) -> str:
    """Return a file with one rule that has these properties."""
    return subscription_with(Rules=[{"Name": "rule", "Properties": properties}])


def problems_of(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with a file; nothing for a good one."""
    try:
        config_of(text)
    except PlanError as error:
        return error.problems
    return ()


def messages_of(text: str) -> list[str]:
    """Return what is said about a file."""
    return [problem.message for problem in problems_of(text)]


def harbour() -> Any:  # noqa: ANN401  # JSON, to be changed by the test
    """Return the example as plain values."""
    return json.loads(HARBOUR)
