"""Receiving on a link, and settling what came."""

import pytest

from longshore.model.entities import QueueDescription
from longshore.wire.states import Accepted, Modified, Rejected
from longshore.wire.values import UInt
from tests.unit.broker.asking import Management, longs, tags, uuids
from tests.unit.broker.audit import audit
from tests.unit.broker.world import Client, World, annotations_of, message

QUEUES = {
    "orders": QueueDescription(lock_duration_ms=60_000),
    "jobs": QueueDescription(lock_duration_ms=60_000, requires_session=True),
}
DEFER = Modified(undeliverable_here=True)


def received(count: int = 1) -> tuple[World, Client, list[bytes]]:
    world = World(QUEUES)
    world.send("orders", *(message(str(number).encode(), message_id=str(number)) for number in range(count)))
    receiver = world.receive("orders", credit=count)
    return world, receiver, tags(receiver)


class TestDeferral:
    def test_a_deferred_message_is_not_delivered_again(self) -> None:
        world, receiver, _tags = received()
        receiver.settle(0, state=DEFER)
        world.commit()
        assert receiver.outcomes() == [DEFER]
        assert world.receive("orders").bodies() == []
        audit(world)

    def test_it_is_received_by_number_on_another_connection_and_settled_on_a_third(self) -> None:
        world, receiver, _tags = received()
        receiver.settle(0, state=DEFER)
        world.commit()
        world.kernel.lost(receiver.peer, world.now_ms)
        body = {"sequence-numbers": longs(1), "receiver-settle-mode": UInt(1)}
        assert Management(world, "orders").ask("receive-by-sequence-number", body).status == 200
        (token,) = world.namespace.queues["orders"].main.locked
        done = {"disposition-status": "completed", "lock-tokens": uuids(token)}
        assert Management(world, "orders").ask("update-disposition", done).status == 200
        assert world.namespace.queues["orders"].messages == {}

    def test_those_behind_it_are_delivered(self) -> None:
        world, receiver, _tags = received(2)
        receiver.settle(0, state=DEFER)
        receiver.settle(1, state=Modified())
        world.commit()
        assert world.receive("orders", credit=2).bodies() == [b"1"]

    def test_a_deferral_that_is_not_on_disk_has_not_happened(self) -> None:
        world, receiver, _tags = received()
        receiver.settle(0, state=DEFER)
        world.fail()
        assert receiver.errors() == ["amqp:resource-limit-exceeded"]
        assert world.receive("orders").bodies() == [b"0"]

    def test_in_a_session_the_next_message_comes_all_the_same(self) -> None:
        world = World(QUEUES)
        world.send("jobs", *(message(body, message_id=body.decode(), session="s") for body in (b"a", b"b")))
        holder = world.receive("jobs", credit=2, session="s")
        holder.hear()
        holder.settle(0, state=DEFER)
        holder.settle(1)
        world.commit()
        assert holder.outcomes() == [DEFER, Accepted()]
        assert list(world.namespace.queues["jobs"].messages) == [1]


class TestLocks:
    def test_a_lock_that_was_renewed_elsewhere_settles_here(self) -> None:
        world, receiver, (token,) = received()
        world.now_ms += 30_000
        Management(world, "orders").ask("renew-lock", {"lock-tokens": uuids(token)})
        world.now_ms += 30_000
        receiver.settle(0)
        world.commit()
        assert receiver.outcomes() == [Accepted()]

    def test_what_was_settled_elsewhere_is_lost_here(self) -> None:
        world, receiver, (token,) = received()
        body = {"disposition-status": "completed", "lock-tokens": uuids(token)}
        Management(world, "orders").ask("update-disposition", body)
        receiver.settle(0)
        assert receiver.errors() == ["com.microsoft:message-lock-lost"]

    def test_in_a_session_it_is_the_session_that_is_lost(self) -> None:
        world = World(QUEUES)
        world.send("jobs", message(b"job", session="s"))
        holder = world.receive("jobs", session="s")
        holder.hear()
        world.now_ms += 60_000
        holder.settle(0)
        assert holder.errors() == ["com.microsoft:session-lock-lost"]

    @pytest.mark.parametrize("state", [Accepted(), DEFER, Modified(), Rejected()])
    def test_a_settled_decision_is_taken_without_an_answer(
        self, state: Accepted | Modified | Rejected
    ) -> None:
        world, receiver, _tags = received()
        receiver.settle(0, state=state, settled=True)
        world.commit()
        assert receiver.outcomes() == []
        audit(world)


class TestReceiveAndDelete:
    def test_a_removal_that_is_not_on_disk_delivers_nothing_and_loses_nothing(self) -> None:
        world = World(QUEUES)
        world.send("orders", message(b"one"))
        client = world.client()
        client.attach_receiver("orders", credit=1, delete=True)
        client.hear()
        world.fail()
        assert len(world.namespace.queues["orders"].messages) == 1
        world.commit()
        assert client.bodies() == [b"one"]

    def test_there_is_no_lock_to_speak_of(self) -> None:
        world = World(QUEUES)
        world.send("orders", message(b"one"))
        client = world.client()
        client.attach_receiver("orders", credit=1, delete=True)
        client.hear()
        world.commit()
        ((transfer, payload),) = client.deliveries()
        assert transfer.settled
        assert "x-opt-locked-until" not in annotations_of(payload)
