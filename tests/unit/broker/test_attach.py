"""Where a link leads, and why it is refused."""

import pytest

from longshore.model.entities import (
    EntityStatus,
    QueueDescription,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.wire.performatives import Attach, Detach
from longshore.wire.values import Described, Symbol, ULong
from tests.unit.broker.world import Client, World, message

DESTINATION = Symbol("com.microsoft:transfer-destination-address")
SESSIONS = {"jobs": QueueDescription(lock_duration_ms=60_000, requires_session=True)}
DISABLED = EntityStatus.DISABLED
NO_SENDS = [EntityStatus.DISABLED, EntityStatus.SEND_DISABLED]
NO_RECEIVES = [EntityStatus.DISABLED, EntityStatus.RECEIVE_DISABLED]


def attached(client: Client) -> bool:
    """Say whether an attach was answered with a link."""
    (answer, *_rest) = [frame for frame in client.hear() if isinstance(frame, Attach)]
    return answer.source is not None and answer.target is not None


class TestStatus:
    def queue(self, status: EntityStatus) -> Client:
        return World({"orders": QueueDescription(status=status)}).client()

    @pytest.mark.parametrize("status", NO_SENDS)
    def test_a_sender_is_refused(self, status: EntityStatus) -> None:
        client = self.queue(status)
        client.attach_sender("orders")
        assert client.errors() == ["com.microsoft:entity-disabled"]

    @pytest.mark.parametrize("status", [EntityStatus.ACTIVE, EntityStatus.RECEIVE_DISABLED])
    def test_a_sender_is_let_in(self, status: EntityStatus) -> None:
        client = self.queue(status)
        client.attach_sender("orders")
        assert attached(client)

    @pytest.mark.parametrize("status", NO_RECEIVES)
    def test_a_receiver_is_refused(self, status: EntityStatus) -> None:
        client = self.queue(status)
        client.attach_receiver("orders")
        assert client.errors() == ["com.microsoft:entity-disabled"]

    @pytest.mark.parametrize("status", [EntityStatus.ACTIVE, EntityStatus.SEND_DISABLED])
    def test_a_receiver_is_let_in(self, status: EntityStatus) -> None:
        client = self.queue(status)
        client.attach_receiver("orders")
        assert attached(client)

    @pytest.mark.parametrize("status", NO_RECEIVES)
    def test_a_receiver_of_a_session_is_refused(self, status: EntityStatus) -> None:
        client = World({"jobs": QueueDescription(requires_session=True, status=status)}).client()
        client.attach_receiver("jobs", session=None)
        assert client.errors() == ["com.microsoft:entity-disabled"]

    def test_a_topic_has_a_status_too(self) -> None:
        client = World(topics={"events": TopicDescription(status=DISABLED)}).client()
        client.attach_sender("events")
        assert client.errors() == ["com.microsoft:entity-disabled"]

    def test_a_subscription_has_a_status_too(self) -> None:
        topic = TopicDescription(subscriptions={"all": SubscriptionDescription(status=DISABLED)})
        client = World(topics={"events": topic}).client()
        client.attach_receiver("events/Subscriptions/all")
        assert client.errors() == ["com.microsoft:entity-disabled"]

    def test_a_refused_sender_leaves_nothing_behind(self) -> None:
        client = self.queue(DISABLED)
        client.attach_sender("orders")
        assert client.peer.links == set()


class TestForwarding:
    QUEUES = {  # noqa: RUF012 - read only
        "first": QueueDescription(forward_to="second"),
        "second": QueueDescription(),
        "third": QueueDescription(forward_dead_lettered_messages_to="second"),
    }

    @pytest.mark.parametrize("address", ["first", "third/$DeadLetterQueue"])
    def test_what_is_forwarded_is_received_elsewhere(self, address: str) -> None:
        client = World(self.QUEUES).client()
        client.attach_receiver(address)
        assert client.errors() == ["amqp:not-allowed"]

    @pytest.mark.parametrize("address", ["first/$DeadLetterQueue", "third"])
    def test_the_other_sub_queue_can_be_received_from(self, address: str) -> None:
        client = World(self.QUEUES).client()
        client.attach_receiver(address)
        assert attached(client)

    def test_what_is_sent_goes_on(self) -> None:
        world = World(self.QUEUES)
        world.send("first", message(b"one"))
        world.commit()
        assert world.receive("second").bodies() == [b"one"]


class TestSendVia:
    def world(self, **queues: QueueDescription) -> World:
        return World(
            {"via": QueueDescription(), "final": QueueDescription(), **queues},
            {"events": TopicDescription(subscriptions={"all": SubscriptionDescription()})},
        )

    def sender(self, world: World, destination: object, via: str = "via") -> Client:
        client = world.client()
        client.attach_sender(via, properties={DESTINATION: destination})
        return client

    def lost(self, world: World, via: str = "via") -> list[bytes]:
        return world.receive(f"{via}/$Transfer/$DeadLetterQueue").bodies()

    @pytest.mark.parametrize("destination", ["final", "FINAL", "amqps://host:5671/final"])
    def test_a_message_goes_to_the_destination(self, destination: str) -> None:
        world = self.world()
        client = self.sender(world, destination)
        client.send(message(b"one"))
        world.commit()
        assert world.receive("final").bodies() == [b"one"]
        assert world.namespace.queues["via"].messages == {}

    def test_a_topic_may_be_the_destination(self) -> None:
        world = self.world()
        client = self.sender(world, "events")
        client.send(message(b"one"))
        world.commit()
        assert world.receive("events/Subscriptions/all").bodies() == [b"one"]

    def test_a_topic_may_be_on_the_way_and_keep_what_is_lost(self) -> None:
        world = self.world()
        client = self.sender(world, "nothing", via="events")
        client.send(message(b"one"))
        world.commit()
        assert self.lost(world, "events") == [b"one"]

    @pytest.mark.parametrize(
        ("final", "reason"),
        [
            (QueueDescription(status=EntityStatus.SEND_DISABLED), "com.microsoft:entity-disabled"),
            (QueueDescription(requires_session=True), "amqp:not-allowed"),
        ],
    )
    def test_what_the_destination_does_not_take_is_a_transfer_dead_letter(
        self, final: QueueDescription, reason: str
    ) -> None:
        world = self.world(final=final)
        client = self.sender(world, "final")
        client.hear()
        client.send(message(b"one"))
        world.commit()
        assert client.errors() == []
        (letter,) = world.namespace.queues["via"].messages.values()
        assert letter.dead_letter_source == "via"
        assert reason.encode() in world.namespace.context.payloads([letter])[0]
        assert self.lost(world) == [b"one"]

    def test_what_the_first_entity_does_not_take_is_refused(self) -> None:
        world = self.world(via=QueueDescription(max_message_size_in_kilobytes=1))
        client = self.sender(world, "final")
        client.hear()
        client.send(message(bytes(70_000)))
        assert client.errors() == ["amqp:link:message-size-exceeded"]

    def test_the_first_entity_must_be_open_for_sending(self) -> None:
        world = self.world(via=QueueDescription(status=EntityStatus.SEND_DISABLED))
        assert self.sender(world, "final").errors() == ["com.microsoft:entity-disabled"]

    def test_a_dead_letter_queue_is_no_destination(self) -> None:
        assert self.sender(self.world(), "final/$DeadLetterQueue").errors() == ["amqp:not-allowed"]

    def test_both_ends_take_a_right_to_send(self) -> None:
        client = self.world().client("listener", "listen-key")
        client.attach_sender("via", properties={DESTINATION: "final"})
        assert client.errors() == ["amqp:unauthorized-access"]

    def test_something_else_than_an_address_is_not_looked_at(self) -> None:
        world = self.world()
        client = self.sender(world, 5)
        client.send(message(b"one"))
        world.commit()
        assert world.receive("via").bodies() == [b"one"]


class TestSessionFilters:
    def test_a_described_name_is_a_name(self) -> None:
        world = World(SESSIONS)
        client = world.client()
        described = Described(ULong(0x13_7000_0000C), "s")
        client.attach_receiver("jobs", session=described)  # type: ignore[arg-type]  # as .NET and Java do
        (attach,) = client.hear()
        assert isinstance(attach, Attach)
        assert attach.source is not None
        assert attach.source.filter == {"com.microsoft:session-filter": "s"}

    def test_a_queue_without_sessions_has_none_to_accept(self) -> None:
        client = World({"orders": QueueDescription()}).client()
        client.attach_receiver("orders", session="s")
        assert client.errors() == ["amqp:not-allowed"]

    def test_dead_letters_have_no_sessions(self) -> None:
        world = World(SESSIONS)
        client = world.client()
        client.attach_receiver("jobs/$DeadLetterQueue", session="s")
        assert client.errors() == ["amqp:not-allowed"]
        client.attach_receiver("jobs/$DeadLetterQueue", handle=2)
        assert attached(client)


class TestAddresses:
    def test_a_link_without_an_address_leads_nowhere(self) -> None:
        client = World().client()
        client.attach_receiver(None)  # type: ignore[arg-type]  # a peer may send anything
        assert client.errors() == ["amqp:not-found"]

    @pytest.mark.parametrize("address", ["$management", "orders/$management/x", "orders/$Transfer"])
    def test_what_only_looks_like_an_entity_is_not_found(self, address: str) -> None:
        client = World({"orders": QueueDescription()}).client()
        client.attach_sender(address)
        assert client.errors() == ["amqp:not-found"]

    def test_a_subscription_takes_no_messages(self) -> None:
        topic = TopicDescription(subscriptions={"all": SubscriptionDescription()})
        client = World(topics={"events": topic}).client()
        client.attach_sender("events/Subscriptions/all")
        assert client.errors() == ["amqp:not-found"]

    def test_a_refusal_is_an_attach_of_nothing_and_a_detach(self) -> None:
        client = World().client()
        client.attach_sender("nothing")
        attach, detach = client.hear()
        assert isinstance(attach, Attach)
        assert (attach.source, attach.target) == (None, None)
        assert isinstance(detach, Detach)
        assert detach.closed
