"""The entities of a plan as the model describes them: what a broker has to hold."""

from collections.abc import Mapping

from longshore.model.entities import (
    DEFAULT_RULE,
    CorrelationFilter,
    EntityStatus,
    FilterDescription,
    QueueDescription,
    RetryPolicy,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
    Topology,
)
from longshore.plan.application import Retry
from longshore.plan.document import Plan
from longshore.plan.entities import (
    DefaultRule,
    QueueProperties,
    SubscriptionProperties,
    Topic,
)
from longshore.plan.names import subscription_path


def topology(plan: Plan) -> Topology:
    """Return the queues and topics of a plan, durations in milliseconds."""
    retries = {name.casefold(): _retry(retry) for name, retry in plan.longshore.retry.items()}
    return Topology(
        queues={
            queue.queue_name: _queue(queue.properties, retries.get(queue.queue_name.casefold()))
            for queue in plan.queues
        },
        topics={topic.topic_name: _topic(topic, retries) for topic in plan.topics},
    )


def _retry(retry: Retry) -> RetryPolicy:
    return RetryPolicy(retry.initial_delay.ms, retry.max_delay.ms, retry.multiplier, retry.jitter)


def _queue(properties: QueueProperties, retry: RetryPolicy | None) -> QueueDescription:
    return QueueDescription(
        lock_duration_ms=properties.lock_duration.ms,
        max_size_in_megabytes=properties.max_size_in_megabytes,
        max_message_size_in_kilobytes=properties.max_message_size_in_kilobytes,
        default_message_time_to_live_ms=properties.default_message_time_to_live.ms,
        max_delivery_count=properties.max_delivery_count,
        dead_lettering_on_message_expiration=properties.dead_lettering_on_message_expiration,
        requires_duplicate_detection=properties.enable_duplicate_detection,
        duplicate_detection_history_time_window_ms=properties.duplicate_detection_history_time_window.ms,
        requires_session=properties.enable_sessions,
        enable_partitioning=properties.enable_partitioning,
        status=EntityStatus(properties.status),
        forward_to=properties.forward_to or None,
        forward_dead_lettered_messages_to=properties.forward_dead_lettered_messages_to or None,
        auto_delete_on_idle_ms=properties.auto_delete_on_idle.ms,
        user_metadata=properties.user_metadata,
        retry=retry,
    )


def _topic(topic: Topic, retries: Mapping[str, RetryPolicy]) -> TopicDescription:
    properties = topic.properties
    subscriptions = {each.name: each.properties for each in topic.subscriptions}
    return TopicDescription(
        max_size_in_megabytes=properties.max_size_in_megabytes,
        max_message_size_in_kilobytes=properties.max_message_size_in_kilobytes,
        default_message_time_to_live_ms=properties.default_message_time_to_live.ms,
        requires_duplicate_detection=properties.enable_duplicate_detection,
        duplicate_detection_history_time_window_ms=properties.duplicate_detection_history_time_window.ms,
        enable_partitioning=properties.enable_partitioning,
        status=EntityStatus(properties.status),
        auto_delete_on_idle_ms=properties.auto_delete_on_idle.ms,
        user_metadata=properties.user_metadata,
        subscriptions={
            name: _subscription(wanted, retries.get(subscription_path(topic.topic_name, name).casefold()))
            for name, wanted in subscriptions.items()
        },
    )


def _subscription(properties: SubscriptionProperties, retry: RetryPolicy | None) -> SubscriptionDescription:
    return SubscriptionDescription(
        lock_duration_ms=properties.lock_duration.ms,
        default_message_time_to_live_ms=properties.default_message_time_to_live.ms,
        max_delivery_count=properties.max_delivery_count,
        dead_lettering_on_message_expiration=properties.dead_lettering_on_message_expiration,
        dead_lettering_on_filter_evaluation_exceptions=(
            properties.dead_lettering_on_filter_evaluation_exceptions
        ),
        requires_session=properties.enable_sessions,
        status=EntityStatus(properties.status),
        forward_to=properties.forward_to or None,
        forward_dead_lettered_messages_to=properties.forward_dead_lettered_messages_to or None,
        auto_delete_on_idle_ms=properties.auto_delete_on_idle.ms,
        user_metadata=properties.user_metadata,
        retry=retry,
        rules=_rules(properties),
    )


def _rules(properties: SubscriptionProperties) -> tuple[RuleDescription, ...]:
    if properties.rules is not None:
        return tuple(RuleDescription(rule.name, _filter(rule), rule.action) for rule in properties.rules)
    if properties.default_rule is not None:
        default = properties.default_rule
        return (RuleDescription(DEFAULT_RULE.name, _filter(default), default.action),)
    return (DEFAULT_RULE,)


def _filter(rule: DefaultRule) -> FilterDescription:
    if isinstance(rule.filter, str):
        return SqlFilter(rule.filter)
    return CorrelationFilter(**rule.filter.correlation.model_dump())
