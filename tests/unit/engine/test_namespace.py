import pytest

from longshore.engine.namespace import Namespace
from longshore.model.entities import (
    FalseFilter,
    QueueDescription,
    RuleDescription,
    SubscriptionDescription,
    TopicDescription,
)

from .world import SECOND_MS, World, draft

NOTHING = (RuleDescription("nothing", FalseFilter()),)


@pytest.fixture
def namespace() -> Namespace:
    namespace = World().namespace
    namespace.put_queue(1, "Orders/New", QueueDescription())
    topic = namespace.put_topic(2, "Events", TopicDescription())
    namespace.put_subscription(3, topic, "Audit", SubscriptionDescription())
    return namespace


@pytest.mark.parametrize("path", ["Orders/New", "orders/new", "ORDERS/NEW"])
def test_a_queue_is_found_whatever_the_case(namespace: Namespace, path: str) -> None:
    assert namespace.receivable(path) is namespace.by_id[1]
    assert namespace.sendable(path) is namespace.by_id[1]


def test_a_topic_is_sent_to_and_never_received_from(namespace: Namespace) -> None:
    assert namespace.sendable("EVENTS") is namespace.by_id[2]
    assert namespace.receivable("EVENTS") is None


@pytest.mark.parametrize("path", ["Events/Subscriptions/Audit", "events/subscriptions/audit"])
def test_a_subscription_is_received_from_and_never_sent_to(namespace: Namespace, path: str) -> None:
    assert namespace.receivable(path) is namespace.by_id[3]
    assert namespace.sendable(path) is None


@pytest.mark.parametrize(
    "path", ["", "orders", "orders/new/", "events/subscriptions/other", "other/subscriptions/audit"]
)
def test_what_is_not_there_is_not_found(namespace: Namespace, path: str) -> None:
    assert namespace.receivable(path) is None
    assert namespace.sendable(path) is None


def test_entities_keep_the_names_they_were_created_with(namespace: Namespace) -> None:
    namespace.put_queue(1, "orders/new", QueueDescription())
    assert [queue.path for queue in namespace.all_queues()] == ["Orders/New", "Events/Subscriptions/Audit"]


def test_a_queue_follows_its_new_description() -> None:
    orders = World().queue("orders")
    orders.send("a")
    again = orders.world.namespace.put_queue(9, "ORDERS", QueueDescription(lock_duration_ms=SECOND_MS))
    assert again is orders.queue
    assert again.entity_id == 1
    assert orders.one().locked_until_ms == orders.world.now_ms + SECOND_MS


def test_a_subscription_follows_its_new_rules() -> None:
    events = World().topic({"audit": SubscriptionDescription()})
    events.world.namespace.put_subscription(
        9, events.topic, "AUDIT", SubscriptionDescription(rules=NOTHING, max_delivery_count=1)
    )
    events.send(draft("a"))
    audit = events.subscription("audit")
    assert audit.waiting() == []
    assert audit.queue.description.max_delivery_count == 1


def test_subscriptions_follow_their_topics_new_description() -> None:
    events = World().topic({"audit": SubscriptionDescription()})
    events.world.namespace.put_topic(
        1, "events", TopicDescription(default_message_time_to_live_ms=SECOND_MS, max_size_in_megabytes=2_048)
    )
    events.send(draft("a"))
    assert events.subscription("audit").queue.description.max_size_in_megabytes == 2_048
    events.world.pass_time(SECOND_MS)
    assert events.subscription("audit").waiting() == []


def test_a_sweep_reaches_every_entity() -> None:
    world = World()
    orders = world.queue("orders")
    trips = world.queue("trips", QueueDescription(requires_session=True))
    events = world.topic({"audit": SubscriptionDescription()})
    orders.send("a", ttl_ms=SECOND_MS)
    events.send(draft("a", ttl_ms=SECOND_MS))
    trips.accept("s", "holder")
    assert world.pass_time(60 * SECOND_MS) == ["holder"]
    assert world.disk.rows == {}
