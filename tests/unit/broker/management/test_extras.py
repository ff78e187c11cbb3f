"""Longshore's own: delete one message, move a dead letter back."""

import pytest

from longshore.engine.message import DEAD_LETTER
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription
from longshore.wire.states import Error, Modified, Rejected
from longshore.wire.values import Int, Timestamp
from tests.unit.broker.asking import Management, Reply, longs, peeked, tags
from tests.unit.broker.world import (
    START_MS,
    World,
    annotations_of,
    application_properties_of,
    body_of,
    message,
)
from tests.unit.wire.typed import typed

QUEUES = {
    "orders": QueueDescription(lock_duration_ms=60_000),
    "jobs": QueueDescription(lock_duration_ms=60_000, requires_session=True),
}
TOPICS = {"events": TopicDescription(subscriptions={"all": SubscriptionDescription()})}
DEAD = "orders/$DeadLetterQueue"


def with_orders(count: int = 1) -> World:
    world = World(QUEUES, TOPICS)
    world.send("orders", *(message(b"body", message_id=str(number)) for number in range(count)))
    return world


def bury(world: World, entity: str = "orders", *, session: str | bool = False) -> None:
    """Make a dead letter of the first message."""
    receiver = world.receive(entity, session=session)
    receiver.hear()
    reason: dict[object, object] = {"DeadLetterReason": "bad", "DeadLetterErrorDescription": "very bad"}
    receiver.settle(0, state=Rejected(Error("com.microsoft:dead-letter", None, reason)))
    world.commit()


def delete(world: World, *numbers: int, entity: str = "orders") -> Reply:
    return Management(world, entity).ask("longshore:delete-message", {"sequence-numbers": longs(*numbers)})


def move(world: World, *numbers: int, entity: str = DEAD, **more: object) -> Reply:
    body: dict[object, object] = {"sequence-numbers": longs(*numbers)}
    body.update({name.replace("_", "-"): value for name, value in more.items()})
    return Management(world, entity).ask("longshore:move-dead-letter", body)


class TestDelete:
    def test_messages_go_by_number(self) -> None:
        world = with_orders(3)
        reply = delete(world, 1, 3)
        assert (reply.status, reply.body) == (200, {})
        assert list(world.restarted().queues["orders"].messages) == [2]
        assert len(world.receive("orders", credit=10).bodies()) == 1

    def test_dead_letters_go_at_their_own_queue(self) -> None:
        world = with_orders()
        bury(world)
        assert delete(world, 1).condition == "com.microsoft:message-not-found"
        assert delete(world, 1, entity=DEAD).status == 200
        assert peeked(world, DEAD) == []

    def test_deferred_and_scheduled_ones_go_too(self) -> None:
        world = with_orders()
        world.send("orders", message(b"later", scheduled_ms=START_MS + 1_000))
        receiver = world.receive("orders")
        tags(receiver)
        receiver.settle(0, state=Modified(undeliverable_here=True))
        world.commit()
        assert delete(world, 1, 2).status == 200
        assert peeked(world, "orders") == []

    def test_a_locked_one_belongs_to_its_receiver_and_keeps_the_others(self) -> None:
        world = with_orders(2)
        world.receive("orders")
        reply = delete(world, 2, 1)
        assert (reply.status, reply.condition) == (400, "amqp:not-allowed")
        assert len(peeked(world, "orders")) == 2

    def test_an_unknown_number_keeps_the_others(self) -> None:
        world = with_orders()
        assert delete(world, 1, 9).condition == "com.microsoft:message-not-found"
        assert len(peeked(world, "orders")) == 1

    def test_a_sessions_message_goes_and_an_empty_session_is_not_available(self) -> None:
        world = World(QUEUES)
        world.send("jobs", message(b"job", session="s"))
        delete(world, 1, entity="jobs")
        assert not world.namespace.queues["jobs"].sessions.has_available

    def test_a_failing_commit_keeps_it(self) -> None:
        world = with_orders()
        Management(world, "orders").request("longshore:delete-message", {"sequence-numbers": longs(1)})
        world.fail()
        assert world.receive("orders").bodies() == [b"body"]


class TestMoveDeadLetter:
    def test_it_is_received_again_as_if_new(self) -> None:
        world = with_orders()
        bury(world)
        world.now_ms += 5_000
        reply = move(world, 1)
        assert (reply.status, reply.body) == (200, {})
        ((_transfer, payload),) = world.receive("orders").deliveries()
        annotations = annotations_of(payload)
        assert body_of(payload) == b"body"
        assert annotations["x-opt-enqueued-time"] == world.now_ms
        assert "x-opt-deadletter-source" not in annotations
        assert annotations["x-opt-sequence-number"] == 2
        assert peeked(world, DEAD) == []

    def test_what_tells_of_its_death_is_removed(self) -> None:
        world = with_orders()
        bury(world)
        move(world, 1)
        (found,) = peeked(world, "orders")
        assert application_properties_of(found) == {}

    def test_properties_change_as_told(self) -> None:
        world = World(QUEUES)
        world.send("orders", message(b"body", properties={"keep": "k", "Drop": "d", "size": "old"}))
        bury(world)
        move(world, 1, properties={"size": Int(3), "new": Timestamp(1)}, remove_properties=["drop"])
        (found,) = peeked(world, "orders")
        assert typed(application_properties_of(found)) == typed(
            {"keep": "k", "size": Int(3), "new": Timestamp(1)}
        )

    def test_its_deliveries_count_from_the_start(self) -> None:
        world = with_orders()
        bury(world)
        move(world, 1)
        assert world.namespace.queues["orders"].messages[2].delivery_count == 0

    def test_a_subscriptions_dead_letter_goes_back_to_the_subscription(self) -> None:
        world = World(topics=TOPICS)
        world.send("events", message(b"news"))
        bury(world, "events/Subscriptions/all")
        assert move(world, 1, entity="events/Subscriptions/all/$DeadLetterQueue").status == 200
        assert world.receive("events/Subscriptions/all").bodies() == [b"news"]

    def test_a_sessions_dead_letter_goes_back_to_its_session(self) -> None:
        world = World(QUEUES)
        world.send("jobs", message(b"job", session="s"))
        bury(world, "jobs", session="s")
        assert move(world, 1, entity="jobs/$DeadLetterQueue").status == 200
        assert world.receive("jobs", session="s").bodies() == []  # the first receiver holds it
        assert world.namespace.queues["jobs"].sessions.get("s").ready_count == 1

    def test_a_live_message_cannot_be_moved_back(self) -> None:
        assert move(with_orders(), 1, entity="orders").condition == "amqp:not-allowed"

    def test_all_move_or_none(self) -> None:
        world = with_orders()
        bury(world)
        assert move(world, 1, 9).condition == "com.microsoft:message-not-found"
        assert world.namespace.queues["orders"].messages[1].sub_queue is DEAD_LETTER

    def test_a_locked_one_belongs_to_its_receiver(self) -> None:
        world = with_orders()
        bury(world)
        world.receive(DEAD)
        assert move(world, 1).condition == "amqp:not-allowed"

    def test_a_failing_commit_leaves_it_dead_and_only_once(self) -> None:
        world = with_orders()
        bury(world)
        Management(world, DEAD).request("longshore:move-dead-letter", {"sequence-numbers": longs(1)})
        world.fail()
        assert peeked(world, "orders") == []
        assert len(peeked(world, DEAD)) == 1

    @pytest.mark.parametrize("removed", [None, "drop", [1, None]])
    def test_nonsense_to_remove_removes_nothing(self, removed: object) -> None:
        world = World(QUEUES)
        world.send("orders", message(b"body", properties={"keep": "k"}))
        bury(world)
        assert move(world, 1, remove_properties=removed).status == 200
        (found,) = peeked(world, "orders")
        assert application_properties_of(found) == {"keep": "k"}
