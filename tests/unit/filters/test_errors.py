from longshore.filters.errors import FilterEvaluationError, FilterSyntaxError


def test_a_syntax_error_says_where_what_and_what_instead() -> None:
    error = FilterSyntaxError("'=' does not fit", 1, 12, ("a value", "NOT", "'('"))
    assert str(error) == "line 1, column 12: '=' does not fit; expected a value, NOT or '('"


def test_a_syntax_error_with_one_expectation_names_it() -> None:
    assert str(FilterSyntaxError("oops", 2, 3, ("a value",))) == "line 2, column 3: oops; expected a value"


def test_a_syntax_error_without_expectations_names_none() -> None:
    assert str(FilterSyntaxError("too long", 1, 1)) == "line 1, column 1: too long"


def test_a_syntax_error_carries_its_parts() -> None:
    error = FilterSyntaxError("oops", 2, 3, ("a value",))
    assert (error.line, error.column, error.expected) == (2, 3, ("a value",))


def test_both_errors_are_value_errors() -> None:
    assert issubclass(FilterSyntaxError, ValueError)
    assert issubclass(FilterEvaluationError, ValueError)
