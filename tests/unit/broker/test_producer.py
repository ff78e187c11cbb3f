"""Sending on a link: limits, batches, schedules, and which answer each gets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.engine.message import SCHEDULED
from longshore.model.entities import (
    QueueDescription,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
    TrueFilter,
)
from longshore.wire.encode import encode_value
from longshore.wire.performatives import Attach, Disposition
from longshore.wire.states import Accepted
from longshore.wire.values import Symbol, ULong
from tests.unit.broker.audit import audit
from tests.unit.broker.world import Client, World, message
from tests.wire.damage import damaged
from tests.wire.values import scalars, timestamps, values

BATCH = 0x80013700
MIB = 1_048_576
TOO_LARGE = "amqp:link:message-size-exceeded"


def sending(queue: QueueDescription | None = None) -> tuple[World, Client]:
    world = World({"orders": queue or QueueDescription()})
    client = world.client()
    client.attach_sender("orders")
    client.hear()
    return world, client


def batch(*encoded: bytes) -> bytes:
    return b"".join(b"\x00\x53\x75\xb0" + len(one).to_bytes(4, "big") + one for one in encoded)


def count(world: World) -> int:
    return len(world.namespace.queues["orders"].messages)


class TestAttach:
    def announced(self, kilobytes: int) -> Attach:
        client = World({"orders": QueueDescription(max_message_size_in_kilobytes=kilobytes)}).client()
        client.attach_sender("orders")
        attach, _flow = client.hear()
        assert isinstance(attach, Attach)
        return attach

    def test_the_limits_are_announced(self) -> None:
        attach = self.announced(256)
        assert attach.max_message_size == 256 * 1_024
        assert attach.properties == {Symbol("com.microsoft:max-message-batch-size"): ULong(256 * 1_024)}

    def test_a_batch_has_one_mebibyte_at_most(self) -> None:
        attach = self.announced(102_400)
        assert attach.max_message_size == 102_400 * 1_024
        assert attach.properties == {Symbol("com.microsoft:max-message-batch-size"): ULong(MIB)}


class TestLimits:
    def test_a_batch_over_one_mebibyte_is_refused(self) -> None:
        world, client = sending()
        client.send(batch(message(bytes(MIB + 70_000))), message_format=BATCH)
        assert client.errors() == [TOO_LARGE]
        assert count(world) == 0

    def test_a_single_message_may_be_larger_than_a_batch(self) -> None:
        world, client = sending()
        client.send(message(bytes(MIB + 70_000)))
        world.commit()
        assert client.outcomes() == [Accepted()]

    def test_what_the_disk_has_no_room_for_is_refused(self) -> None:
        world, client = sending()
        world.namespace.context.room_bytes = 100
        client.send(message(bytes(101)))
        assert client.errors() == ["amqp:resource-limit-exceeded"]
        assert count(world) == 0

    @pytest.mark.parametrize("size_bytes", [70_000, 200_000])
    def test_a_message_over_its_queues_limit_is_refused_whether_it_was_kept_or_counted(
        self, size_bytes: int
    ) -> None:
        _world, client = sending(QueueDescription(max_message_size_in_kilobytes=1))
        client.send(message(bytes(size_bytes)))
        assert client.errors() == [TOO_LARGE]

    def test_one_bad_message_refuses_its_whole_batch(self) -> None:
        world, client = sending()
        client.send(batch(message(b"good"), message(b"bad", message_id="x" * 129)), message_format=BATCH)
        assert client.errors() == ["com.microsoft:argument-error"]
        assert count(world) == 0

    def test_an_entity_that_is_full_says_so(self) -> None:
        _world, client = sending(QueueDescription(max_size_in_megabytes=1))
        client.send(message(bytes(MIB)))
        assert client.errors() == ["amqp:resource-limit-exceeded"]

    def test_a_settled_message_that_is_refused_gets_no_answer(self) -> None:
        _world, client = sending()
        client.send(message(b"bad", message_id="x" * 129), settled=True)
        assert client.hear() == []

    def test_refusals_of_one_kind_are_logged_once(self) -> None:
        world, client = sending()
        for _ in range(3):
            client.send(message(b"bad", message_id="x" * 129))
        client.send(b"")
        client.send(b"\x00")
        assert [fields["reason"] for event, fields in world.logged if event == "message refused"] == [
            "The message id has 129 characters; 128 are allowed.",
            "The message cannot be read: a message section starts with its descriptor at byte 0.",
        ]


class TestScheduling:
    def test_a_scheduled_message_is_accepted_and_waits(self) -> None:
        world, client = sending()
        client.send(message(b"later", scheduled_ms=world.now_ms + 1_000))
        world.commit()
        assert client.outcomes() == [Accepted()]
        receiver = world.receive("orders")
        assert receiver.bodies() == []
        world.pass_time(1_000)
        world.commit()
        assert receiver.bodies() == [b"later"]

    def test_a_time_that_has_come_is_no_schedule(self) -> None:
        world, client = sending()
        client.send(message(b"now", scheduled_ms=world.now_ms))
        world.commit()
        assert world.namespace.queues["orders"].count_of(SCHEDULED) == 0
        assert world.receive("orders").bodies() == [b"now"]

    def test_each_message_of_a_batch_has_its_own_time(self) -> None:
        world, client = sending()
        later = message(b"later", scheduled_ms=world.now_ms + 1_000)
        client.send(batch(message(b"now"), later), message_format=BATCH)
        world.commit()
        assert world.namespace.queues["orders"].count_of(SCHEDULED) == 1

    def test_a_session_gets_its_message_when_it_is_due(self) -> None:
        world = World({"jobs": QueueDescription(requires_session=True)})
        world.send("jobs", message(b"later", session="s", scheduled_ms=world.now_ms + 1_000))
        receiver = world.client()
        receiver.attach_receiver("jobs", session=None, credit=1)
        assert receiver.hear() == []
        world.pass_time(1_000)
        world.commit()
        assert receiver.bodies() == [b"later"]

    def test_a_topic_keeps_a_message_until_it_is_due(self) -> None:
        topic = TopicDescription(subscriptions={"all": SubscriptionDescription()})
        world = World(topics={"events": topic})
        world.send("events", message(b"later", scheduled_ms=world.now_ms + 1_000))
        receiver = world.receive("events/Subscriptions/all")
        assert receiver.bodies() == []
        world.pass_time(1_000)
        world.commit()
        assert receiver.bodies() == [b"later"]


# ---- any bytes

ACTION = RuleDescription("act", TrueFilter(), "SET b = 'x'; REMOVE a; SET sys.Label = sys.To")
SQL = RuleDescription("sql", SqlFilter("a > 1 OR sys.MessageId LIKE 'i%' OR EXISTS(b)"))
ENCODED = st.builds(
    message,
    st.binary(max_size=5),
    message_id=st.none() | st.text(max_size=3),
    session=st.none() | st.text(max_size=3),
    properties=st.none() | st.dictionaries(st.sampled_from("ab"), values, max_size=2),
    annotations=st.dictionaries(
        st.sampled_from(["x-opt-scheduled-enqueue-time", "x-opt-partition-key", "other"]).map(Symbol),
        values | timestamps,
        max_size=2,
    ),
)
HEADERS = st.just(b"") | st.lists(scalars, max_size=6).map(
    lambda items: b"\x00\x53\x70" + encode_value(items)
)
WHOLE = st.builds(lambda header, encoded: header + encoded, HEADERS, ENCODED)


@settings(max_examples=200, deadline=None)
@given(st.lists(WHOLE | damaged(WHOLE), min_size=1, max_size=5))
def test_any_bytes_are_refused_or_go_all_the_way(payloads: list[bytes]) -> None:
    world = World(
        queues={
            "first": QueueDescription(forward_to="events"),
            "jobs": QueueDescription(requires_session=True, forward_dead_lettered_messages_to="first"),
        },
        topics={
            "events": TopicDescription(
                subscriptions={
                    "all": SubscriptionDescription(rules=(ACTION, SQL), max_delivery_count=1),
                    "jobs": SubscriptionDescription(requires_session=True),
                }
            )
        },
    )
    client = world.client()
    for handle, entity in enumerate(("first", "jobs", "events")):
        client.attach_sender(entity, handle)
        for payload in payloads:
            client.send(payload, handle)
    world.commit()
    assert len(payloads) * 3 == sum(
        (frame.last or frame.first) - frame.first + 1
        for frame in client.hear()
        if isinstance(frame, Disposition)
    )
    world.receive("events/Subscriptions/all", credit=100)
    for _ in range(3):
        world.pass_time(60_000)
        world.commit()
    audit(world)
