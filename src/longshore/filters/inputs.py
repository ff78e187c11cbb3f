"""What a filter looks at: a message's system and application properties, never its body.

[ASB topic-filters] "Filters evaluate message properties. They can't evaluate the message body."
"""

from collections.abc import Mapping
from dataclasses import dataclass

from longshore.filters.values import Value


@dataclass(slots=True)
class FilterInput:
    """The properties of one message, by lower-case name.

    `system` is keyed by `SYSTEM_PROPERTIES`; a property that the sender did not set may be absent or None,
    AMQP does not tell the two apart. `application` is keyed by the lower-case property name; there, None is
    a property that is null.
    """

    system: Mapping[str, Value]
    application: Mapping[str, Value]


_DOCUMENTED_NAMES = (
    "ContentType",
    "CorrelationId",
    "DeadLetterSource",
    "DeliveryCount",
    "EnqueuedSequenceNumber",
    "EnqueuedTimeUtc",
    "ExpiresAtUtc",
    "ForcePersistence",
    "Label",
    "LockedUntilUtc",
    "LockToken",
    "MessageId",
    "PartitionKey",
    "ReplyTo",
    "ReplyToSessionId",
    "ScheduledEnqueueTimeUtc",
    "SequenceNumber",
    "SessionId",
    "Size",
    "State",
    "TimeToLive",
    "To",
    "ViaPartitionKey",
)
"""[ASB messages-payloads] The table of broker properties, whole."""

# [ASB filter-examples] Filters may also use the names of ServiceBusMessage, "Subject maps to Label".
_NEWER_NAMES = {
    "Subject": "label",
    "ScheduledEnqueueTime": "scheduledenqueuetimeutc",
    "TransactionPartitionKey": "viapartitionkey",
}

SYSTEM_PROPERTIES = frozenset(name.lower() for name in _DOCUMENTED_NAMES)
"""Every key that `FilterInput.system` may have."""

SYSTEM_PROPERTY_NAMES = (*_DOCUMENTED_NAMES, *_NEWER_NAMES)
"""Every name that may follow `sys.`, spelled as the documentation does."""

_KEYS = {name: name for name in SYSTEM_PROPERTIES} | {name.lower(): key for name, key in _NEWER_NAMES.items()}


def system_key(name: str) -> str | None:
    """Return the key in `FilterInput.system` that `sys.<name>` reads, None when there is no such property."""
    return _KEYS.get(name.lower())
