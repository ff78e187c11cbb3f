"""Turns of the kernel, as a client sees them."""

from longshore.amqp.states import ConnectionState
from longshore.model.entities import (
    QueueDescription,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.wire.frames import AMQP_HEADER, EMPTY_FRAME, SASL_FRAME, SASL_HEADER, encode_frame
from longshore.wire.performatives import (
    Attach,
    Close,
    Detach,
    Disposition,
    Flow,
    Open,
    SaslInit,
    SaslOutcome,
    Transfer,
)
from longshore.wire.states import Accepted, Error, Modified, Rejected, Released
from tests.unit.broker.world import Client, World, annotations_of, application_properties_of, message, plain

QUEUE = {"orders": QueueDescription(lock_duration_ms=60_000, max_delivery_count=3)}
SMALL = {"orders": QueueDescription(max_message_size_in_kilobytes=1)}
SESSIONS = {"jobs": QueueDescription(requires_session=True, lock_duration_ms=60_000)}


def ready(queues: dict[str, QueueDescription] = QUEUE, address: str = "orders") -> tuple[World, Client]:
    world = World(queues)
    client = world.client()
    client.attach_sender(address)
    client.hear()
    return world, client


def send(world: World, client: Client, *bodies: bytes, session: str | None = None) -> None:
    for body in bodies:
        client.send(message(body, message_id=body.decode(), session=session))
    world.commit()
    client.hear()


class TestSending:
    def test_nothing_is_accepted_before_it_is_on_disk(self) -> None:
        world, client = ready()
        client.send(message(b"one"))
        assert client.hear() == []
        world.commit()
        assert [type(frame) for frame in client.hear()] == [Disposition]

    def test_consecutive_sends_are_accepted_in_one_range(self) -> None:
        world, client = ready()
        for number in range(5):
            client.send(message(b"body", message_id=str(number)))
        world.commit()
        (answer,) = client.hear()
        assert isinstance(answer, Disposition)
        assert (answer.first, answer.last, answer.settled, answer.state) == (0, 4, True, Accepted())

    def test_a_failed_commit_rejects_the_send_and_leaves_nothing(self) -> None:
        world, client = ready()
        client.send(message(b"one"))
        world.fail()
        (answer,) = client.hear()
        assert isinstance(answer, Disposition)
        assert isinstance(answer.state, Rejected)
        assert answer.state.error is not None
        assert answer.state.error.condition == "amqp:resource-limit-exceeded"
        assert world.namespace.queues["orders"].active_count == 0

    def test_what_gathered_behind_a_failed_commit_fails_too(self) -> None:
        world, client = ready()
        client.send(message(b"one", message_id="1"))
        assert world.kernel.take_unit() is not None
        client.send(message(b"two", message_id="2"))
        world.fail()
        answers = [frame for frame in client.hear() if isinstance(frame, Disposition)]
        assert [(answer.first, type(answer.state)) for answer in answers] == [(0, Rejected), (1, Rejected)]

    def test_units_are_made_true_in_the_order_in_which_they_were_given(self) -> None:
        world, client = ready()
        for message_id in ("1", "2", "3"):
            client.send(message(b"body", message_id=message_id))
            world.kernel.take_unit()
        assert world.kernel.take_unit() is None
        world.kernel.committed(world.now_ms)
        world.kernel.committed(world.now_ms)
        answers = [(frame.first, frame.last) for frame in client.hear() if isinstance(frame, Disposition)]
        assert answers == [(0, None), (1, None)]
        world.commit()
        assert world.namespace.queues["orders"].active_count == 3

    def test_bytes_that_are_no_message_are_rejected_and_the_link_lives(self) -> None:
        world, client = ready()
        client.send(b"\x00\x53\x73\xc0\xff")
        client.send(message(b"good"))
        world.commit()
        states = [frame.state for frame in client.hear() if isinstance(frame, Disposition)]
        assert [type(state) for state in states] == [Rejected, Accepted]

    def test_a_message_beyond_every_limit_is_rejected_and_the_link_lives(self) -> None:
        world, client = ready(SMALL)
        client.send(message(bytes(100_000)))
        client.send(message(b"small"))
        world.commit()
        large, small = [frame.state for frame in client.hear() if isinstance(frame, Disposition)]
        assert isinstance(large, Rejected)
        assert large.error is not None
        assert large.error.condition == "amqp:link:message-size-exceeded"
        assert "1024 are allowed here" in (large.error.description or "")
        assert small == Accepted()

    def test_a_message_that_was_too_large_uses_up_no_credit_for_long(self) -> None:
        _world, client = ready(SMALL)
        for _ in range(500):
            client.send(bytes(70_000))
        (flow,) = [frame for frame in client.hear() if isinstance(frame, Flow)]
        assert (flow.delivery_count, flow.link_credit) == (500, 1_000)

    def test_credit_comes_back_as_sends_are_decided(self) -> None:
        world, client = ready()
        for number in range(500):
            client.send(message(b"body", message_id=str(number)))
        assert [frame for frame in client.hear() if isinstance(frame, Flow)] == []
        world.commit()
        (flow,) = [frame for frame in client.hear() if isinstance(frame, Flow)]
        assert (flow.delivery_count, flow.link_credit) == (500, 1_000)

    def test_a_batch_is_many_messages_with_one_answer(self) -> None:
        world, client = ready()
        inner = [message(body, message_id=body.decode()) for body in (b"a", b"b")]
        payload = b"".join(b"\x00\x53\x75\xa0" + bytes((len(one),)) + one for one in inner)
        client.send(payload, message_format=0x80013700)
        world.commit()
        assert len(client.hear()) == 1
        assert world.namespace.queues["orders"].active_count == 2


class TestReceiving:
    def test_a_message_is_delivered_only_after_its_send_is_on_disk(self) -> None:
        world, client = ready()
        client.attach_receiver("orders", credit=10)
        client.hear()
        client.send(message(b"one"))
        assert client.bodies() == []
        world.commit()
        assert client.bodies() == [b"one"]

    def test_a_delivery_carries_what_service_bus_adds(self) -> None:
        world, client = ready()
        send(world, client, b"one")
        client.attach_receiver("orders", credit=1)
        ((transfer, payload),) = client.deliveries()
        annotations = annotations_of(payload)
        assert transfer.delivery_tag is not None
        assert len(transfer.delivery_tag) == 16
        assert annotations["x-opt-sequence-number"] == 1
        assert annotations["x-opt-enqueued-time"] == world.now_ms
        assert annotations["x-opt-locked-until"] == world.now_ms + 60_000

    def test_credit_bounds_what_is_sent(self) -> None:
        world, client = ready()
        send(world, client, b"a", b"b", b"c")
        client.attach_receiver("orders", credit=2)
        assert client.bodies() == [b"a", b"b"]

    def test_draining_an_empty_queue_uses_up_the_credit(self) -> None:
        _world, client = ready()
        client.attach_receiver("orders")
        client.hear()
        client.grant(5, drain=True)
        (flow,) = client.hear()
        assert isinstance(flow, Flow)
        assert (flow.drain, flow.link_credit, flow.delivery_count) == (True, 0, 5)

    def test_draining_sends_what_there_is_first(self) -> None:
        world, client = ready()
        send(world, client, b"a")
        client.attach_receiver("orders")
        client.hear()
        client.grant(5, drain=True)
        assert [type(frame) for frame in client.hear()] == [Transfer, Flow]

    def test_draining_exactly_the_credit_is_answered_too(self) -> None:
        world, client = ready()
        send(world, client, b"a", b"b")
        client.attach_receiver("orders")
        client.hear()
        client.grant(1, drain=True)
        assert [type(frame) for frame in client.hear()] == [Transfer, Flow]

    def test_receive_and_delete_removes_before_it_delivers(self) -> None:
        world, client = ready()
        send(world, client, b"one")
        client.attach_receiver("orders", credit=1, delete=True)
        assert client.bodies() == []
        world.commit()
        ((transfer, _payload),) = client.deliveries()
        assert transfer.settled is True
        assert world.namespace.queues["orders"].messages == {}

    def test_competing_receivers_share(self) -> None:
        world, client = ready()
        first, second = world.client(), world.client()
        for receiver in (first, second):
            receiver.attach_receiver("orders", credit=100)
            receiver.hear()
        send(world, client, *[str(number).encode() for number in range(100)])
        assert sorted((len(first.bodies()), len(second.bodies()))) == [36, 64]

    def test_a_congested_receiver_gets_nothing_until_there_is_room(self) -> None:
        world, client = ready()
        receiver = world.client()
        receiver.attach_receiver("orders", credit=10)
        receiver.hear()
        world.kernel.congested(receiver.peer, world.now_ms, full=True)
        send(world, client, b"one")
        assert receiver.bodies() == []
        world.kernel.congested(receiver.peer, world.now_ms, full=False)
        assert receiver.bodies() == [b"one"]


class TestSettling:
    def received(self) -> tuple[World, Client]:
        world, client = ready()
        send(world, client, b"one")
        client.attach_receiver("orders", credit=10)
        client.hear()
        return world, client

    def test_completing_is_confirmed_when_it_is_on_disk(self) -> None:
        world, client = self.received()
        client.settle(0)
        assert client.hear() == []
        world.commit()
        (answer,) = client.hear()
        assert isinstance(answer, Disposition)
        assert (answer.role, answer.settled, answer.state) == (False, True, Accepted())
        assert world.namespace.queues["orders"].messages == {}

    def test_abandoning_counts_and_delivers_again(self) -> None:
        world, client = self.received()
        client.settle(0, state=Modified(delivery_failed=True, undeliverable_here=False))
        world.commit()
        answer, transfer = client.hear()
        assert isinstance(answer, Disposition)
        assert answer.state == Modified(delivery_failed=True, undeliverable_here=False)
        assert isinstance(transfer, Transfer)
        assert world.namespace.queues["orders"].messages[1].delivery_count == 1

    def test_releasing_is_answered_at_once_and_does_not_count(self) -> None:
        world, client = self.received()
        client.settle(0, state=Released())
        world.commit()
        assert world.namespace.queues["orders"].messages[1].delivery_count == 0

    def test_dead_lettering_keeps_reason_and_description(self) -> None:
        world, client = self.received()
        info: dict[object, object] = {"DeadLetterReason": "bad", "DeadLetterErrorDescription": "very bad"}
        client.settle(0, state=Rejected(Error("com.microsoft:dead-letter", None, info)))
        world.commit()
        (answer,) = client.hear()
        assert isinstance(answer, Disposition)
        assert answer.state == Rejected()
        client.attach_receiver("orders/$DeadLetterQueue", handle=2, credit=1)
        ((_transfer, payload),) = client.deliveries()
        assert application_properties_of(payload) == info
        assert annotations_of(payload)["x-opt-deadletter-source"] == "orders"

    def test_a_lock_that_has_ended_is_refused(self) -> None:
        world, client = self.received()
        world.now_ms += 60_000
        client.settle(0)
        (answer,) = client.hear()
        assert isinstance(answer, Disposition)
        assert isinstance(answer.state, Rejected)
        assert answer.state.error is not None
        assert answer.state.error.condition == "com.microsoft:message-lock-lost"

    def test_a_lock_that_runs_out_counts_and_delivers_again(self) -> None:
        world, client = self.received()
        world.pass_time(60_000)
        world.commit()
        assert client.bodies() == [b"one"]
        assert world.namespace.queues["orders"].messages[1].delivery_count == 1

    def test_a_lost_link_is_not_an_abandon(self) -> None:
        world, client = self.received()
        world.kernel.lost(client.peer, world.now_ms)
        other = world.client()
        other.attach_receiver("orders", credit=1)
        assert other.bodies() == []
        world.pass_time(60_000)
        world.commit()
        assert other.bodies() == [b"one"]


class TestSessions:
    def test_a_message_without_a_session_is_refused(self) -> None:
        _world, client = ready(SESSIONS, "jobs")
        client.send(message(b"one"))
        (answer,) = client.hear()
        assert isinstance(answer, Disposition)
        assert isinstance(answer.state, Rejected)

    def test_the_answer_names_the_session_and_the_end_of_its_lock(self) -> None:
        world, client = ready(SESSIONS, "jobs")
        send(world, client, b"one", session="s1")
        client.attach_receiver("jobs", session=None)
        (attach,) = client.hear()
        assert isinstance(attach, Attach)
        assert attach.source is not None
        assert attach.source.filter == {"com.microsoft:session-filter": "s1"}
        ticks = (world.now_ms + 60_000) * 10_000 + 621_355_968_000_000_000
        assert attach.properties == {"com.microsoft:locked-until-utc": ticks}

    def test_the_next_available_session_is_waited_for(self) -> None:
        world, client = ready(SESSIONS, "jobs")
        receiver = world.client()
        receiver.attach_receiver("jobs", session=None)
        assert receiver.hear() == []
        send(world, client, b"one", session="s1")
        assert [type(frame) for frame in receiver.hear()] == [Attach]

    def test_waiting_ends_when_the_client_said_so(self) -> None:
        world, _client = ready(SESSIONS, "jobs")
        receiver = world.client()
        receiver.attach_receiver("jobs", session=None, properties={"com.microsoft:timeout": 1_000})
        world.pass_time(999)
        assert receiver.hear() == []
        world.pass_time(1)
        attach, detach = receiver.hear()
        assert isinstance(attach, Attach)
        assert attach.source is None
        assert isinstance(detach, Detach)
        assert detach.error is not None
        assert detach.error.condition == "com.microsoft:timeout"

    def test_a_held_session_cannot_be_accepted(self) -> None:
        world, _client = ready(SESSIONS, "jobs")
        first, second = world.client(), world.client()
        first.attach_receiver("jobs", session="s1")
        second.attach_receiver("jobs", session="s1")
        _attach, detach = second.hear()
        assert isinstance(detach, Detach)
        assert detach.error is not None
        assert detach.error.condition == "com.microsoft:session-cannot-be-locked"

    def test_a_lost_connection_frees_its_session_at_once(self) -> None:
        world, client = ready(SESSIONS, "jobs")
        send(world, client, b"one", b"two", session="s1")
        first, second = world.client(), world.client()
        first.attach_receiver("jobs", session="s1", credit=1)
        assert first.bodies() == [b"one"]
        second.attach_receiver("jobs", session=None, credit=10)
        world.kernel.lost(first.peer, world.now_ms)
        second.grant(10)
        assert second.bodies() == [b"one", b"two"]
        assert world.namespace.queues["jobs"].messages[1].delivery_count == 0

    def test_a_session_whose_lock_ran_out_detaches_its_receiver(self) -> None:
        world, client = ready(SESSIONS, "jobs")
        send(world, client, b"one", session="s1")
        receiver = world.client()
        receiver.attach_receiver("jobs", session="s1", credit=1)
        receiver.hear()
        world.pass_time(60_000)
        (detach,) = receiver.hear()
        assert isinstance(detach, Detach)
        assert detach.error is not None
        assert detach.error.condition == "com.microsoft:session-lock-lost"

    def test_a_receiver_without_a_session_is_refused(self) -> None:
        _world, client = ready(SESSIONS, "jobs")
        client.attach_receiver("jobs")
        _attach, detach = client.hear()
        assert isinstance(detach, Detach)
        assert detach.error is not None
        assert detach.error.condition == "amqp:not-allowed"


class TestTopics:
    def test_each_subscription_gets_what_its_filter_lets_through(self) -> None:
        rule = RuleDescription("$Default", SqlFilter("EventType = 'TripGenerated'"))
        topic = TopicDescription(
            subscriptions={"trips": SubscriptionDescription(rules=(rule,)), "all": SubscriptionDescription()}
        )
        world = World(topics={"events": topic})
        client = world.client()
        client.attach_sender("events")
        client.send(message(b"trip", message_id="1", properties={"EventType": "TripGenerated"}))
        client.send(message(b"other", message_id="2", properties={"EventType": "Other"}))
        world.commit()
        client.hear()
        client.attach_receiver("events/Subscriptions/trips", handle=1, credit=10)
        assert client.bodies() == [b"trip"]
        client.attach_receiver("EVENTS/subscriptions/ALL", handle=2, credit=10)
        assert client.bodies() == [b"trip", b"other"]


class TestRefusals:
    def refused(self, client: Client) -> str:
        attach, detach = client.hear()
        assert isinstance(attach, Attach)
        assert (attach.source, attach.target) == (None, None)
        assert isinstance(detach, Detach)
        assert detach.error is not None
        return detach.error.condition

    def test_an_unknown_entity(self) -> None:
        _world, client = ready()
        client.attach_receiver("nothing")
        assert self.refused(client) == "amqp:not-found"

    def test_a_key_without_the_right(self) -> None:
        world = World(QUEUE)
        client = world.client("listener", "listen-key")
        client.attach_sender("orders")
        assert self.refused(client) == "amqp:unauthorized-access"
        assert world.logged[0][0] == "link refused"

    def test_a_client_that_proved_nothing(self) -> None:
        client = World(QUEUE).anonymous()
        client.attach_receiver("orders")
        assert self.refused(client) == "amqp:unauthorized-access"

    def test_sending_to_dead_letters(self) -> None:
        _world, client = ready()
        client.attach_sender("orders/$DeadLetterQueue", handle=5)
        assert self.refused(client) == "amqp:not-allowed"

    def test_receiving_from_a_topic(self) -> None:
        client = World(topics={"events": TopicDescription()}).client()
        client.attach_receiver("events")
        assert self.refused(client) == "amqp:not-allowed"


class TestConnections:
    def test_a_wrong_password_ends_the_connection(self) -> None:
        world = World(QUEUE)
        client = Client(world)
        client.say_raw(SASL_HEADER + encode_frame(0, SaslInit("PLAIN", plain("root", "wrong")), SASL_FRAME))
        outcome = client.hear()[-1]
        assert isinstance(outcome, SaslOutcome)
        assert outcome.code == 1
        assert client.peer.connection.state is ConnectionState.CLOSED

    def test_a_connection_that_proves_nothing_within_twenty_seconds_is_closed(self) -> None:
        world = World(QUEUE)
        client = world.anonymous()
        world.pass_time(19_999)
        assert client.hear() == []
        world.pass_time(1_001)
        (close,) = client.hear()
        assert isinstance(close, Close)

    def test_a_peer_with_a_short_time_out_is_kept_alive_in_time(self) -> None:
        world = World(QUEUE)
        world.pass_time(0)
        client = Client(world)
        client.say_raw(AMQP_HEADER)
        client.say(Open("client", idle_time_out=500))
        client.hear()
        heard = []
        for _ in range(10):
            world.pass_time(100)
            heard.append(client.peer.connection.data_to_send(world.now_ms))
        assert heard == [b"", b"", EMPTY_FRAME, b"", b"", EMPTY_FRAME, b"", b"", EMPTY_FRAME, b""]

    def test_a_violation_is_logged_with_its_reason(self) -> None:
        world = World(QUEUE)
        client = world.client()
        client.say_raw(b"\x00\x00\x00\x03\x02\x00\x00\x00")
        ((event, fields),) = world.logged
        assert (event, fields["condition"]) == ("connection ended", "amqp:connection:framing-error")

    def test_a_broken_rule_that_costs_a_link_is_logged_too(self) -> None:
        world, client = ready()
        for _ in range(1_001):
            client.send(message(b"body", message_id=None))
        event, fields = world.logged[-1]
        assert (event, fields["condition"]) == ("rule broken", "amqp:link:transfer-limit-exceeded")

    def test_a_broken_rule_that_costs_a_session_is_logged_too(self) -> None:
        world, client = ready()
        client.send(message(b"body"), handle=77)
        event, fields = world.logged[-1]
        assert (event, fields["condition"]) == ("rule broken", "amqp:session:unattached-handle")

    def test_a_stopping_broker_says_so(self) -> None:
        world, client = ready()
        world.kernel.close("stopping")
        (close,) = client.hear()
        assert isinstance(close, Close)
        assert close.error is not None
        assert close.error.condition == "amqp:connection:forced"
