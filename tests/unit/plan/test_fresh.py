"""The text of a plan that has none yet."""

from hypothesis import given
from hypothesis import strategies as st

from longshore.plan.fresh import plan_yaml
from longshore.plan.source import Source, Tree
from longshore.plan.text import SourceText

VALUES: st.SearchStrategy[Tree] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=8,
)


def test_sections_stand_in_the_plans_order_with_a_line_between_them() -> None:
    text = plan_yaml(
        {"queues": ({"queue_name": "orders"},), "namespace": {"name": "demo"}, "service": "Demo"}
    )

    assert text == ("plan: 1\nservice: Demo\n\nnamespace:\n  name: demo\n\nqueues:\n  - queue_name: orders\n")


@given(VALUES)
def test_every_value_is_read_as_it_was_meant(value: Tree) -> None:
    assert Source(SourceText("", plan_yaml({"namespace": value}))).data == {"plan": 1, "namespace": value}
