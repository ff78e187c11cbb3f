"""The entities of a plan as the model describes them: what a broker has to hold."""

from longshore.model.entities import (
    DEFAULT_RULE,
    CorrelationFilter,
    FilterDescription,
    QueueDescription,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
    Topology,
)
from longshore.plan.document import Plan
from longshore.plan.entities import (
    DefaultRule,
    QueueProperties,
    Subscription,
    SubscriptionProperties,
    Topic,
)


def topology(plan: Plan) -> Topology:
    """Return the queues and topics of a plan, durations in milliseconds."""
    return Topology(
        queues={queue.queue_name: _queue(queue.properties) for queue in plan.queues},
        topics={topic.topic_name: _topic(topic) for topic in plan.topics},
    )


def _queue(properties: QueueProperties) -> QueueDescription:
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
    )


def _topic(topic: Topic) -> TopicDescription:
    properties = topic.properties
    return TopicDescription(
        max_size_in_megabytes=properties.max_size_in_megabytes,
        max_message_size_in_kilobytes=properties.max_message_size_in_kilobytes,
        default_message_time_to_live_ms=properties.default_message_time_to_live.ms,
        requires_duplicate_detection=properties.enable_duplicate_detection,
        duplicate_detection_history_time_window_ms=properties.duplicate_detection_history_time_window.ms,
        enable_partitioning=properties.enable_partitioning,
        subscriptions={
            subscription.name: _subscription(subscription) for subscription in topic.subscriptions
        },
    )


def _subscription(subscription: Subscription) -> SubscriptionDescription:
    properties = subscription.properties
    return SubscriptionDescription(
        lock_duration_ms=properties.lock_duration.ms,
        default_message_time_to_live_ms=properties.default_message_time_to_live.ms,
        max_delivery_count=properties.max_delivery_count,
        dead_lettering_on_message_expiration=properties.dead_lettering_on_message_expiration,
        requires_session=properties.enable_sessions,
        rules=_rules(properties),
    )


def _rules(properties: SubscriptionProperties) -> tuple[RuleDescription, ...]:
    if properties.rules is not None:
        return tuple(RuleDescription(rule.name, _filter(rule)) for rule in properties.rules)
    if properties.default_rule is not None:
        return (RuleDescription(DEFAULT_RULE.name, _filter(properties.default_rule)),)
    return (DEFAULT_RULE,)


def _filter(rule: DefaultRule) -> FilterDescription:
    if isinstance(rule.filter, str):
        return SqlFilter(rule.filter)
    return CorrelationFilter(**rule.filter.correlation.model_dump())
