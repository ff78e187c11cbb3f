"""What the text of a filter means: every construct of the documented grammar, and who binds tighter."""

import pytest

from longshore.filters import FilterSyntaxError
from longshore.filters.parser import MAX_NESTING, _parser, parse
from longshore.filters.syntax import (
    All,
    Any,
    Arithmetic,
    Comparison,
    Constant,
    Exists,
    Expression,
    In,
    IsNull,
    Like,
    NamedProperty,
    NewId,
    Not,
    Property,
    Sign,
    nesting,
)
from longshore.model.limits import MAX_FILTER_CHARACTERS

A, B, C = Property("user", "a"), Property("user", "b"), Property("user", "c")
ONE, TWO = Constant(1), Constant(2)
A_IS_1, B_IS_2 = Comparison("=", A, ONE), Comparison("=", B, TWO)
C_IS_NULL = IsNull(C)


def expression(text: str) -> Expression:
    condition = parse(f"{text} = 1")
    assert isinstance(condition, Comparison)
    return condition.left


def test_the_parser_is_built_once() -> None:
    assert _parser() is _parser()


# ---- predicates


@pytest.mark.parametrize("operator", ["=", "<>", "<", "<=", ">", ">="])
def test_comparisons(operator: str) -> None:
    condition = parse(f"a {operator} 1")
    assert isinstance(condition, Comparison)
    assert (condition.operator, condition.left, condition.right) == (operator, A, ONE)


def test_two_ways_to_write_unequal() -> None:
    assert parse("a != 1") == parse("a <> 1")


def test_a_comparison_may_have_a_property_on_its_right() -> None:
    assert parse("1 = a") == Comparison("=", ONE, A)


def test_is_null() -> None:
    assert parse("a IS NULL") == IsNull(A)
    assert parse("a IS NOT NULL") == IsNull(A, negated=True)
    assert parse("sys.Label IS NULL") == IsNull(Property("sys", "label"))


def test_in() -> None:
    assert parse("a IN (1)") == In(A, (ONE,))
    assert parse("a IN (1, b, 2)") == In(A, (ONE, B, TWO))
    assert parse("a NOT IN (1)") == In(A, (ONE,), negated=True)


def test_like() -> None:
    assert parse("a LIKE 'x%'") == Like(A, Constant("x%"))
    assert parse("a NOT LIKE 'x%'") == Like(A, Constant("x%"), negated=True)
    assert parse("a LIKE 'x!%' ESCAPE '!'") == Like(A, Constant("x!%"), Constant("!"))


def test_pattern_and_escape_character_may_be_expressions() -> None:
    assert parse("a LIKE b + '%' ESCAPE c") == Like(A, Arithmetic("+", B, Constant("%")), C)


def test_exists() -> None:
    assert parse("EXISTS(a)") == Exists(A)
    assert parse("EXISTS (sys.Label)") == Exists(Property("sys", "label"))


# ---- NOT, AND, OR


def test_and_binds_tighter_than_or() -> None:
    expected = Any((A_IS_1, All((B_IS_2, C_IS_NULL))))
    assert parse("a = 1 OR b = 2 AND c IS NULL") == expected
    assert parse("b = 2 AND c IS NULL OR a = 1") == Any((expected.operands[1], A_IS_1))


def test_not_binds_tighter_than_and() -> None:
    assert parse("NOT a = 1 AND b = 2") == All((Not(A_IS_1), B_IS_2))


def test_parentheses_bind_tightest() -> None:
    assert parse("(a = 1 OR b = 2) AND c IS NULL") == All((Any((A_IS_1, B_IS_2)), C_IS_NULL))
    assert parse("NOT (a = 1 AND b = 2)") == Not(All((A_IS_1, B_IS_2)))


def test_not_may_be_repeated() -> None:
    assert parse("NOT NOT a = 1") == Not(Not(A_IS_1))


def test_a_chain_is_one_node() -> None:
    assert parse("a = 1 AND b = 2 AND c IS NULL") == All((A_IS_1, B_IS_2, C_IS_NULL))
    assert parse("a = 1 OR b = 2 OR c IS NULL") == Any((A_IS_1, B_IS_2, C_IS_NULL))


def test_many_parentheses_are_no_nesting() -> None:
    assert parse("(" * 500 + "a=1" + ")" * 500) == A_IS_1


# ---- arithmetic


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "%"])
def test_arithmetic(operator: str) -> None:
    computed = expression(f"a {operator} 2")
    assert isinstance(computed, Arithmetic)
    assert (computed.operator, computed.left, computed.right) == (operator, A, TWO)


def test_multiplication_binds_tighter_than_addition() -> None:
    assert expression("a + b * c") == Arithmetic("+", A, Arithmetic("*", B, C))
    assert expression("a * b + c") == Arithmetic("+", Arithmetic("*", A, B), C)


def test_arithmetic_goes_from_left_to_right() -> None:
    assert expression("a - b - c") == Arithmetic("-", Arithmetic("-", A, B), C)
    assert expression("a / b % c") == Arithmetic("%", Arithmetic("/", A, B), C)


def test_parentheses_bind_tightest_in_arithmetic_too() -> None:
    assert expression("a - (b - c)") == Arithmetic("-", A, Arithmetic("-", B, C))
    assert expression("(a + b) * c") == Arithmetic("*", Arithmetic("+", A, B), C)


def test_a_sign_binds_tightest() -> None:
    assert expression("-a * b") == Arithmetic("*", Sign("-", A), B)
    assert expression("a - -b") == Arithmetic("-", A, Sign("-", B))
    assert expression("+(a + b)") == Sign("+", Arithmetic("+", A, B))


def test_arithmetic_binds_tighter_than_a_comparison() -> None:
    assert parse("a + 1 = b - 1") == Comparison("=", Arithmetic("+", A, ONE), Arithmetic("-", B, ONE))


# ---- properties


@pytest.mark.parametrize(
    "text", ["Size", "user.Size", "USER.size", "user . Size", '"Size"', "[Size]", "user.[Size]"]
)
def test_an_application_property(text: str) -> None:
    assert expression(text) == Property("user", "size")


@pytest.mark.parametrize("text", ["sys.MessageId", "SYS.messageid", "sys.[MessageId]", 'sys."MessageId"'])
def test_a_system_property(text: str) -> None:
    assert expression(text) == Property("sys", "messageid")


def test_a_newer_name_means_the_same_system_property() -> None:
    assert expression("sys.Subject") == expression("sys.Label")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[Property With Space]", "property with space"),
        ("[HR-EmployeeID]", "hr-employeeid"),
        ('"Contoso & Northwind"', "contoso & northwind"),
        ('"http://schemas.example.com/Claims"', "http://schemas.example.com/claims"),
        ("[a]]b]", "a]b"),
        ('"a""b"', 'a"b'),
        ("[a''b]", "a''b"),
        ("[AND]", "and"),
        ("결과_1", "결과_1"),
    ],
)
def test_names_of_properties(text: str, name: str) -> None:
    assert expression(text) == Property("user", name)


@pytest.mark.parametrize(
    "name", ["ordering", "android", "nothing", "isbn", "inn", "likely", "true_", "p", "property"]
)
def test_a_name_may_begin_like_a_word_of_the_language(name: str) -> None:
    assert expression(name) == Property("user", name)


@pytest.mark.parametrize("name", ["sys", "user", "newid"])
def test_scopes_and_functions_are_names_where_they_cannot_be_meant(name: str) -> None:
    assert expression(name) == Property("user", name)


@pytest.mark.parametrize(
    "word", ["and", "OR", "Not", "is", "null", "in", "like", "escape", "exists", "true", "false"]
)
def test_a_word_of_the_language_is_no_name(word: str) -> None:
    with pytest.raises(FilterSyntaxError):
        parse(f"user.{word} = 1")


# ---- constants and functions


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1894", 1894),
        ("9223372036854775807", 2**63 - 1),
        ("1894.1204", 1894.1204),
        ("2.0", 2.0),
        (".5", 0.5),
        ("101.5E5", 10_150_000.0),
        ("0.5E-2", 0.005),
        ("1e3", 1000.0),
        ("'text'", "text"),
        ("''", ""),
        ("'it''s'", "it's"),
        ("'a\nb'", "a\nb"),
        ("TRUE", True),
        ("False", False),
        ("NULL", None),
    ],
)
def test_constants(text: str, value: object) -> None:
    constant = expression(text)
    assert isinstance(constant, Constant)
    assert constant.value == value
    assert type(constant.value) is type(value)


def test_functions() -> None:
    assert expression("newid()") == NewId()
    assert expression("property('a b')") == NamedProperty(Constant("a b"))
    assert expression("P( a + 'b' )") == NamedProperty(Arithmetic("+", A, Constant("b")))


def test_words_may_be_in_any_case() -> None:
    lower = "not a like 'x' escape '!' and b in (true) or exists(c) and c is not null"
    assert parse(lower) == parse(lower.upper().replace("'X'", "'x'"))


def test_white_space_means_nothing() -> None:
    assert parse("\n\ta\r\n=\t1 ") == A_IS_1
    assert parse("a=1AND(b=2)") == All((A_IS_1, B_IS_2))


# ---- what is refused, beyond grammar


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_an_empty_filter_is_refused(text: str) -> None:
    with pytest.raises(FilterSyntaxError, match="empty"):
        parse(text)


def test_a_filter_may_be_just_as_long_as_allowed() -> None:
    text = "a = 1".ljust(MAX_FILTER_CHARACTERS)
    assert parse(text) == A_IS_1
    with pytest.raises(FilterSyntaxError, match="has 1025 characters, 1024 are allowed") as caught:
        parse(text + " ")
    assert (caught.value.line, caught.value.column) == (1, MAX_FILTER_CHARACTERS + 1)


def test_a_filter_may_be_just_as_deep_as_allowed() -> None:
    deepest = "-" * (MAX_NESTING - 2) + "1 = a"
    assert nesting(parse(deepest)) == MAX_NESTING
    with pytest.raises(FilterSyntaxError, match="nested more than 100 levels deep"):
        parse("-" + deepest)


def test_an_unknown_system_property_is_refused() -> None:
    with pytest.raises(FilterSyntaxError, match="there is no system property 'Colour'; expected ContentType"):
        parse("a = 1 AND sys.Colour = 'red'")


@pytest.mark.parametrize("text", ["9223372036854775808", "1E400"])
def test_a_number_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(FilterSyntaxError, match="is larger than a"):
        parse(f"a = {text}")


@pytest.mark.parametrize("text", ["a LIKE 5", "a LIKE 'x' ESCAPE 5", "a LIKE TRUE ESCAPE '!'"])
def test_a_pattern_that_is_no_string_is_refused(text: str) -> None:
    with pytest.raises(FilterSyntaxError, match="are strings"):
        parse(text)


@pytest.mark.parametrize("text", ["a LIKE 'x' ESCAPE ''", "a LIKE 'x' ESCAPE 'ab'", "a LIKE 'x!' ESCAPE '!'"])
def test_a_pattern_that_could_never_be_used_is_refused(text: str) -> None:
    with pytest.raises(FilterSyntaxError, match="column 3"):
        parse(text)


@pytest.mark.parametrize("text", ["a", "TRUE", "NOT a", "a + 1", "newid()", "(a = 1) = TRUE", "(a) IS NULL"])
def test_a_value_is_no_condition_nor_a_condition_a_value(text: str) -> None:
    with pytest.raises(FilterSyntaxError):
        parse(text)
