"""The text of a plan file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.documents.assembly import assembled
from longshore.documents.facts import Fact
from longshore.documents.rendering import _named, rendered
from longshore.plan.source import Source
from longshore.plan.text import SourceText


def reread(service: object) -> object:
    tree, _ = assembled([Fact(("service",), service, 7)])  # type: ignore[arg-type]
    data = Source(SourceText("", "\n".join(line.text for line in rendered(tree, "plan.md")))).data
    return data["service"] if isinstance(data, dict) else None


@given(
    st.one_of(
        st.text(st.characters(codec="utf-8")),
        st.integers(),
        st.floats(allow_nan=False),
        st.booleans(),
        st.none(),
    )
)
def test_every_value_is_read_as_it_was_meant(value: object) -> None:
    assert reread(value) == value


@pytest.mark.parametrize(
    "text", ["yes", "Null", "1=1", "5", "a: b", "# c", " x ", "", "PT5M", "on", "{a}", "💥", "\x85"]
)
def test_a_text_stays_text(text: str) -> None:
    assert reread(text) == text


def test_every_line_knows_where_it_came_from() -> None:
    tree, _ = assembled([Fact(("namespace", "name"), "x", 7), Fact(("namespace", "capacity"), 2, 9)])
    lines = {line.text.strip(): line.origin for line in rendered(tree, "plan.md")}

    assert (lines["namespace:"], lines["name: x"], lines["capacity: 2"]) == (7, 7, 9)


@pytest.mark.parametrize(
    ("lines", "text"),
    [([5], "line 5"), ([7, 5, 6, 8], "lines 5-8"), ([1, 3, 9], "lines 1-3, 9"), ([1, 9], "lines 1, 9")],
)
def test_lines_are_named_by_runs(lines: list[int], text: str) -> None:
    assert _named(lines) == text
