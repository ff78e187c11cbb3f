"""How ARM spells the settings of entities, in both directions: one table serves writing and reading."""

from collections.abc import Mapping
from typing import Final

ENTITY: Final[Mapping[str, str]] = {
    "default_message_time_to_live": "defaultMessageTimeToLive",
    "status": "status",
    "auto_delete_on_idle": "autoDeleteOnIdle",
    "user_metadata": "userMetadata",
}

STORING: Final[Mapping[str, str]] = {
    "max_size_in_megabytes": "maxSizeInMegabytes",
    "max_message_size_in_kilobytes": "maxMessageSizeInKilobytes",
    "enable_partitioning": "enablePartitioning",
    "enable_duplicate_detection": "requiresDuplicateDetection",
    "duplicate_detection_history_time_window": "duplicateDetectionHistoryTimeWindow",
}

DELIVERING: Final[Mapping[str, str]] = {
    "lock_duration": "lockDuration",
    "max_delivery_count": "maxDeliveryCount",
    "dead_lettering_on_message_expiration": "deadLetteringOnMessageExpiration",
    "enable_sessions": "requiresSession",
    "forward_to": "forwardTo",
    "forward_dead_lettered_messages_to": "forwardDeadLetteredMessagesTo",
}

FILTER_EXCEPTIONS: Final = "deadLetteringOnFilterEvaluationExceptions"

QUEUE: Final = {**STORING, **ENTITY, **DELIVERING}
TOPIC: Final = {**STORING, **ENTITY}
SUBSCRIPTION: Final = {
    **DELIVERING,
    **ENTITY,
    "dead_lettering_on_filter_evaluation_exceptions": FILTER_EXCEPTIONS,
}

CORRELATION: Final[Mapping[str, str]] = {
    "correlation_id": "correlationId",
    "message_id": "messageId",
    "to": "to",
    "reply_to": "replyTo",
    "label": "label",
    "session_id": "sessionId",
    "reply_to_session_id": "replyToSessionId",
    "content_type": "contentType",
}

NO_MESSAGE: Final = "1=0"
"""The filter of a `$Default` rule that nobody asked for.

Service Bus gives every new subscription a rule `$Default` that lets everything through, rules add up, and a
template cannot delete: so it makes that one let nothing through.
"""


def entity_name(path: str) -> str:
    """Return the name that ARM knows an entity by: a slash, which parts names there, is a tilde."""
    return path.replace("/", "~")


def entity_path(name: str) -> str:
    """Return the path of the entity that ARM knows by a name."""
    return name.replace("~", "/")
