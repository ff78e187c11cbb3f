"""Who is served, and in which order."""

import pytest

from longshore.model.entities import EntityStatus, QueueDescription
from longshore.wire.performatives import RECEIVER, Attach, Detach, Flow, Transfer
from longshore.wire.states import Source, Target
from longshore.wire.values import Symbol, UInt
from tests.unit.broker.world import Client, World, message

SESSIONS = {"jobs": QueueDescription(lock_duration_ms=60_000, requires_session=True)}


class TestNextSession:
    """Who came first is served first."""

    def waiting(self, world: World, properties: dict[object, object] | None = None) -> Client:
        client = world.client()
        client.attach_receiver("jobs", session=None, credit=10, properties=properties)
        return client

    def job(self, world: World, session: str) -> None:
        world.send("jobs", message(session.encode(), session=session))

    def test_the_first_to_wait_is_the_first_to_be_served(self) -> None:
        world = World(SESSIONS)
        first, second = self.waiting(world), self.waiting(world)
        self.job(world, "a")
        assert (first.bodies(), second.bodies()) == ([b"a"], [])
        self.job(world, "b")
        assert second.bodies() == [b"b"]

    def test_a_newcomer_does_not_pass_those_who_wait(self) -> None:
        world = World(SESSIONS)
        self.job(world, "a")
        holder, first = self.waiting(world), self.waiting(world)
        holder.hear()
        source = Source("jobs", filter={Symbol("com.microsoft:session-filter"): None})
        holder.say(Detach(1, closed=True), Attach("again", 2, RECEIVER, source=source, target=Target()))
        assert first.bodies() == [b"a"]
        assert [type(frame) for frame in holder.hear()] == [Detach]

    def test_who_went_is_passed_over(self) -> None:
        world = World(SESSIONS)
        first, second = self.waiting(world), self.waiting(world)
        first.detach(1)
        self.job(world, "a")
        assert second.bodies() == [b"a"]

    def test_who_lost_the_connection_is_passed_over(self) -> None:
        world = World(SESSIONS)
        first, second = self.waiting(world), self.waiting(world)
        world.kernel.lost(first.peer, world.now_ms)
        self.job(world, "a")
        assert second.bodies() == [b"a"]

    def test_a_session_that_is_given_back_goes_to_who_waits(self) -> None:
        world = World(SESSIONS)
        self.job(world, "a")
        holder, next_one = self.waiting(world), self.waiting(world)
        assert (holder.bodies(), next_one.bodies()) == ([b"a"], [])
        holder.detach(1)
        assert next_one.bodies() == [b"a"]

    def test_a_session_whose_lock_ran_out_goes_to_who_waits(self) -> None:
        world = World(SESSIONS)
        self.job(world, "a")
        self.waiting(world)
        next_one = self.waiting(world)
        world.pass_time(60_000)
        world.commit()
        assert next_one.bodies() == [b"a"]

    @pytest.mark.parametrize(
        ("asked_ms", "waits_ms"), [(UInt(1_000), 1_000), (None, 65_000), (UInt(900_000), 65_000)]
    )
    def test_waiting_ends_after_the_time_asked_for_and_65_seconds_at_most(
        self, asked_ms: UInt | None, waits_ms: int
    ) -> None:
        world = World(SESSIONS)
        client = self.waiting(world, {Symbol("com.microsoft:timeout"): asked_ms})
        world.pass_time(waits_ms - 1)
        assert client.errors() == []
        world.pass_time(1)
        assert client.errors() == ["com.microsoft:timeout"]

    def test_who_waited_too_long_gets_nothing_more(self) -> None:
        world = World(SESSIONS)
        first = self.waiting(world, {Symbol("com.microsoft:timeout"): UInt(0)})
        second = self.waiting(world)
        world.pass_time(0)
        first.hear()
        self.job(world, "a")
        assert (first.bodies(), second.bodies()) == ([], [b"a"])

    def test_waiting_ends_when_the_queue_is_disabled(self) -> None:
        world = World(SESSIONS)
        client = self.waiting(world)
        queue = world.namespace.queues["jobs"]
        queue.describe(QueueDescription(requires_session=True, status=EntityStatus.DISABLED))
        world.pass_time(100)
        assert client.errors() == ["com.microsoft:entity-disabled"]

    def test_waiting_ends_when_the_queue_is_deleted(self) -> None:
        world = World(SESSIONS)
        client = self.waiting(world)
        world.namespace.delete_queue(world.namespace.queues["jobs"], world.kernel._unit.changes)
        world.pass_time(100)
        assert client.errors() == ["amqp:not-found"]


class TestForwarding:
    def test_a_chain_is_gone_through_within_one_commit_after_another(self) -> None:
        world = World(
            {
                "a": QueueDescription(forward_to="b"),
                "b": QueueDescription(forward_to="c"),
                "c": QueueDescription(),
            }
        )
        receiver = world.receive("c")
        world.send("a", message(b"one"))
        world.commit()
        assert receiver.bodies() == [b"one"]

    def test_more_than_one_commit_carries_goes_on_with_the_next(self) -> None:
        world = World({"a": QueueDescription(forward_to="b"), "b": QueueDescription()})
        receiver = world.receive("b", credit=600)
        world.send("a", *(message(b"x", message_id=str(number)) for number in range(600)))
        world.commit()
        assert len(receiver.deliveries()) == 600

    def test_properties_that_cannot_be_read_do_not_stand_in_the_way(self) -> None:
        no_map = b"\x00\x53\x74\xa1\x01x"
        broken = message(b"one").replace(b"\x00\x53\x75", no_map + b"\x00\x53\x75")
        world = World({"a": QueueDescription(forward_to="b"), "b": QueueDescription()})
        world.send("a", broken)
        world.commit()
        assert world.receive("b").bodies() == [b"one"]

    def test_annotations_that_cannot_be_read_do_not_stand_in_the_way(self) -> None:
        notes = b"\x00\x53\x72\xc1\x08\x02\xa3\x01n\xc0\x02\x01\xff"
        world = World({"a": QueueDescription(forward_to="b"), "b": QueueDescription()})
        world.send("a", notes + message(b"one"))
        world.commit()
        assert world.receive("b").bodies() == [b"one"]

    def test_a_dead_letter_goes_on_too(self) -> None:
        world = World(
            {
                "a": QueueDescription(forward_dead_lettered_messages_to="b", max_delivery_count=1),
                "b": QueueDescription(),
            }
        )
        world.send("a", message(b"one"))
        world.receive("a")
        world.pass_time(60_000)
        world.commit()
        assert world.receive("b").bodies() == [b"one"]


class TestDraining:
    def test_all_that_compete_are_told_when_nothing_is_left(self) -> None:
        world = World({"orders": QueueDescription()})
        first, second = world.receive("orders", credit=0), world.receive("orders", credit=0)
        first.hear()
        second.hear()
        world.send("orders", message(b"one"))
        first.grant(5, drain=True)
        second.grant(5, drain=True)
        assert [type(frame) for frame in first.hear()] == [Transfer, Flow]
        assert [type(frame) for frame in second.hear()] == [Flow]
