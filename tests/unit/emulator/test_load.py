"""From a Config.json to what the emulator would start with, or to every problem of the file."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.emulator import is_config
from longshore.plan import PlanError

from .configs import HARBOUR, config_of, config_with, harbour, messages_of, problems_of, source_of

CASES = sorted((Path(__file__).parent / "mistakes").glob("*.txt"))


def test_the_namespace_has_the_name_in_the_file() -> None:
    assert config_of(HARBOUR).namespace == "harbour"


def test_a_namespace_without_entities_is_empty() -> None:
    topology = config_of(config_with()).topology

    assert (topology.queues, topology.topics) == ({}, {})


def test_logging_may_be_left_out() -> None:
    written = harbour()
    del written["UserConfig"]["Logging"]

    assert config_of(json.dumps(written)) == config_of(HARBOUR)


@pytest.mark.parametrize("text", ['{"UserConfig": {}}', '{"userconfig": 1}', "UserConfig:\n"])
def test_a_file_with_this_key_is_a_config(text: str) -> None:
    assert is_config(source_of(text))


@pytest.mark.parametrize("text", ["plan: 1\n", "[UserConfig]", "UserConfig", '{"plan": {"UserConfig": 1}}'])
def test_any_other_file_is_none(text: str) -> None:
    assert not is_config(source_of(text))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_mistake_is_reported_where_it_stands(case: Path) -> None:
    config, _, output = case.read_text(encoding="utf-8").partition("# output\n")

    with pytest.raises(PlanError) as caught:
        config_of(config)

    assert f"{caught.value}\n" == output


def test_a_forwarding_loop_is_a_problem() -> None:
    queues = [
        {"Name": "a", "Properties": {"ForwardTo": "b"}},
        {"Name": "b", "Properties": {"forwardto": "A"}},
    ]

    assert messages_of(config_with(Queues=queues)) == ["forwarding goes round: a -> b -> A"]


def test_what_has_sessions_cannot_forward() -> None:
    queues = [{"Name": "a", "Properties": {"RequiresSession": True, "ForwardTo": "b"}}, {"Name": "b"}]

    assert messages_of(config_with(Queues=queues)) == ["what has sessions cannot forward its messages"]


def test_all_namespaces_of_several_are_looked_at() -> None:
    queues = [{"Name": "a"}, {"Name": "A"}]
    namespaces = [{"Name": "one"}, {"Name": "two", "Queues": queues}]

    assert messages_of(json.dumps({"UserConfig": {"Namespaces": namespaces}})) == [
        "only one namespace is supported",
        "'A' is already the name of the queue or topic in line 1",
    ]


KEYS = [
    match.span(1) for match in re.finditer(r'"(\w+)":', HARBOUR) if match[1] not in {"Flag", "Tons", "Late"}
]


@settings(deadline=None, max_examples=30)
@given(st.sets(st.sampled_from(KEYS)), st.sampled_from([str.lower, str.upper, str.swapcase]))
def test_keys_may_be_written_in_any_case(keys: set[tuple[int, int]], change: Callable[[str], str]) -> None:
    text = HARBOUR
    for start, end in keys:
        text = text[:start] + change(text[start:end]) + text[end:]

    assert config_of(text) == config_of(HARBOUR)


VALUES = [match.span() for match in re.finditer(r'"[^"]*"(?!:)|\d+|true|false', HARBOUR)]
oddities: st.SearchStrategy[object] = st.sampled_from(
    [None, True, -1, 0.5, "", "x", "PT1", "1=1 AND", [], [None], {}, {"x": [{}]}]
)


@settings(deadline=None)
@given(st.sampled_from(VALUES), oddities)
def test_any_value_is_taken_or_has_a_problem_with_a_place(span: tuple[int, int], oddity: object) -> None:
    start, end = span

    problems = problems_of(HARBOUR[:start] + json.dumps(oddity) + HARBOUR[end:])

    for problem in problems:
        assert problem.expected
        assert 1 <= problem.column <= len(problem.source_line) + 1
