"""Correlation filters: some properties are equal to given values.

[ASB topic-filters] "A match exists when an arriving message's value for a property is equal to the value
specified in the correlation filter. For string expressions, the comparison is case-sensitive. If you specify
multiple match properties, the filter combines them as a logical AND condition."

Values compare as with `=` in a SQL filter, [ASB filter-examples] calls the two equivalent. But there is no
UNKNOWN here and no error: a property of another type, or none at all, is not equal.
"""

from collections.abc import Callable

from longshore.filters.errors import FilterEvaluationError
from longshore.filters.inputs import FilterInput
from longshore.filters.values import Value, comparison
from longshore.model.entities import CorrelationFilter

_same = comparison("=")


def compile_correlation(description: CorrelationFilter) -> Callable[[FilterInput], bool]:
    """Return a function that tells whether a message has all that the filter asks for."""
    system = [(name, value) for name, value in _system_conditions(description) if value is not None]
    application = [(name.lower(), value) for name, value in description.properties.items()]

    def matches(message: FilterInput) -> bool:
        for name, expected in system:
            if message.system.get(name) != expected:
                return False
        return all(_equal(message.application.get(name), expected) for name, expected in application)

    return matches


def _system_conditions(description: CorrelationFilter) -> tuple[tuple[str, str | None], ...]:
    return (
        ("correlationid", description.correlation_id),
        ("messageid", description.message_id),
        ("to", description.to),
        ("replyto", description.reply_to),
        ("label", description.label),
        ("sessionid", description.session_id),
        ("replytosessionid", description.reply_to_session_id),
        ("contenttype", description.content_type),
    )


def _equal(value: Value, expected: Value) -> bool:
    if expected is None:
        return value is None
    try:
        return _same(value, expected) is True
    except FilterEvaluationError:
        return False
