"""Links that are there already, and what ends them: status, deletion, forwarding, tokens."""

import pytest

from longshore.broker.kernel import PATROL_MS
from longshore.model.entities import (
    EntityStatus,
    QueueDescription,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.security.sas import sign
from tests.unit.broker.asking import attach_node, request
from tests.unit.broker.world import START_MS, Client, World, message

DISABLED = "com.microsoft:entity-disabled"
IDLE_MS = 300_000


def linked(queue: QueueDescription) -> tuple[World, Client, Client]:
    """Return a world with a sender and a receiver."""
    world = World({"orders": queue})
    sender, receiver = world.client(), world.client()
    sender.attach_sender("orders")
    receiver.attach_receiver("orders", credit=10, session="s" if queue.requires_session else False)
    sender.hear()
    receiver.hear()
    return world, sender, receiver


def become(world: World, description: QueueDescription) -> None:
    world.namespace.queues["orders"].describe(description)
    world.pass_time(PATROL_MS)


@pytest.mark.parametrize(
    ("status", "send", "receive"),
    [
        (EntityStatus.DISABLED, [DISABLED], [DISABLED]),
        (EntityStatus.SEND_DISABLED, [DISABLED], []),
        (EntityStatus.RECEIVE_DISABLED, [], [DISABLED]),
        (EntityStatus.ACTIVE, [], []),
    ],
)
def test_a_status_ends_the_links_that_it_forbids(
    status: EntityStatus, send: list[str], receive: list[str]
) -> None:
    world, sender, receiver = linked(QueueDescription())
    become(world, QueueDescription(status=status))
    assert (sender.errors(), receiver.errors()) == (send, receive)


def test_a_send_before_the_patrol_is_rejected() -> None:
    world, sender, _receiver = linked(QueueDescription())
    world.namespace.queues["orders"].describe(QueueDescription(status=EntityStatus.DISABLED))
    sender.send(message(b"one"))
    assert sender.errors() == [DISABLED]


def test_a_link_is_ended_once() -> None:
    world, sender, receiver = linked(QueueDescription())
    become(world, QueueDescription(status=EntityStatus.DISABLED))
    sender.hear()
    receiver.hear()
    world.pass_time(PATROL_MS)
    assert (sender.hear(), receiver.hear()) == ([], [])
    assert sender.peer.links == receiver.peer.links == set()


def test_a_session_of_a_link_that_was_ended_is_free() -> None:
    world, _sender, receiver = linked(QueueDescription(requires_session=True))
    become(world, QueueDescription(requires_session=True, status=EntityStatus.DISABLED))
    assert receiver.errors() == [DISABLED]
    become(world, QueueDescription(requires_session=True))
    again = world.client()
    again.attach_receiver("orders", session="s")
    assert again.errors() == []


def test_a_receiver_that_lost_its_session_is_left_alone() -> None:
    world, _sender, receiver = linked(QueueDescription(requires_session=True, lock_duration_ms=5_000))
    world.pass_time(5_000)
    assert receiver.errors() == ["com.microsoft:session-lock-lost"]
    become(world, QueueDescription(requires_session=True, status=EntityStatus.DISABLED))
    assert receiver.hear() == []
    assert receiver.peer.links == set()


def test_forwarding_ends_its_receivers_and_not_its_senders() -> None:
    world, sender, receiver = linked(QueueDescription())
    become(world, QueueDescription(forward_to="elsewhere"))
    assert (sender.errors(), receiver.errors()) == ([], ["amqp:not-allowed"])


def test_an_ended_link_is_logged() -> None:
    world, _sender, _receiver = linked(QueueDescription())
    become(world, QueueDescription(status=EntityStatus.SEND_DISABLED))
    ((event, fields),) = world.logged
    assert (event, fields["entity"]) == ("link ended", "orders")


class TestIdleness:
    def test_an_entity_that_nobody_uses_is_deleted(self) -> None:
        world = World({"orders": QueueDescription(auto_delete_on_idle_ms=IDLE_MS)})
        world.pass_time(PATROL_MS)
        world.pass_time(IDLE_MS)
        world.commit()
        assert world.namespace.queues == {}
        assert world.restarted().queues == {}
        assert world.logged[-1] == (
            "entity deleted",
            {"entity": "orders", "reason": "nobody used it for as long as it allows"},
        )

    @pytest.mark.parametrize("kind", ["sender", "receiver"])
    def test_a_link_keeps_it_in_use(self, kind: str) -> None:
        world = World({"orders": QueueDescription(auto_delete_on_idle_ms=IDLE_MS)})
        client = world.client()
        (client.attach_sender if kind == "sender" else client.attach_receiver)("orders")
        for _ in range(4):
            world.pass_time(IDLE_MS // 2)
        assert list(world.namespace.queues) == ["orders"]

    def test_a_link_that_was_ended_keeps_nothing_in_use(self) -> None:
        description = QueueDescription(
            requires_session=True, lock_duration_ms=5_000, auto_delete_on_idle_ms=IDLE_MS
        )
        world, sender, _receiver = linked(description)
        world.kernel.lost(sender.peer, world.now_ms)
        world.pass_time(5_000)
        world.pass_time(IDLE_MS)
        assert world.namespace.queues == {}

    def test_deletion_detaches_links_with_not_found(self) -> None:
        world, sender, receiver = linked(QueueDescription())
        queue = world.namespace.queues["orders"]
        world.namespace.delete_queue(queue, world.kernel._unit.changes)
        world.pass_time(PATROL_MS)
        assert (sender.errors(), receiver.errors()) == (["amqp:not-found"], ["amqp:not-found"])

    def test_a_deleted_subscriptions_receiver_is_detached(self) -> None:
        topic = TopicDescription(subscriptions={"all": SubscriptionDescription()})
        world = World(topics={"events": topic})
        receiver = world.receive("events/Subscriptions/all")
        world.namespace.delete_topic(world.namespace.topics["events"], world.kernel._unit.changes)
        world.pass_time(PATROL_MS)
        assert receiver.errors() == ["amqp:not-found"]

    def test_a_deletion_that_is_not_on_disk_has_not_happened(self) -> None:
        world = World({"orders": QueueDescription(auto_delete_on_idle_ms=IDLE_MS)})
        world.send("orders", message(b"one"))
        world.pass_time(PATROL_MS)
        world.pass_time(IDLE_MS)
        world.fail()
        assert world.receive("orders").bodies() == [b"one"]


def test_a_token_that_runs_out_ends_a_receiver_whose_session_was_lost_no_more() -> None:
    world = World({"jobs": QueueDescription(requires_session=True, lock_duration_ms=5_000)})
    client = world.anonymous()
    attach_node(client, "$cbs")
    token = sign("sb://h/jobs", START_MS // 1_000 + 10, "root", "root-key")
    client.send(request("1", {"operation": "put-token", "name": "sb://h/jobs"}, token), handle=9)
    client.attach_receiver("jobs", session="s")
    client.hear()
    world.pass_time(5_000)
    assert client.errors() == ["com.microsoft:session-lock-lost"]
    world.pass_time(6_000)
    assert client.errors() == []
