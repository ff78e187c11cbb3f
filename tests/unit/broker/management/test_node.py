"""What holds for every operation: rights, answers, and when they come."""

import pytest

from longshore.broker.management.node import OPERATIONS
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription
from longshore.security.rights import Right
from longshore.wire.values import Int, Long, Symbol
from tests.unit.broker.asking import Management, longs, tags, uuids
from tests.unit.broker.world import World, message

QUEUES = {"orders": QueueDescription()}
TOPICS = {"events": TopicDescription(subscriptions={"all": SubscriptionDescription()})}
PEEK = {"from-sequence-number": Long(0), "message-count": Int(1)}


def test_an_answer_comes_only_after_the_commit() -> None:
    world = World(QUEUES)
    world.send("orders", message(b"one"))
    token = tags(world.receive("orders"))[0]
    node = Management(world, "orders")
    node.request("update-disposition", {"disposition-status": "completed", "lock-tokens": uuids(token)})
    assert node.replies() == []
    world.commit()
    assert [reply.status for reply in node.replies()] == [200]


def test_what_the_disk_did_not_take_is_refused_and_has_not_happened() -> None:
    world = World(QUEUES)
    world.send("orders", message(b"one"))
    token = tags(world.receive("orders"))[0]
    node = Management(world, "orders")
    node.request("update-disposition", {"disposition-status": "completed", "lock-tokens": uuids(token)})
    world.fail()
    (reply,) = node.replies()
    assert (reply.status, reply.condition) == (403, "amqp:resource-limit-exceeded")
    assert list(world.namespace.queues["orders"].messages) == [1]


def test_a_refusal_needs_no_commit() -> None:
    node = Management(World(QUEUES), "orders")
    node.request("renew-lock", {})
    assert [reply.status for reply in node.replies()] == [400]


def test_statuses_are_ints_and_conditions_symbols() -> None:
    properties = Management(World(QUEUES), "orders").ask("renew-lock", {}).properties
    assert (type(properties["statusCode"]), type(properties["errorCondition"])) == (Int, Symbol)
    assert "'lock-tokens' must be an array" in str(properties["statusDescription"])


def test_nothing_there_is_204_with_an_empty_map() -> None:
    reply = Management(World(QUEUES), "orders").ask("peek-message", PEEK)
    assert (reply.status, reply.condition, reply.body) == (204, "com.microsoft:message-not-found", {})


def test_an_unknown_operation_is_not_implemented() -> None:
    reply = Management(World(QUEUES), "orders").ask("com.microsoft:unheard-of", {})
    assert (reply.status, reply.condition) == (501, "amqp:not-implemented")


def test_a_request_without_an_operation_is_not_implemented() -> None:
    assert Management(World(QUEUES), "orders").ask("", {}).status == 501


@pytest.mark.parametrize("body", [None, [], "text", Long(1)])
def test_a_body_that_is_no_map_is_refused(body: object) -> None:
    reply = Management(World(QUEUES), "orders").ask("peek-message", body)
    assert (reply.status, reply.condition) == (400, "com.microsoft:argument-error")


@pytest.mark.parametrize(
    "operation", [name for name, operation in OPERATIONS.items() if operation.right == Right.LISTEN]
)
def test_reading_and_settling_need_the_right_to_listen(operation: str) -> None:
    reply = Management(World(QUEUES), "orders", "sender", "send-key").ask(operation, {})
    assert (reply.status, reply.condition) == (401, "amqp:unauthorized-access")
    assert "'Listen' claims on 'orders/$management'" in str(reply.properties["statusDescription"])


@pytest.mark.parametrize(
    "operation", [name for name, operation in OPERATIONS.items() if Right.SEND in operation.right]
)
def test_scheduling_and_moving_back_need_the_right_to_send(operation: str) -> None:
    reply = Management(World(QUEUES), "orders", "listener", "listen-key").ask(operation, {})
    assert (reply.status, reply.condition) == (401, "amqp:unauthorized-access")


def test_moving_back_needs_the_right_to_listen_too() -> None:
    node = Management(World(QUEUES), "orders/$DeadLetterQueue", "sender", "send-key")
    assert node.ask("longshore:move-dead-letter", {"sequence-numbers": longs(1)}).status == 401


@pytest.mark.parametrize(
    "right", [("listener", "listen-key", "peek-message"), ("sender", "send-key", "cancel-scheduled-message")]
)
def test_one_right_is_enough_for_what_it_covers(right: tuple[str, str, str]) -> None:
    user, password, operation = right
    assert Management(World(QUEUES), "orders", user, password).ask(operation, {}).status != 401


@pytest.mark.parametrize("name", [name for name, operation in OPERATIONS.items() if not operation.on_topics])
def test_a_topic_has_nothing_to_receive_or_settle(name: str) -> None:
    reply = Management(World(topics=TOPICS), "events").ask(name, {})
    assert (reply.status, reply.condition) == (400, "amqp:not-allowed")


@pytest.mark.parametrize("name", [name for name, operation in OPERATIONS.items() if operation.on_topics])
def test_a_topic_can_be_peeked_and_scheduled_on(name: str) -> None:
    assert Management(World(topics=TOPICS), "events").ask(name, {}).condition != "amqp:not-allowed"


def test_what_was_deleted_is_not_found_though_the_node_is_still_attached() -> None:
    world = World({"orders": QueueDescription(auto_delete_on_idle_ms=300_000)})
    world.send("orders", message(b"one"))
    node = Management(world, "orders")
    world.pass_time(1_000)
    world.pass_time(300_000)
    world.commit()
    reply = node.ask("peek-message", PEEK)
    assert (reply.status, reply.condition) == (404, "amqp:not-found")


def test_a_request_keeps_an_entity_in_use() -> None:
    world = World({"orders": QueueDescription(auto_delete_on_idle_ms=300_000)})
    node = Management(world, "orders")
    world.pass_time(1_000)
    world.now_ms += 200_000
    node.ask("peek-message", PEEK)
    world.pass_time(200_000)
    assert "orders" in world.namespace.queues


def test_a_node_of_nothing_cannot_be_attached() -> None:
    client = World(QUEUES).client()
    client.attach_receiver("nothing/$management", handle=3)
    assert client.errors() == ["amqp:not-found"]


def test_refused_requests_are_logged() -> None:
    world = World(QUEUES)
    Management(world, "orders").ask("renew-lock", {})
    assert [event for event, _fields in world.logged] == ["request refused"]
