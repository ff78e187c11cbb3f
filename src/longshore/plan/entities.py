"""Queues, topics, subscriptions and rules, with the defaults of Service Bus for what is not written."""

from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Discriminator, PlainValidator, Tag
from pydantic_core import PydanticCustomError

from longshore.filters import FilterSyntaxError, compile_action, compile_filter
from longshore.model.durations import UNLIMITED_MS, format_duration
from longshore.model.entities import SqlFilter
from longshore.model.limits import (
    DEFAULT_DUPLICATE_WINDOW_MS,
    DEFAULT_LOCK_DURATION_MS,
    DEFAULT_MAX_DELIVERY_COUNT,
    DEFAULT_MAX_SIZE_MEGABYTES,
    MAX_FILTER_CHARACTERS,
    MAX_MESSAGE_SIZE_KILOBYTES,
)
from longshore.plan.sections import (
    Count,
    Duration,
    EntityPath,
    RuleName,
    Section,
    ShortName,
    text_schema,
    wrong,
)
from longshore.plan.suggest import either

_UNLIMITED = Duration.parse(format_duration(UNLIMITED_MS))
_LOCK = Duration.parse(format_duration(DEFAULT_LOCK_DURATION_MS))
_DUPLICATE_WINDOW = Duration.parse(format_duration(DEFAULT_DUPLICATE_WINDOW_MS))


def _sql(expression: str) -> str:
    try:
        compile_filter(SqlFilter(expression))
    except FilterSyntaxError as error:
        raise _not_sql(error, expression, "filter", "a SQL condition") from error
    return expression


def _property_value(value: object) -> object:
    if isinstance(value, float) and not isfinite(value):
        raise wrong("a finite number")
    if isinstance(value, str | int | float):
        return value
    raise wrong("text, a number, true or false")


def _kind_of_filter(value: object) -> str | None:
    if isinstance(value, str):
        return "sql"
    return (
        "mapping" if isinstance(value, Mapping | Section) else None
    )  # a section when it is written out again


def _sql_action(statements: str) -> str:
    try:
        compile_action(statements)
    except FilterSyntaxError as error:
        raise _not_sql(error, statements, "action", "a SQL action") from error
    return statements


def _not_sql(error: FilterSyntaxError, text: str, what: str, wanted: str) -> PydanticCustomError:
    """Return the parser's error, pointing at the character of the text."""
    lines = text.split("\n")[: error.line - 1]
    offset = sum(len(line) + 1 for line in lines) + error.column - 1
    message = (
        str(error).removeprefix(f"line {error.line}, column {error.column}: ").partition("; expected ")[0]
    )
    expected = either(error.expected) or wanted
    return wrong(expected, f"not a SQL {what}: {message}", offset=offset)


SqlCondition = Annotated[
    str,
    AfterValidator(_sql),
    text_schema(
        "a SQL condition, such as EventType = 'Done'", pattern=r"\S", maxLength=MAX_FILTER_CHARACTERS
    ),
]
"""The text of a SQL filter."""

SqlAction = Annotated[
    str,
    AfterValidator(_sql_action),
    text_schema("a SQL action, such as SET Size = 1", pattern=r"\S", maxLength=MAX_FILTER_CHARACTERS),
]
"""What a rule does to the messages it lets through, as SQL text."""

FilterValue = Annotated[
    str | int | float | bool,
    PlainValidator(_property_value, json_schema_input_type=str | int | float | bool),
]
"""What a correlation filter compares an application property with."""

Status = Literal["Active", "Disabled", "SendDisabled", "ReceiveDisabled"]


class Correlation(Section):
    """Equality on system properties and application properties."""

    correlation_id: str | None = None
    message_id: str | None = None
    to: str | None = None
    reply_to: str | None = None
    label: str | None = None
    session_id: str | None = None
    reply_to_session_id: str | None = None
    content_type: str | None = None
    properties: Mapping[str, FilterValue] = {}


class CorrelationCondition(Section):
    """A filter written as `{correlation: {...}}`."""

    correlation: Correlation


Condition = Annotated[
    Annotated[SqlCondition, Tag("sql")] | Annotated[CorrelationCondition, Tag("mapping")],
    Discriminator(
        _kind_of_filter,
        custom_error_type="plan",
        custom_error_message="{expected}",
        custom_error_context={"message": "", "expected": "a SQL condition as text, or {correlation: {...}}"},
    ),
]
"""A SQL condition as text, or a correlation filter."""


class DefaultRule(Section):
    """What replaces a new subscription's rule `$Default`."""

    filter: Condition
    action: SqlAction | None = None


class Rule(DefaultRule):
    """A named rule."""

    name: RuleName


class EntityProperties(Section):
    """The settings that queues, topics and subscriptions share."""

    default_message_time_to_live: Duration = _UNLIMITED
    status: Status = "Active"
    auto_delete_on_idle: Duration = _UNLIMITED
    user_metadata: str | None = None


class StoringProperties(EntityProperties):
    """The settings of what one sends to."""

    max_size_in_megabytes: Count = DEFAULT_MAX_SIZE_MEGABYTES
    max_message_size_in_kilobytes: Count = MAX_MESSAGE_SIZE_KILOBYTES
    enable_partitioning: bool = False
    enable_duplicate_detection: bool = False
    duplicate_detection_history_time_window: Duration = _DUPLICATE_WINDOW


class DeliveringProperties(EntityProperties):
    """The settings of what one receives from; an empty name forwards nowhere."""

    lock_duration: Duration = _LOCK
    max_delivery_count: Count = DEFAULT_MAX_DELIVERY_COUNT
    dead_lettering_on_message_expiration: bool = False
    enable_sessions: bool = False
    forward_to: str | None = None
    forward_dead_lettered_messages_to: str | None = None


class QueueProperties(StoringProperties, DeliveringProperties):
    """A queue's settings."""


class Queue(Section):
    """A queue."""

    queue_name: EntityPath
    properties: QueueProperties = QueueProperties()


_NOT_BOTH: Final = {"not": {"required": ["default_rule", "rules"]}}


class SubscriptionProperties(DeliveringProperties, json_schema_extra=_NOT_BOTH):
    """A subscription's settings and rules; without either kind of rule every message comes through."""

    dead_lettering_on_filter_evaluation_exceptions: bool = True
    default_rule: DefaultRule | None = None
    rules: tuple[Rule, ...] | None = None


class Subscription(Section):
    """A subscription of a topic."""

    name: ShortName
    properties: SubscriptionProperties = SubscriptionProperties()


class Topic(Section):
    """A topic and its subscriptions; `events` names the events published to it, where that is known."""

    topic_name: EntityPath
    properties: StoringProperties = StoringProperties()
    events: tuple[str, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
