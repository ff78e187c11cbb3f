"""The entities of a Config.json as the model describes them."""

from longshore.emulator.document import (
    Namespace,
    Queue,
    Rule,
    RuleProperties,
    Subscription,
    Topic,
)
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


def topology(namespace: Namespace) -> Topology:
    """Return the queues and topics of a namespace; what the format has no key for is as on Service Bus."""
    return Topology(
        queues={queue.Name: _queue(queue) for queue in namespace.Queues},
        topics={topic.Name: _topic(topic) for topic in namespace.Topics},
    )


def _queue(queue: Queue) -> QueueDescription:
    properties = queue.Properties
    return QueueDescription(
        lock_duration_ms=properties.LockDuration.ms,
        default_message_time_to_live_ms=properties.DefaultMessageTimeToLive.ms,
        max_delivery_count=properties.MaxDeliveryCount,
        dead_lettering_on_message_expiration=properties.DeadLetteringOnMessageExpiration,
        requires_duplicate_detection=properties.RequiresDuplicateDetection,
        duplicate_detection_history_time_window_ms=properties.DuplicateDetectionHistoryTimeWindow.ms,
        requires_session=properties.RequiresSession,
        forward_to=properties.ForwardTo,
        forward_dead_lettered_messages_to=properties.ForwardDeadLetteredMessagesTo,
    )


def _topic(topic: Topic) -> TopicDescription:
    properties = topic.Properties
    return TopicDescription(
        default_message_time_to_live_ms=properties.DefaultMessageTimeToLive.ms,
        requires_duplicate_detection=properties.RequiresDuplicateDetection,
        duplicate_detection_history_time_window_ms=properties.DuplicateDetectionHistoryTimeWindow.ms,
        subscriptions={each.Name: _subscription(each) for each in topic.Subscriptions},
    )


def _subscription(subscription: Subscription) -> SubscriptionDescription:
    properties = subscription.Properties
    return SubscriptionDescription(
        lock_duration_ms=properties.LockDuration.ms,
        default_message_time_to_live_ms=properties.DefaultMessageTimeToLive.ms,
        max_delivery_count=properties.MaxDeliveryCount,
        dead_lettering_on_message_expiration=properties.DeadLetteringOnMessageExpiration,
        requires_session=properties.RequiresSession,
        forward_to=properties.ForwardTo,
        forward_dead_lettered_messages_to=properties.ForwardDeadLetteredMessagesTo,
        rules=tuple(_rule(rule) for rule in subscription.Rules) or (DEFAULT_RULE,),
    )


def _rule(rule: Rule) -> RuleDescription:
    return RuleDescription(rule.Name, _filter(rule.Properties), rule.Properties.Action.SqlExpression)


def _filter(properties: RuleProperties) -> FilterDescription:
    if properties.FilterType == "Sql" and properties.SqlFilter is not None:
        return SqlFilter(properties.SqlFilter.SqlExpression)
    compared = properties.CorrelationFilter
    if compared is None:
        raise AssertionError("a rule has the filter that its type names")
    return CorrelationFilter(
        correlation_id=compared.CorrelationId,
        message_id=compared.MessageId,
        to=compared.To,
        reply_to=compared.ReplyTo,
        label=compared.Label,
        session_id=compared.SessionId,
        reply_to_session_id=compared.ReplyToSessionId,
        content_type=compared.ContentType,
        properties=compared.Properties,
    )
