"""What the tests of filters share: messages, and two ways to ask a filter."""

from collections.abc import Mapping
from uuid import UUID

from longshore.filters import FilterInput, Value, compile_filter
from longshore.filters.compiler import Compiler
from longshore.filters.parser import parse
from longshore.filters.values import Truth
from longshore.model.entities import SqlFilter

ID = UUID("00000000-0000-4000-8000-000000000001")


def message(application: Mapping[str, Value] | None = None, /, **system: Value) -> FilterInput:
    return FilterInput(
        {name.lower(): value for name, value in system.items()},
        {name.lower(): value for name, value in (application or {}).items()},
    )


def truth(condition: str, application: Mapping[str, Value] | None = None, /, **system: Value) -> Truth:
    """Judge a message by a SQL condition, UNKNOWN included."""
    judge = Compiler(lambda: ID).condition(parse(condition))
    return judge(message(application, **system))


def passes(condition: str, application: Mapping[str, Value] | None = None, /, **system: Value) -> bool:
    """Tell whether a SQL filter lets a message through."""
    return compile_filter(SqlFilter(condition))(message(application, **system))
