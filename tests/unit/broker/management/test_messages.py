"""peek, receive by sequence number, schedule, cancel, batch delete."""

from collections.abc import Callable
from uuid import UUID

import pytest

from longshore.engine.message import SCHEDULED
from longshore.model.entities import (
    EntityStatus,
    QueueDescription,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.wire.sections import index_sections
from longshore.wire.states import Modified, Rejected
from longshore.wire.values import Array, Int, Long, Short, Symbol, Timestamp, UInt, ULong
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
DEFER = Modified(undeliverable_here=True)


def numbered(*bodies: bytes, session: str | None = None) -> list[bytes]:
    return [message(body, message_id=body.decode(), session=session) for body in bodies]


def with_orders(*bodies: bytes) -> World:
    world = World(QUEUES, TOPICS)
    world.send("orders", *numbered(*bodies))
    return world


def bodies(encoded: list[bytes]) -> list[bytes]:
    return [body_of(one) for one in encoded]


def states(encoded: list[bytes]) -> list[object]:
    return [annotations_of(one).get("x-opt-message-state", Int(0)) for one in encoded]


class TestPeek:
    def test_messages_come_as_a_list_of_maps_with_encoded_messages(self) -> None:
        world = with_orders(b"a", b"b")
        body = {"from-sequence-number": Long(0), "message-count": Int(10)}
        reply = Management(world, "orders").ask("peek-message", body)
        assert reply.status == 200
        assert [list(entry) for entry in reply.entries("messages")] == [["message"], ["message"]]
        assert bodies(reply.messages()) == [b"a", b"b"]

    @pytest.mark.parametrize("width", [Short, Int, Long, UInt, ULong])
    def test_any_width_of_number_will_do(self, width: type[int]) -> None:
        world = with_orders(b"a", b"b", b"c")
        assert bodies(peeked(world, "orders", from_sequence_number=width(2), message_count=width(1))) == [
            b"b"
        ]

    def test_an_empty_queue_shows_nothing(self) -> None:
        assert peeked(World(QUEUES), "orders") == []

    def test_no_more_than_asked_for_are_shown(self) -> None:
        assert bodies(peeked(with_orders(b"a", b"b"), "orders", message_count=Int(1))) == [b"a"]

    def test_no_more_than_250_are_shown(self) -> None:
        world = with_orders(*(str(number).encode() for number in range(260)))
        assert len(peeked(world, "orders", message_count=Int(1_000))) == 250

    def test_a_peek_locks_nothing(self) -> None:
        world = with_orders(b"a")
        (seen,) = peeked(world, "orders")
        assert "x-opt-locked-until" not in annotations_of(seen)
        assert world.receive("orders").bodies() == [b"a"]

    def test_every_state_is_shown_and_named(self) -> None:
        world = with_orders(b"active", b"locked", b"deferred")
        world.send("orders", message(b"later", scheduled_ms=world.now_ms + 1_000))
        receiver = world.receive("orders", credit=3)
        receiver.hear()
        receiver.settle(2, state=DEFER)
        world.commit()
        seen = peeked(world, "orders")
        assert bodies(seen) == [b"active", b"locked", b"deferred", b"later"]
        assert typed(states(seen)) == typed([Int(0), Int(0), Int(1), Int(2)])

    def test_dead_letters_are_in_a_sub_queue_of_their_own(self) -> None:
        world = with_orders(b"dead", b"alive")
        receiver = world.receive("orders")
        receiver.hear()
        receiver.settle(0, state=Rejected())
        world.commit()
        assert bodies(peeked(world, "orders")) == [b"alive"]
        (letter,) = peeked(world, DEAD)
        assert annotations_of(letter)["x-opt-deadletter-source"] == "orders"

    def test_what_could_not_be_sent_on_is_in_a_third(self) -> None:
        world = World(QUEUES)
        client = world.client()
        client.attach_sender(
            "orders", properties={Symbol("com.microsoft:transfer-destination-address"): "nothing"}
        )
        client.send(message(b"lost"))
        world.commit()
        assert bodies(peeked(world, "orders/$Transfer/$DeadLetterQueue")) == [b"lost"]
        assert peeked(world, "orders") == []

    def test_one_session_can_be_looked_at_alone(self) -> None:
        world = World(QUEUES)
        world.send("jobs", *numbered(b"a", session="one"), *numbered(b"b", session="two"))
        assert bodies(peeked(world, "jobs", session_id="two")) == [b"b"]
        assert bodies(peeked(world, "jobs")) == [b"a", b"b"]

    def test_a_subscription_is_looked_at_like_a_queue(self) -> None:
        world = World(topics=TOPICS)
        world.send("events", message(b"news"))
        assert bodies(peeked(world, "events/Subscriptions/all")) == [b"news"]

    def test_a_topic_shows_what_is_scheduled(self) -> None:
        world = World(topics=TOPICS)
        world.send("events", message(b"now"), message(b"later", scheduled_ms=world.now_ms + 1_000))
        seen = peeked(world, "events")
        assert (bodies(seen), states(seen)) == ([b"later"], [2])

    def test_without_its_body_a_message_has_all_the_rest(self) -> None:
        world = World(QUEUES)
        world.send("orders", message(b"large", properties={"a": "b"}))
        (seen,) = peeked(world, "orders", omit_message_body=True)
        assert index_sections(seen).body == -1
        assert application_properties_of(seen) == {"a": "b"}
        assert annotations_of(seen)["x-opt-sequence-number"] == 1

    def test_bodies_that_are_only_on_disk_are_shown(self) -> None:
        world = with_orders(b"a", b"b")
        world.namespace.context.drop_body(world.namespace.queues["orders"].messages[1])
        assert bodies(peeked(world, "orders")) == [b"a", b"b"]


def receive(world: World, *numbers: int, mode: int = 1, session: str | None = None) -> Reply:
    body: dict[object, object] = {"sequence-numbers": longs(*numbers), "receiver-settle-mode": UInt(mode)}
    if session is not None:
        body["session-id"] = session
    return Management(world, "orders" if session is None else "jobs").ask("receive-by-sequence-number", body)


class TestReceiveBySequenceNumber:
    def deferred(self, count: int = 1) -> World:
        world = with_orders(*(str(number).encode() for number in range(count)))
        receiver = world.receive("orders", credit=count)
        receiver.hear()
        receiver.settle(0, count - 1, DEFER)
        world.commit()
        return world

    def test_a_deferred_message_comes_locked_with_its_token_as_a_uuid(self) -> None:
        world = self.deferred()
        reply = receive(world, 1)
        assert reply.status == 200
        (entry,) = reply.entries("messages")
        (locked,) = world.namespace.queues["orders"].main.locked
        assert typed(entry["lock-token"]) == typed(UUID(bytes_le=locked))
        (encoded,) = reply.messages()
        annotations = annotations_of(encoded)
        assert annotations["x-opt-locked-until"] == world.now_ms + 60_000
        assert annotations["x-opt-message-state"] == 1

    def test_the_delivery_was_not_counted_by_deferring(self) -> None:
        world = self.deferred()
        receive(world, 1)
        assert world.namespace.queues["orders"].messages[1].delivery_count == 0

    def test_many_come_together(self) -> None:
        assert bodies(receive(self.deferred(3), 3, 1).messages()) == [b"2", b"0"]

    @pytest.mark.parametrize("numbers", [(9,), (1, 9)])
    def test_one_unknown_number_is_not_found_and_locks_none(self, numbers: tuple[int, ...]) -> None:
        world = self.deferred()
        reply = receive(world, *numbers)
        assert (reply.status, reply.condition) == (404, "com.microsoft:message-not-found")
        assert receive(world, 1).status == 200

    def test_a_message_that_is_not_deferred_is_not_found(self) -> None:
        assert receive(with_orders(b"a"), 1).condition == "com.microsoft:message-not-found"

    def test_a_locked_one_is_not_given_to_another(self) -> None:
        world = self.deferred()
        receive(world, 1)
        assert receive(world, 1).status == 404

    def test_received_and_deleted_it_is_gone(self) -> None:
        world = self.deferred()
        assert bodies(receive(world, 1, mode=0).messages()) == [b"0"]
        assert world.restarted().queues["orders"].messages == {}

    def test_a_deletion_that_is_not_on_disk_gives_nothing(self) -> None:
        world = self.deferred()
        node = Management(world, "orders")
        node.request(
            "receive-by-sequence-number", {"sequence-numbers": longs(1), "receiver-settle-mode": UInt(0)}
        )
        world.fail()
        (reply,) = node.replies()
        assert (reply.status, reply.body) == (403, {})
        assert receive(world, 1).status == 200

    def test_in_a_session_the_holder_receives_until_the_sessions_end(self) -> None:
        world = World(QUEUES)
        world.send("jobs", *numbered(b"a", session="s"))
        holder = world.receive("jobs", session="s")
        holder.hear()
        holder.settle(0, state=DEFER)
        world.commit()
        world.now_ms += 10_000
        (job,) = receive(world, 1, session="s").messages()
        assert annotations_of(job)["x-opt-locked-until"] == START_MS + 60_000

    def test_a_session_that_nobody_holds_gives_nothing(self) -> None:
        world = World(QUEUES)
        world.send("jobs", *numbered(b"a", session="s"))
        assert receive(world, 1, session="s").condition == "com.microsoft:session-lock-lost"

    def test_a_queue_that_may_not_be_received_from_gives_nothing(self) -> None:
        world = self.deferred()
        queue = world.namespace.queues["orders"]
        queue.describe(QueueDescription(status=EntityStatus.RECEIVE_DISABLED))
        assert receive(world, 1).condition == "com.microsoft:entity-disabled"


def schedule(world: World, *encoded: bytes, entity: str = "orders") -> Reply:
    entries = [{"message-id": "m", "message": one} for one in encoded]
    return Management(world, entity).ask("schedule-message", {"messages": entries})


def later(body: bytes = b"later", after_ms: int = 60_000, **more: object) -> bytes:
    return message(body, scheduled_ms=START_MS + after_ms, **more)  # type: ignore[arg-type]


class TestSchedule:
    def test_the_numbers_come_as_an_array_of_longs(self) -> None:
        reply = schedule(World(QUEUES), later(), later())
        assert reply.status == 200
        assert typed(reply.map) == typed({"sequence-numbers": Array(b"\x81", [Long(1), Long(2)])})

    def test_what_the_disk_has_no_room_for_is_refused(self) -> None:
        world = World(QUEUES)
        world.namespace.context.room_bytes = 0
        assert schedule(world, later()).condition == "amqp:resource-limit-exceeded"

    def test_a_message_comes_when_it_is_due_under_a_new_number(self) -> None:
        world = World(QUEUES)
        schedule(world, later(after_ms=60_000))
        receiver = world.receive("orders")
        world.pass_time(59_999)
        world.commit()
        assert receiver.bodies() == []
        world.pass_time(1)
        world.commit()
        ((_transfer, payload),) = receiver.deliveries()
        annotations = annotations_of(payload)
        assert annotations["x-opt-sequence-number"] == 2
        assert annotations["x-opt-enqueued-time"] == world.now_ms
        assert annotations["x-opt-scheduled-enqueue-time"] == START_MS + 60_000

    def test_it_is_still_there_after_a_restart(self) -> None:
        world = World(QUEUES)
        schedule(world, later())
        (found,) = world.restarted().queues["orders"].messages.values()
        assert (found.kind, found.due_ms) == (SCHEDULED, START_MS + 60_000)

    def test_on_a_topic_it_meets_the_rules_when_it_is_due(self) -> None:
        world = World(topics=TOPICS)
        schedule(world, later(), entity="events")
        assert world.receive("events/Subscriptions/all").bodies() == []
        rules = (RuleDescription("$Default", SqlFilter("sys.Label = 'other'")),)
        topic = world.namespace.topics["events"]
        world.namespace.put_subscription(2, topic, "all", SubscriptionDescription(rules=rules))
        world.pass_time(60_000)
        world.commit()
        assert world.receive("events/Subscriptions/all").bodies() == []

    def test_on_a_topic_it_reaches_the_subscriptions(self) -> None:
        world = World(topics=TOPICS)
        schedule(world, later(), entity="events")
        world.pass_time(60_000)
        world.commit()
        assert world.receive("events/Subscriptions/all").bodies() == [b"later"]

    def test_a_time_that_has_passed_is_due_at_once(self) -> None:
        world = World(QUEUES)
        schedule(world, later(after_ms=-1))
        world.pass_time(0)
        world.commit()
        assert world.receive("orders").bodies() == [b"later"]

    def test_a_message_without_a_time_is_refused_and_so_are_the_others(self) -> None:
        world = World(QUEUES)
        reply = schedule(world, later(), message(b"now"))
        assert (reply.status, reply.condition) == (400, "com.microsoft:argument-error")
        assert world.namespace.queues["orders"].messages == {}

    @pytest.mark.parametrize("entries", [None, [], "x", [{}], [{"message": "text"}], [None]])
    def test_something_else_than_messages_is_refused(self, entries: object) -> None:
        reply = Management(World(QUEUES), "orders").ask("schedule-message", {"messages": entries})
        assert reply.condition == "com.microsoft:argument-error"

    def test_bytes_that_are_no_message_are_refused(self) -> None:
        assert schedule(World(QUEUES), b"\x00\x53\x73\xc0").condition == "amqp:decode-error"

    def test_a_session_queue_wants_a_session(self) -> None:
        world = World(QUEUES)
        assert schedule(world, later(), entity="jobs").condition == "amqp:not-allowed"
        assert schedule(world, later(session="s"), entity="jobs").status == 200

    def test_a_message_that_is_too_large_is_refused(self) -> None:
        world = World({"orders": QueueDescription(max_message_size_in_kilobytes=1)})
        reply = schedule(world, later(bytes(70_000)))
        assert (reply.status, reply.condition) == (413, "amqp:link:message-size-exceeded")

    def test_a_queue_that_may_not_be_sent_to_takes_none(self) -> None:
        world = World({"orders": QueueDescription(status=EntityStatus.SEND_DISABLED)})
        assert schedule(world, later()).condition == "com.microsoft:entity-disabled"

    def test_a_duplicate_is_accepted_and_dropped(self) -> None:
        world = World({"orders": QueueDescription(requires_duplicate_detection=True)})
        assert schedule(world, later(), later()).map == {"sequence-numbers": [1, 0]}
        assert list(world.namespace.queues["orders"].messages) == [1]

    def test_properties_that_cannot_be_read_do_not_stand_in_the_way(self) -> None:
        no_map = b"\x00\x53\x74\xa1\x01x"
        broken = later().replace(b"\x00\x53\x75", no_map + b"\x00\x53\x75")
        world = World(topics=TOPICS)
        assert schedule(world, broken, entity="events").status == 200
        world.pass_time(60_000)
        world.commit()
        assert world.receive("events/Subscriptions/all").bodies() == [b"later"]

    def test_a_time_beyond_all_calendars_is_refused(self) -> None:
        far = message(b"x", scheduled_ms=253_402_300_800_000)
        assert schedule(World(QUEUES), far).condition == "com.microsoft:argument-error"


def cancel(world: World, *numbers: int, entity: str = "orders") -> Reply:
    body = {"sequence-numbers": longs(*numbers)}
    return Management(world, entity).ask("cancel-scheduled-message", body)


class TestCancel:
    def test_a_cancelled_message_never_comes(self) -> None:
        world = World(QUEUES)
        schedule(world, later())
        reply = cancel(world, 1)
        assert (reply.status, reply.body) == (200, {})
        world.pass_time(60_000)
        world.commit()
        assert world.receive("orders").bodies() == []
        assert world.restarted().queues["orders"].messages == {}

    def test_on_a_topic_too(self) -> None:
        world = World(topics=TOPICS)
        schedule(world, later(), entity="events")
        assert cancel(world, 1, entity="events").status == 200
        assert peeked(world, "events") == []

    def test_what_a_link_scheduled_can_be_cancelled(self) -> None:
        world = World(QUEUES)
        world.send("orders", later())
        assert cancel(world, 1).status == 200

    def test_one_unknown_number_cancels_none(self) -> None:
        world = World(QUEUES)
        schedule(world, later())
        reply = cancel(world, 1, 9)
        assert (reply.status, reply.condition) == (404, "com.microsoft:message-not-found")
        assert len(peeked(world, "orders")) == 1

    def test_a_message_that_is_not_scheduled_is_not_found(self) -> None:
        assert cancel(with_orders(b"a"), 1).status == 404

    def test_a_cancellation_that_is_not_on_disk_has_not_happened(self) -> None:
        world = World(QUEUES)
        schedule(world, later())
        node = Management(world, "orders")
        node.request("cancel-scheduled-message", {"sequence-numbers": longs(1)})
        world.fail()
        assert [reply.status for reply in node.replies()] == [403]
        world.pass_time(60_000)
        world.commit()
        assert world.receive("orders").bodies() == [b"later"]


def delete(world: World, count: int, *, before_ms: int, entity: str = "orders", **more: object) -> Reply:
    body: dict[object, object] = {"message-count": Int(count), "enqueued-time-utc": Timestamp(before_ms)}
    body.update({name.replace("_", "-"): value for name, value in more.items()})
    return Management(world, entity).ask("batch-delete-messages", body)


class TestBatchDelete:
    def test_the_oldest_go_and_are_counted(self) -> None:
        world = with_orders(b"a", b"b", b"c")
        reply = delete(world, 2, before_ms=world.now_ms + 1)
        assert typed(reply.map) == typed({"message-count": Int(2)})
        assert bodies(peeked(world, "orders")) == [b"c"]

    def test_what_came_at_that_time_or_later_stays(self) -> None:
        world = with_orders(b"a")
        assert delete(world, 10, before_ms=world.now_ms).status == 204

    def test_what_is_locked_deferred_or_scheduled_stays(self) -> None:
        world = with_orders(b"locked", b"deferred", b"free")
        world.send("orders", later())
        receiver = world.receive("orders", credit=2)
        tags(receiver)
        receiver.settle(1, state=DEFER)
        world.commit()
        assert delete(world, 10, before_ms=world.now_ms + 1).map == {"message-count": 1}
        assert bodies(peeked(world, "orders")) == [b"locked", b"deferred", b"later"]

    def test_no_more_than_the_limit_go_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("longshore.broker.management.messages.MAX_DELETED_MESSAGES", 5)
        world = with_orders(*(str(number).encode() for number in range(7)))
        assert delete(world, 7, before_ms=world.now_ms + 1).map == {"message-count": 5}

    def test_one_session_can_be_emptied_alone(self) -> None:
        world = World(QUEUES)
        world.send("jobs", *numbered(b"a", session="one"), *numbered(b"b", session="two"))
        reply = delete(world, 10, before_ms=world.now_ms + 1, entity="jobs", session_id="one")
        assert reply.map == {"message-count": 1}
        assert bodies(peeked(world, "jobs")) == [b"b"]

    def test_dead_letters_can_be_emptied(self) -> None:
        world = with_orders(b"dead")
        receiver = world.receive("orders")
        receiver.hear()
        receiver.settle(0, state=Rejected())
        world.commit()
        assert delete(world, 10, before_ms=world.now_ms + 1, entity=DEAD).status == 200
        assert peeked(world, DEAD) == []

    @pytest.mark.parametrize("body", [{}, {"message-count": Int(-1)}, {"message-count": "1"}])
    def test_how_many_must_be_said(self, body: dict[object, object]) -> None:
        reply = Management(World(QUEUES), "orders").ask("batch-delete-messages", body)
        assert reply.condition == "com.microsoft:argument-error"


@pytest.mark.parametrize("act", [receive, cancel])
def test_numbers_must_be_given(act: Callable[..., Reply]) -> None:
    assert act(World(QUEUES)).condition == "com.microsoft:argument-error"
