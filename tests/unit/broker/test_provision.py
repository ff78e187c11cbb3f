from dataclasses import replace

from longshore.broker.provision import Report, provision
from longshore.model.entities import (
    QueueDescription,
    SubscriptionDescription,
    TopicDescription,
    Topology,
)
from longshore.store.batch import Batch
from tests.unit.broker.world import World

PLAIN = QueueDescription()
TOPIC = TopicDescription(subscriptions={"s": SubscriptionDescription()})


def apply(world: World, topology: Topology) -> tuple[Report, Batch]:
    batch = Batch()
    return provision(world.namespace, topology, batch), batch


def test_an_empty_namespace_gets_everything() -> None:
    report, batch = apply(World(), Topology({"q": PLAIN}, {"t": TOPIC}))
    assert report.added == ["q", "t", "t/Subscriptions/s"]
    assert [(kind, name) for _id, kind, _topic, name, _text in batch.entities] == [
        ("queue", "q"),
        ("topic", "t"),
        ("subscription", "s"),
    ]


def test_ids_are_never_shared() -> None:
    _report, batch = apply(World(), Topology({"a": PLAIN, "b": PLAIN}, {"t": TOPIC}))
    ids = [row[0] for row in batch.entities]
    assert len(set(ids)) == len(ids)


def test_the_same_plan_again_changes_nothing() -> None:
    world = World({"q": PLAIN}, {"t": TOPIC})
    report, _batch = apply(world, Topology({"q": PLAIN}, {"t": TOPIC}))
    assert report == Report()


def test_a_changed_setting_updates_the_entity_in_place() -> None:
    world = World({"q": PLAIN})
    queue = world.namespace.queues["q"]
    report, _batch = apply(world, Topology({"q": QueueDescription(lock_duration_ms=5_000)}))
    assert report.updated == ["q"]
    assert world.namespace.queues["q"] is queue
    assert queue.description.lock_duration_ms == 5_000


def test_names_are_compared_without_case() -> None:
    report, _batch = apply(World({"Orders": PLAIN}), Topology({"ORDERS": PLAIN}))
    assert (report.added, report.kept) == ([], [])


def test_what_the_plan_no_longer_names_is_kept_and_reported() -> None:
    world = World({"old": PLAIN}, {"t": TOPIC})
    report, _batch = apply(world, Topology(topics={"t": TopicDescription()}))
    assert report.kept == ["old", "t/Subscriptions/s"]
    assert "old" in world.namespace.queues


def test_sessions_of_an_existing_queue_cannot_change() -> None:
    world = World({"q": PLAIN})
    report, batch = apply(world, Topology({"q": QueueDescription(requires_session=True), "new": PLAIN}))
    (reason,) = report.refused
    assert "'q': requires_session is false and cannot be changed after creation" in reason
    assert batch.empty
    assert "new" not in world.namespace.queues


def test_a_queue_cannot_become_a_topic() -> None:
    report, _batch = apply(World({"q": PLAIN}), Topology(topics={"Q": TopicDescription()}))
    assert report.refused == ["'Q' exists as a queue; queues and topics share one name space."]


def test_what_clients_changed_stays_as_long_as_the_plan_says_the_same() -> None:
    world = World(topics={"t": TOPIC})
    topic = world.namespace.topics["t"]
    changed = replace(TOPIC.subscriptions["s"], rules=())
    world.namespace.put_subscription(topic.subscriptions["s"].queue.entity_id, topic, "s", changed)

    report, batch = apply(world, Topology(topics={"t": TOPIC}))

    assert (report, batch.empty) == (Report(), True)
    assert topic.subscriptions["s"].description == changed


def test_what_clients_changed_gives_way_to_a_plan_that_says_something_new() -> None:
    world = World(topics={"t": TOPIC})
    topic = world.namespace.topics["t"]
    changed = replace(TOPIC.subscriptions["s"], rules=())
    world.namespace.put_subscription(topic.subscriptions["s"].queue.entity_id, topic, "s", changed)
    wanted = SubscriptionDescription(max_delivery_count=3)

    report, _batch = apply(world, Topology(topics={"t": TopicDescription(subscriptions={"s": wanted})}))

    assert report.updated == ["t/Subscriptions/s"]
    assert topic.subscriptions["s"].description == wanted
