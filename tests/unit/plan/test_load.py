"""From bytes on disk to a plan, or to every problem of the file."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from longshore.plan import Plan, PlanError, load_plan, parse_plan

from .plans import FILE, HEAD, places, plan_of, problems_of


def test_a_plan_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(HEAD, encoding="utf-8")

    assert load_plan(path).namespace.name == "demo"


def test_positions_name_the_file_as_it_was_given(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(HEAD, encoding="utf-8")

    assert load_plan(path).position("plan").file == str(path)


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"

    with pytest.raises(PlanError) as caught:
        load_plan(path)

    assert str(caught.value) == (
        f"{path}:1:1: the file cannot be read: No such file or directory\n      expected: a plan file"
    )


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="cannot be read: Is a directory"):
        load_plan(tmp_path)


def test_bytes_that_are_not_utf_8_are_a_problem_at_the_first_of_them() -> None:
    (problem,) = problems_of("plan: 1\nservice: 주 서비스".encode() + b"\xff\n")

    assert (problem.line, problem.column) == (2, 15)
    assert problem.message == "the byte 0xff is not UTF-8"
    assert problem.expected == "a file saved as UTF-8"
    assert problem.source_line == "service: 주 서비스\ufffd"


def test_korean_text_in_a_legacy_encoding_is_a_problem() -> None:
    assert places(problems_of("plan: 1\nservice: 주문\n".encode("cp949"))) == [
        (2, 10, "the byte 0xc1 is not UTF-8")
    ]


def test_a_byte_order_mark_is_no_part_of_the_plan() -> None:
    plan = parse_plan(b"\xef\xbb\xbf" + HEAD.encode(), FILE)

    assert (plan.position("plan").line, plan.position("plan").column) == (1, 7)


def test_windows_line_ends_change_no_position() -> None:
    unix = HEAD + "queues:\n  - queue_name: my orders\n"

    assert problems_of(unix.replace("\n", "\r\n")) == problems_of(unix)


def test_a_control_character_is_a_problem() -> None:
    assert places(problems_of("plan: 1\nservice: a\x01b\n")) == [
        (2, 11, "not YAML: the character U+0001 is not allowed")
    ]


def test_a_file_nested_too_deeply_is_a_problem() -> None:
    assert places(problems_of("[" * 1_000)) == [(1, 1, "the file is nested too deeply")]


def test_aliases_that_multiply_are_a_problem() -> None:
    levels = "".join(f"  l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 9))

    (problem,) = problems_of(f"plan: 1\nnamespace:\n  l0: &l0 1\n{levels}")

    assert (problem.message, problem.expected) == ("too many values", "at most 100,000")


def test_all_problems_of_a_file_come_in_one_run_in_the_order_of_the_file() -> None:
    problems = problems_of(
        """\
plan: 1
plan: 1
namespace: {name: demo, sku: Gold}
queues:
  - queue_name: orders
    properties: {lock_duration: 5m}
  - queue_name: ORDERS
  - {}
topics:
  - topic_name: news
    subscriptions:
      - name: all
        properties:
          rules:
            - {name: red, filter: Colour = }
            - {name: RED, filter: 1=1, action: ""}
application:
  Queues: {Orders: order}
speed: fast
"""
    )

    assert places(problems) == [
        (2, 1, "the key 'plan' is written twice, first in line 1"),
        (3, 30, "sku cannot be 'Gold'"),
        (6, 33, "lock_duration cannot be '5m'"),
        (7, 17, "'ORDERS' is already the name of the queue or topic in line 5"),
        (8, 5, "the key 'queue_name' is missing in queues[2]"),
        (15, 43, "not a SQL filter: the filter ends after 'Colour ='"),
        (16, 22, "'RED' is already the name of the rule in line 15"),
        (16, 49, "not a SQL action: the action is empty"),
        (18, 20, "there is no queue 'order'"),
        (19, 1, "unknown key 'speed'"),
    ]


def test_the_error_shows_every_problem_in_a_block_of_its_own() -> None:
    with pytest.raises(PlanError) as caught:
        plan_of("plan: 2\nnamespace: {}\n")

    assert str(caught.value) == "\n\n".join(str(problem) for problem in caught.value.problems)
    assert len(caught.value.problems) == 2


WORDS = ["plan", "namespace", "queues", "queue_name", "filter", "name", "rules", "properties", "1", "~", "주"]
MARKS = [": ", ":\n", "\n  ", "\n- ", "- ", *"{}[],'\"#\\", "|\n", ">\n", "&a ", "*a ", "!!int ", "!x ", "<<"]
BREAKS = ["\t", "\x85", "\u2028"]
yaml_like = st.lists(st.sampled_from(WORDS + MARKS + BREAKS), max_size=40).map("".join)


@settings(deadline=None)
@given(yaml_like | st.text(max_size=60))
@example("%YAML 1.1\n---\nplan: yes\nnamespace: {name: 1:30}\n")
@example("? {a: b}\n: c\n")
@example("plan: !!bool x\n")
@example("plan: !!float ''\n")
@example("plan: 1\x00")
def test_any_text_is_a_plan_or_has_problems(text: str) -> None:
    for problem in problems_of(text.encode("utf-8", "replace")):
        assert problem.line >= 1
        assert 1 <= problem.column <= len(problem.source_line) + 1
        assert str(problem)


AI_SERVICE = json.dumps(
    YAML(typ="safe", pure=True).load(Path(__file__).parents[3] / "plans" / "ai-service.yaml")
)
VALUES = [match.span() for match in re.finditer(r'"[^"]*"(?!:)|\d+|true|false', AI_SERVICE)]
oddities: st.SearchStrategy[object] = st.sampled_from(
    [None, True, -1, 0.5, "", "x", "PT1", "1=1 AND", [], [None], {}, {"x": [{}]}]
)


@settings(deadline=None)
@given(st.sampled_from(VALUES), oddities)
def test_any_value_in_a_plan_is_taken_or_has_a_problem_at_its_place(
    span: tuple[int, int], oddity: object
) -> None:
    start, end = span

    problems = problems_of(AI_SERVICE[:start] + json.dumps(oddity) + AI_SERVICE[end:])

    assert all(problem.expected and problem.line == 1 for problem in problems)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_a_plan_or_have_problems(data: bytes) -> None:
    assert problems_of(data), "sixty bytes of noise are no plan"


def test_the_models_cannot_be_changed() -> None:
    plan: Plan = plan_of(HEAD)

    with pytest.raises(ValueError, match="frozen"):
        plan.service = "other"
