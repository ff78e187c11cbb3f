"""The text of expressions, read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.azure.arm.expressions import Call, Item, Member, Term, written
from longshore.azure.arm.reading.parser import ExpressionError, is_expression, parsed, plain

NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True)
TERMS = st.recursive(
    # A brace would make a placeholder, which is written as a parameter.
    st.text(st.characters(codec="utf-8", exclude_characters="{"), max_size=8) | st.integers(-99, 99),
    lambda inner: st.one_of(
        st.builds(Call, NAMES, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Member, st.builds(Call, NAMES), NAMES),
        st.builds(Item, st.builds(Call, NAMES), inner),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("['it''s']", "it's"),
        ("[ -3 ]", -3),
        ("[f()]", Call("f")),
        ("[f( 'a' , 2 )]", Call("f", ("a", 2))),
        ("[f().a.b]", Member(Member(Call("f"), "a"), "b")),
        ("[f('x')[0].y]", Member(Item(Call("f", ("x",)), 0), "y")),
        ("[f()['k']]", Item(Call("f"), "k")),
        ("[my.function(1)]", Call("my.function", (1,))),
    ],
)
def test_an_expression_is_read(text: str, term: Term) -> None:
    assert parsed(text) == term


@given(TERMS)
def test_what_is_written_is_read_again(term: Term) -> None:
    assert parsed(f"[{written(term)}]") == term


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[f(]", "a function, a text or a number expected at character 4 of [f(]"),
        ("[f('a' 'b')]", ", expected at character 7 of [f('a' 'b')]"),
        ("['a]", "a function, a text or a number expected at character 2 of ['a]"),
        ("[f() g()]", "the end expected at character 5 of [f() g()]"),
        ("[name]", "( expected at character 6 of [name]"),
        ("[f().'x']", "a name expected at character 6 of [f().'x']"),
    ],
)
def test_what_is_no_expression_is_refused_at_its_character(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parsed(text)

    assert str(refused.value) == message


def test_an_expression_may_not_be_nested_for_ever() -> None:
    with pytest.raises(ExpressionError, match="not nested so deeply"):
        parsed("[" + "f(" * 200 + ")" * 200 + "]")


@pytest.mark.parametrize("text", ["plain", "[half", "half]", "[[escaped]", ""])
def test_other_texts_are_no_expressions(text: str) -> None:
    assert not is_expression(text)


def test_a_bracket_for_escape_is_none_of_the_text() -> None:
    assert plain("[[escaped]") == "[escaped]"
    assert plain("[[open") == "[[open"
    assert plain("plain") == "plain"
