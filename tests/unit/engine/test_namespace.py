import pytest

from longshore.engine.changes import Changes
from longshore.engine.namespace import Namespace
from longshore.model.entities import (
    FalseFilter,
    QueueDescription,
    RuleDescription,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.model.refusal import Condition

from .disk import Facts
from .world import MINUTE_MS, SECOND_MS, Dock, World, condition, draft

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
    paths = [queue.path for queue in namespace.all_queues()]
    assert paths == ["Orders/New", "Events", "Events/Subscriptions/Audit"]


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


# -- deleting ----------------------------------------------------------------------------------------


def delete(dock: Dock, changes: Changes) -> None:
    dock.world.namespace.delete_queue(dock.queue, changes)


@pytest.fixture
def orders() -> Dock:
    """A queue with a message that waits, one that is locked, and a dead letter."""
    orders = World().queue(description=QueueDescription(requires_duplicate_detection=True))
    for text in ("dead", "locked", "waits"):
        orders.send_id(text)
    orders.dead_letter(orders.take()[0])
    orders.take()
    return orders


def test_a_deleted_queue_is_gone_with_all_it_held(orders: Dock) -> None:
    world = orders.world
    with world.one_commit() as changes:
        delete(orders, changes)
    assert world.namespace.receivable("orders") is None
    assert world.namespace.by_id == {}
    assert (world.disk.rows, world.disk.ids, world.disk.sequences) == ({}, {}, {})
    assert world.context.resident_bytes == 0


def test_nothing_goes_in_or_out_from_the_moment_it_is_deleted(orders: Dock) -> None:
    locked = next(iter(orders.lane.locked))
    with orders.world.one_commit() as changes:
        delete(orders, changes)
        assert condition(orders.send("late")) is Condition.NOT_FOUND
        assert condition(orders.queue.objection(orders.lane)) is Condition.NOT_FOUND
        assert orders.take() == []
        assert not orders.lane.open
        now_ms = orders.world.now_ms
        settled = orders.queue.dead_letter(orders.lane, locked, "why", None, now_ms, changes)
        assert condition(settled) is Condition.MESSAGE_LOCK_LOST


def test_nothing_is_given_or_settled_in_a_session_of_a_deleted_queue() -> None:
    trips = World().queue("trips", QueueDescription(requires_session=True))
    trips.send("a1", "a2", session="a")
    session = trips.accept("a")
    delivery = session.take()[0]
    with trips.world.one_commit() as changes:
        delete(trips, changes)
        assert session.take() == []
        assert condition(session.abandon(delivery, {"try": 1})) is Condition.MESSAGE_LOCK_LOST


def test_nothing_is_forwarded_from_a_deleted_queue() -> None:
    world = World()
    orders = world.queue("orders", QueueDescription(forward_to="archive"))
    archive = world.queue("archive")
    orders.send("a")
    with world.one_commit() as changes:
        delete(orders, changes)
    world.forward()
    assert archive.waiting() == []


def test_a_deletion_that_failed_never_happened(orders: Dock) -> None:
    with orders.world.failing_commit() as changes:
        delete(orders, changes)
    assert orders.world.namespace.receivable("ORDERS") is orders.queue
    assert orders.send("late") is None
    assert orders.waiting() == ["waits", "late"]
    assert orders.dead_letters.waiting() == ["dead"]
    with orders.world.one_commit() as changes:
        delete(orders, changes)
    assert orders.world.disk.rows == {}


def sent_and_deleted(dock: Dock, session: str | None) -> Changes:
    """Delete a queue while a message is on its way into it, which gets there; returns the deletion."""
    world = dock.world
    sending, deletion = Facts(world.disk), Changes(Facts(world.disk))
    changes = Changes(sending)
    assert dock.queue.send([draft("a", session_id=session)], world.now_ms, changes) is None
    delete(dock, deletion)
    sending.write()
    changes.apply()
    return deletion


def test_a_session_that_filled_while_a_deletion_failed_is_the_next_one() -> None:
    trips = World().queue("trips", QueueDescription(requires_session=True))
    sent_and_deleted(trips, "x").undo()
    session = trips.accept_next()
    assert session is not None
    assert session.waiting() == ["a"]


def test_what_came_while_a_deletion_failed_is_looked_at(orders: Dock) -> None:
    deletion = sent_and_deleted(orders, None)
    orders.world.context.touched.clear()  # the queue was as good as gone when it was looked at
    deletion.undo()
    assert orders.lane in orders.world.context.touched


def test_another_queue_of_the_same_name_begins_empty(orders: Dock) -> None:
    with orders.world.one_commit() as changes:
        delete(orders, changes)
    again = orders.world.queue()
    again.send_id("waits")
    assert again.waiting() == ["waits"]
    assert again.one().message.sequence_number == 1


def test_a_topic_is_deleted_with_its_subscriptions_and_what_waits_in_it() -> None:
    events = World().topic({"audit": SubscriptionDescription(), "all": SubscriptionDescription()})
    events.send(draft("a"))
    events.schedule(draft("b"), SECOND_MS)
    namespace = events.world.namespace
    for commit in (events.world.failing_commit, events.world.one_commit):
        assert namespace.sendable("events") is events.topic
        assert namespace.receivable("events/Subscriptions/audit") is events.subscription("audit").queue
        with commit() as changes:
            namespace.delete_topic(events.topic, changes)
            assert condition(events.send(draft("late"))) is Condition.NOT_FOUND
    assert namespace.by_id == {}
    assert events.world.disk.rows == {}
    assert events.world.context.resident_bytes == 0


def test_a_subscription_is_deleted_alone() -> None:
    events = World().topic({"audit": SubscriptionDescription(), "all": SubscriptionDescription()})
    events.send(draft("a"))
    namespace = events.world.namespace
    with events.world.one_commit() as changes:
        namespace.delete_subscription(events.topic, events.topic.subscriptions["audit"], changes)
        events.send(draft("b"))
    assert namespace.receivable("events/Subscriptions/audit") is None
    assert events.subscription("all").waiting() == ["a", "b"]


# -- deleting what nobody uses -----------------------------------------------------------------------

IDLE_MS = 5 * MINUTE_MS


def idle(world: World) -> list[str]:
    with world.one_commit() as changes:
        return world.namespace.delete_idle(world.now_ms, changes)


def test_a_queue_that_nobody_uses_for_as_long_as_it_allows_is_deleted() -> None:
    world = World()
    world.queue("Orders", QueueDescription(auto_delete_on_idle_ms=IDLE_MS)).send("a")
    assert idle(world) == []
    world.now_ms += IDLE_MS - 1
    assert idle(world) == []
    world.now_ms += 1
    assert idle(world) == ["Orders"]
    assert world.disk.rows == {}
    assert idle(world) == []


def test_a_queue_that_somebody_uses_is_kept() -> None:
    world = World()
    orders = world.queue("orders", QueueDescription(auto_delete_on_idle_ms=IDLE_MS))
    for _ in range(3):
        assert idle(world) == []
        world.now_ms += IDLE_MS - 1
        orders.queue.used_ms = world.now_ms
    world.now_ms += IDLE_MS
    assert idle(world) == ["orders"]


def test_by_default_nothing_is_ever_idle() -> None:
    world = World()
    world.queue()
    world.topic({"audit": SubscriptionDescription()})
    idle(world)
    world.now_ms += 1_000 * 365 * 86_400_000
    assert idle(world) == []


def test_a_topic_that_nobody_uses_is_deleted_with_its_subscriptions() -> None:
    world = World()
    world.topic({"audit": SubscriptionDescription()}, TopicDescription(auto_delete_on_idle_ms=IDLE_MS))
    idle(world)
    world.now_ms += IDLE_MS
    assert idle(world) == ["events"]
    assert world.namespace.by_id == {}


def test_a_subscription_that_nobody_uses_is_deleted_from_its_topic() -> None:
    world = World()
    events = world.topic(
        {"audit": SubscriptionDescription(auto_delete_on_idle_ms=IDLE_MS), "all": SubscriptionDescription()}
    )
    idle(world)
    world.now_ms += IDLE_MS
    assert idle(world) == ["events/Subscriptions/audit"]
    assert events.topic.subscriptions.keys() == {"all"}


def test_an_idle_deletion_that_failed_is_tried_again() -> None:
    world = World()
    orders = world.queue("orders", QueueDescription(auto_delete_on_idle_ms=IDLE_MS))
    orders.send("a")
    idle(world)
    world.now_ms += IDLE_MS
    with world.failing_commit() as changes:
        assert world.namespace.delete_idle(world.now_ms, changes) == ["orders"]
    assert orders.waiting() == ["a"]
    assert idle(world) == ["orders"]
