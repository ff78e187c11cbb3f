"""Expressions as values, and how a template writes them."""

import pytest

from longshore.azure.arm.expressions import (
    Call,
    Item,
    Member,
    Term,
    bracketed,
    calls,
    filled,
    joined,
    parameter,
    parameter_name,
    placeholder_name,
)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("plain", "plain"),
        ("[in brackets]", "[[in brackets]"),
        ("[half", "[half"),
        (Call("resourceGroup"), "[resourceGroup()]"),
        (Call("concat", ("it's", 3)), "[concat('it''s', 3)]"),
        (Member(Call("resourceGroup"), "name"), "[resourceGroup().name]"),
        (Item(Call("split", ("a/b", "/")), 0), "[split('a/b', '/')[0]]"),
        ("{alert-email}", "[parameters('alertEmail')]"),
        ("mail:{alert-email}!", "[concat('mail:', parameters('alertEmail'), '!')]"),
        ("{rg-name}", "[resourceGroup().name]"),
        (Call("guid", ("{a}{b}{a}",)), "[guid(concat(parameters('a'), parameters('b'), parameters('a')))]"),
    ],
)
def test_a_template_writes_a_term_so(term: Term, text: str) -> None:
    assert bracketed(term) == text


@pytest.mark.parametrize(
    ("placeholder", "name"),
    [("alert-email", "alertEmail"), ("Alert_Email", "alertEmail"), ("key", "key"), ("vnet2-id", "vnet2Id")],
)
def test_a_placeholder_is_a_parameter_in_the_manner_of_arm(placeholder: str, name: str) -> None:
    assert parameter_name(placeholder) == name


def test_a_parameter_is_a_placeholder_in_the_manner_of_plans() -> None:
    assert placeholder_name("aiServiceManagedIdentityId") == "ai-service-managed-identity-id"


def test_texts_side_by_side_are_one() -> None:
    assert joined("a", "", "b") == "ab"
    assert joined("a", parameter("b"), "", "c") == Call("concat", ("a", parameter("b"), "c"))
    assert joined() == ""


def test_a_text_without_placeholders_stays_a_text() -> None:
    assert filled("{0} and {not a name}") == "{0} and {not a name}"


def test_calls_are_found_wherever_they_are() -> None:
    term = Item(Member(Call("a", ("{key}", Call("b"))), "c"), Call("d"))

    assert [call.function for call in calls(term)] == ["a", "parameters", "b", "d"]
