"""The keys of a Config.json beside those of a plan, in the order of the emulator's own example."""

from typing import Final

Keys = tuple[tuple[str, str], ...]
"""Pairs: the emulator's key, and the plan's."""

TOPIC: Final[Keys] = (
    ("DefaultMessageTimeToLive", "default_message_time_to_live"),
    ("DuplicateDetectionHistoryTimeWindow", "duplicate_detection_history_time_window"),
    ("RequiresDuplicateDetection", "enable_duplicate_detection"),
)
SUBSCRIPTION: Final[Keys] = (
    ("DeadLetteringOnMessageExpiration", "dead_lettering_on_message_expiration"),
    ("DefaultMessageTimeToLive", "default_message_time_to_live"),
    ("LockDuration", "lock_duration"),
    ("MaxDeliveryCount", "max_delivery_count"),
    ("ForwardDeadLetteredMessagesTo", "forward_dead_lettered_messages_to"),
    ("ForwardTo", "forward_to"),
    ("RequiresSession", "enable_sessions"),
)
QUEUE: Final[Keys] = (
    ("DeadLetteringOnMessageExpiration", "dead_lettering_on_message_expiration"),
    ("DefaultMessageTimeToLive", "default_message_time_to_live"),
    ("DuplicateDetectionHistoryTimeWindow", "duplicate_detection_history_time_window"),
    ("ForwardDeadLetteredMessagesTo", "forward_dead_lettered_messages_to"),
    ("ForwardTo", "forward_to"),
    ("LockDuration", "lock_duration"),
    ("MaxDeliveryCount", "max_delivery_count"),
    ("RequiresDuplicateDetection", "enable_duplicate_detection"),
    ("RequiresSession", "enable_sessions"),
)
CORRELATION: Final[Keys] = (
    ("ContentType", "content_type"),
    ("CorrelationId", "correlation_id"),
    ("Label", "label"),
    ("MessageId", "message_id"),
    ("ReplyTo", "reply_to"),
    ("ReplyToSessionId", "reply_to_session_id"),
    ("SessionId", "session_id"),
    ("To", "to"),
)
