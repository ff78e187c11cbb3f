import pytest

from longshore.filters.syntax import (
    All,
    Any,
    Arithmetic,
    Comparison,
    Constant,
    Exists,
    In,
    IsNull,
    Like,
    NamedProperty,
    NewId,
    Node,
    Not,
    Property,
    Sign,
    children,
    nesting,
)

A, B, C = Constant(1), Constant(2), Constant(3)
P = Property("user", "p")
TRUE = Comparison("=", A, A)


@pytest.mark.parametrize(
    ("node", "parts"),
    [
        (A, ()),
        (P, ()),
        (NewId(), ()),
        (NamedProperty(A), (A,)),
        (Sign("-", A), (A,)),
        (Arithmetic("+", A, B), (A, B)),
        (Comparison("=", A, B), (A, B)),
        (IsNull(P), (P,)),
        (Exists(P), (P,)),
        (In(A, (B, C)), (A, B, C)),
        (Like(A, B), (A, B)),
        (Like(A, B, C), (A, B, C)),
        (Not(TRUE), (TRUE,)),
        (All((TRUE, TRUE)), (TRUE, TRUE)),
        (Any((TRUE, TRUE)), (TRUE, TRUE)),
    ],
)
def test_the_children_of_each_node(node: Node, parts: tuple[Node, ...]) -> None:
    assert children(node) == parts


def test_nesting_counts_the_longest_way_down() -> None:
    assert nesting(A) == 1
    assert nesting(Comparison("=", A, Sign("-", Sign("-", A)))) == 4


def test_nesting_has_no_limit_of_its_own() -> None:
    node = Sign("-", A)
    for _ in range(5_000):
        node = Sign("-", node)
    assert nesting(node) == 5_002
