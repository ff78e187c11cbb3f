"""Rules of subscriptions: does a message pass a filter, and what does the rule's action make of it?

    compile_filter(description)  ->  predicate          once, when a rule is created
    predicate(FilterInput(...))  ->  True or False      for every message
    compile_action(text)         ->  action             once
    action(FilterInput(...))     ->  Edits              for every message that passed

A filter is a SQL condition, a correlation filter, or one of the constants TRUE and FALSE; an action is a row
of SQL statements. The language is the documented one: [ASB sql-filter] is "Subscription Rule SQL Filter
Syntax", [ASB sql-rule-action] "Subscription Rule SQL Action Syntax", [ASB topic-filters] "Topic filters and
actions", all of the Azure Service Bus documentation.

    grammar.lark -> parser -> syntax -> compiler, actions -> closures
                    explain             values, arithmetic, like, conversion, edits
"""

from collections.abc import Callable
from typing import assert_never
from uuid import UUID

from longshore.filters.correlation import compile_correlation
from longshore.filters.edits import Action, Edits, Writable
from longshore.filters.errors import FilterEvaluationError, FilterSyntaxError
from longshore.filters.inputs import SYSTEM_PROPERTIES, FilterInput
from longshore.filters.values import Value
from longshore.model.entities import CorrelationFilter, FalseFilter, FilterDescription, SqlFilter, TrueFilter

__all__ = [
    "SYSTEM_PROPERTIES",
    "Action",
    "Edits",
    "FilterEvaluationError",
    "FilterInput",
    "FilterSyntaxError",
    "Predicate",
    "Value",
    "Writable",
    "compile_action",
    "compile_filter",
]

Predicate = Callable[[FilterInput], bool]


def _no_new_id() -> UUID:
    """Stand in for a source of GUIDs where none was given."""
    raise FilterEvaluationError("newid() has no source of identifiers here")


def compile_filter(description: FilterDescription, new_id: Callable[[], UUID] = _no_new_id) -> Predicate:
    """Return a function that tells whether a message passes the filter.

    It is True only where the condition is TRUE: UNKNOWN lets nothing through. It raises
    `FilterEvaluationError` where the condition cannot be judged, which lets nothing through either.

    Args:
        description: The filter.
        new_id: What `newid()` calls at each evaluation. Filters have no randomness of their own; a filter
            that calls `newid()` without a source raises `FilterEvaluationError`.

    Raises:
        FilterSyntaxError: A SQL filter that is none.
    """
    match description:
        case TrueFilter():
            return lambda _: True
        case FalseFilter():
            return lambda _: False
        case CorrelationFilter():
            return compile_correlation(description)
        case SqlFilter(expression=text):
            return _compile_sql(text, new_id)
        case _:
            assert_never(description)


def compile_action(text: str, new_id: Callable[[], UUID] = _no_new_id) -> Action:
    """Return a function that says what the action of a rule does to a message.

    It raises `FilterEvaluationError` where the action cannot be carried out on a message.

    Args:
        text: Statements, `SET x = y` or `REMOVE x`.
        new_id: What `newid()` calls at each evaluation, as in `compile_filter`.

    Raises:
        FilterSyntaxError: A text that is no action.
    """
    # Imported here, as in `_compile_sql`: whoever has no actions does not wait for lark.
    from longshore.filters.actions import compile_statements  # noqa: PLC0415
    from longshore.filters.compiler import Compiler  # noqa: PLC0415
    from longshore.filters.parser import parse_action  # noqa: PLC0415

    return compile_statements(parse_action(text), Compiler(new_id))


def _compile_sql(text: str, new_id: Callable[[], UUID]) -> Predicate:
    # Imported here, for a broker without SQL filters should not wait for lark to be imported either.
    from longshore.filters.compiler import Compiler  # noqa: PLC0415
    from longshore.filters.parser import parse  # noqa: PLC0415

    judge = Compiler(new_id).condition(parse(text))
    return lambda message: judge(message) is True
