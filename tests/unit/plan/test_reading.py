"""Two YAML readers that agree."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from longshore.plan import PlanError, reading
from longshore.plan.nodes import Mapping, Node, Scalar
from longshore.plan.reading import HAS_LIBYAML, root_of
from longshore.plan.text import SourceText

needs_libyaml = pytest.mark.skipif(not HAS_LIBYAML, reason="PyYAML was built without libyaml")

WORDS = ["a", "b", "1", "~", "주", "x y", "1:30", "http://x", "a#b", "'it''s'", '"\\n\\u0041"', "true", "<<"]
MARKS = [": ", ":\n", "\n  ", "\n    ", "\n- ", "- ", "? ", ", ", "{a: ", "[a, ", *"{}[],:'\"#\\?-%@"]
BLOCKS = ["|\n", ">\n", "|-\n", ">+\n", "|2\n  ", "&a ", "*a ", " # c\n", "!x ", "!!str "]
BREAKS = [
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "--- ",
    "\n---\n",
    "\n...\n",
    "%YAML 1.1\n",
    " ",
    "  ",
    "\t",
    "\x85",
    "\0",
]
yaml_like = st.lists(st.sampled_from(WORDS + MARKS + BLOCKS + BREAKS), max_size=30).map("".join)


def read(text: str) -> Node | str:
    try:
        return root_of(YAML(typ="safe", pure=True), SourceText("plan.yaml", text))
    except PlanError as error:
        return str(error)


@needs_libyaml
@settings(deadline=None, max_examples=500)
@given(st.sampled_from(["", "plan: 1\nq:\n", "q:\n  - "]), yaml_like)
@example("a: ", "|\n \n  x\n")
@example("a: >\n", "\t x\n")
@example("a:\n", "\n# c\nb:\n  -\n  - {c: , ? d}\n")
def test_a_text_read_fast_is_the_text_read_slowly(head: str, tail: str) -> None:
    fast = read(head + tail)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "HAS_LIBYAML", False)
        assert read(head + tail) == fast


@needs_libyaml
def test_a_plain_plan_needs_no_second_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_events", None)

    assert isinstance(read("--- # a plan\nplan: 1\nqueues:\n  - {queue_name: &x 주문, y: *x}\n"), Mapping)


def test_without_libyaml_plans_are_read_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "HAS_LIBYAML", False)

    assert read("a: 1") == Mapping(
        0, 4, None, None, False, ((Scalar(0, 1, None, None, "", "a"), Scalar(3, 4, None, None, "", "1")),)
    )


def test_the_version_that_a_text_asks_for_is_known_afterwards() -> None:
    yaml = YAML(typ="safe", pure=True)

    root_of(yaml, SourceText("plan.yaml", "%YAML 1.1\n---\na: 1\n"))

    assert yaml.resolver.processing_version == (1, 1)
