"""What queues, topics, subscriptions and rules are, as Service Bus describes them.

Names are Service Bus's own; every duration is in milliseconds. All values are frozen: an entity changes
by getting a new description.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from longshore.model.durations import UNLIMITED_MS
from longshore.model.limits import (
    DEFAULT_DUPLICATE_WINDOW_MS,
    DEFAULT_LOCK_DURATION_MS,
    DEFAULT_MAX_DELIVERY_COUNT,
    DEFAULT_MAX_SIZE_MEGABYTES,
    MAX_MESSAGE_SIZE_KILOBYTES,
)

PropertyValue = None | bool | int | float | str | bytes
"""What a correlation filter compares an application property with."""


@dataclass(frozen=True, slots=True)
class SqlFilter:
    """A rule condition in the SQL-92 subset of Service Bus."""

    expression: str


@dataclass(frozen=True, slots=True)
class CorrelationFilter:
    """Equality on some system properties and application properties; absent fields are not compared."""

    correlation_id: str | None = None
    message_id: str | None = None
    to: str | None = None
    reply_to: str | None = None
    label: str | None = None
    session_id: str | None = None
    reply_to_session_id: str | None = None
    content_type: str | None = None
    properties: Mapping[str, PropertyValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrueFilter:
    """Lets every message through: what a new subscription's `$Default` rule holds."""


@dataclass(frozen=True, slots=True)
class FalseFilter:
    """Lets no message through."""


FilterDescription = SqlFilter | CorrelationFilter | TrueFilter | FalseFilter


@dataclass(frozen=True, slots=True)
class RuleDescription:
    """A named filter of a subscription, and what it does to what it lets through (SQL, or nothing)."""

    name: str
    filter: FilterDescription
    action: str | None = None


DEFAULT_RULE = RuleDescription("$Default", TrueFilter())


class EntityStatus(Enum):
    """[ASB entity-suspend] What an entity is open for."""

    ACTIVE = "Active"
    DISABLED = "Disabled"
    SEND_DISABLED = "SendDisabled"
    RECEIVE_DISABLED = "ReceiveDisabled"

    @property
    def sends(self) -> bool:
        """Whether messages may be sent."""
        return self in {EntityStatus.ACTIVE, EntityStatus.RECEIVE_DISABLED}

    @property
    def receives(self) -> bool:
        """Whether messages may be received."""
        return self in {EntityStatus.ACTIVE, EntityStatus.SEND_DISABLED}


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How long a message rests before it is delivered again; Longshore's own, Azure redelivers at once.

    The n-th redelivery waits `initial_delay_ms * multiplier ** (n - 1)`, at most `max_delay_ms`; a random
    share of up to `jitter` (0 to 1) of that is taken off: what failed together does not return together.
    """

    initial_delay_ms: int
    max_delay_ms: int
    multiplier: float = 2.0
    jitter: float = 0.2


@dataclass(frozen=True, slots=True)
class QueueDescription:
    """A queue's settings; a subscription delivers by the same ones."""

    lock_duration_ms: int = DEFAULT_LOCK_DURATION_MS
    max_size_in_megabytes: int = DEFAULT_MAX_SIZE_MEGABYTES
    max_message_size_in_kilobytes: int = MAX_MESSAGE_SIZE_KILOBYTES
    default_message_time_to_live_ms: int = UNLIMITED_MS
    max_delivery_count: int = DEFAULT_MAX_DELIVERY_COUNT
    dead_lettering_on_message_expiration: bool = False
    requires_duplicate_detection: bool = False
    duplicate_detection_history_time_window_ms: int = DEFAULT_DUPLICATE_WINDOW_MS
    requires_session: bool = False
    enable_partitioning: bool = False
    status: EntityStatus = EntityStatus.ACTIVE
    forward_to: str | None = None
    forward_dead_lettered_messages_to: str | None = None
    auto_delete_on_idle_ms: int = UNLIMITED_MS
    user_metadata: str | None = None
    retry: RetryPolicy | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionDescription:
    """A subscription's settings and the rules that let messages in."""

    lock_duration_ms: int = DEFAULT_LOCK_DURATION_MS
    default_message_time_to_live_ms: int = UNLIMITED_MS
    max_delivery_count: int = DEFAULT_MAX_DELIVERY_COUNT
    dead_lettering_on_message_expiration: bool = False
    dead_lettering_on_filter_evaluation_exceptions: bool = True
    requires_session: bool = False
    status: EntityStatus = EntityStatus.ACTIVE
    forward_to: str | None = None
    forward_dead_lettered_messages_to: str | None = None
    auto_delete_on_idle_ms: int = UNLIMITED_MS
    user_metadata: str | None = None
    retry: RetryPolicy | None = None
    rules: tuple[RuleDescription, ...] = (DEFAULT_RULE,)


@dataclass(frozen=True, slots=True)
class TopicDescription:
    """A topic's settings and its subscriptions by name."""

    max_size_in_megabytes: int = DEFAULT_MAX_SIZE_MEGABYTES
    max_message_size_in_kilobytes: int = MAX_MESSAGE_SIZE_KILOBYTES
    default_message_time_to_live_ms: int = UNLIMITED_MS
    requires_duplicate_detection: bool = False
    duplicate_detection_history_time_window_ms: int = DEFAULT_DUPLICATE_WINDOW_MS
    enable_partitioning: bool = False
    status: EntityStatus = EntityStatus.ACTIVE
    auto_delete_on_idle_ms: int = UNLIMITED_MS
    user_metadata: str | None = None
    subscriptions: Mapping[str, SubscriptionDescription] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Topology:
    """Everything a namespace holds, by name; queues and topics share one name space."""

    queues: Mapping[str, QueueDescription] = field(default_factory=dict)
    topics: Mapping[str, TopicDescription] = field(default_factory=dict)
