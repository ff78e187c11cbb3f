"""renew-lock, renew-session-lock and update-disposition."""

from uuid import UUID

import pytest

from longshore.engine.message import DEFERRED
from longshore.model.entities import QueueDescription
from longshore.wire.encode import encode_value
from longshore.wire.states import Modified, Rejected
from longshore.wire.values import Array, Byte, Float32, Int, Long, Short, Symbol, Timestamp, UInt, ULong
from tests.unit.broker.asking import Management, Reply, longs, peeked, tags, uuids
from tests.unit.broker.world import World, annotations_of, application_properties_of, message
from tests.unit.wire.typed import typed

QUEUES = {
    "orders": QueueDescription(lock_duration_ms=60_000, max_delivery_count=3),
    "jobs": QueueDescription(lock_duration_ms=60_000, requires_session=True),
}
DEAD = "orders/$DeadLetterQueue"


def locked(count: int = 1) -> tuple[World, list[bytes]]:
    """Return a queue with locked messages, and their tokens."""
    world = World(QUEUES)
    world.send("orders", *(message(b"body", message_id=str(number)) for number in range(count)))
    return world, tags(world.receive("orders", credit=count))


def locked_in_session() -> tuple[World, bytes]:
    world = World(QUEUES)
    world.send("jobs", message(b"job", session="s"))
    (token,) = tags(world.receive("jobs", session="s"))
    return world, token


def dead(world: World) -> None:
    """Make a dead letter of the queue's first message."""
    receiver = world.receive("orders")
    receiver.hear()
    receiver.settle(0, state=Rejected())
    world.commit()


def settle(world: World, token: bytes, status: str, entity: str = "orders", **more: object) -> Reply:
    body: dict[object, object] = {"disposition-status": status, "lock-tokens": uuids(token)}
    body.update({name.replace("_", "-"): value for name, value in more.items()})
    return Management(world, entity).ask("update-disposition", body)


class TestRenewLock:
    def test_locks_last_one_duration_from_now_and_the_answer_is_an_array_of_timestamps(self) -> None:
        world, tokens = locked(2)
        world.now_ms += 30_000
        reply = Management(world, "orders").ask("renew-lock", {"lock-tokens": uuids(*tokens)})
        until = Timestamp(world.now_ms + 60_000)
        assert reply.status == 200
        assert typed(reply.map["expirations"]) == typed(Array(b"\x83", [until, until]))

    def test_a_renewed_lock_outlives_its_first_end(self) -> None:
        world, (token,) = locked()
        world.now_ms += 30_000
        Management(world, "orders").ask("renew-lock", {"lock-tokens": uuids(token)})
        world.pass_time(30_000)
        assert settle(world, token, "completed").status == 200

    def test_a_lost_lock_is_gone(self) -> None:
        world, (token,) = locked()
        world.now_ms += 60_000
        reply = Management(world, "orders").ask("renew-lock", {"lock-tokens": uuids(token)})
        assert (reply.status, reply.condition) == (410, "com.microsoft:message-lock-lost")

    def test_a_dead_letters_lock_is_renewed_at_the_dead_letter_queue(self) -> None:
        world = World(QUEUES)
        world.send("orders", message(b"one"))
        dead(world)
        (token,) = tags(world.receive(DEAD))
        world.now_ms += 30_000
        reply = Management(world, DEAD).ask("renew-lock", {"lock-tokens": uuids(token)})
        assert reply.map == {"expirations": [Timestamp(world.now_ms + 60_000)]}

    def test_a_dead_letters_lock_is_not_one_of_the_queue_itself(self) -> None:
        world = World(QUEUES)
        world.send("orders", message(b"one"))
        dead(world)
        (token,) = tags(world.receive(DEAD))
        assert Management(world, "orders").ask("renew-lock", {"lock-tokens": uuids(token)}).status == 410

    def test_a_deferred_message_that_was_received_is_renewed_too(self) -> None:
        world, (token,) = locked()
        settle(world, token, "defered")
        again = received(world)
        world.now_ms += 30_000
        reply = Management(world, "orders").ask("renew-lock", {"lock-tokens": uuids(again)})
        assert reply.map == {"expirations": [Timestamp(world.now_ms + 60_000)]}


class TestRenewSessionLock:
    def test_a_held_session_lasts_one_duration_from_now(self) -> None:
        world, _token = locked_in_session()
        world.now_ms += 30_000
        reply = Management(world, "jobs").ask("renew-session-lock", {"session-id": "s"})
        assert typed(reply.map) == typed({"expiration": Timestamp(world.now_ms + 60_000)})

    def test_its_messages_last_as_long(self) -> None:
        world, token = locked_in_session()
        world.now_ms += 30_000
        Management(world, "jobs").ask("renew-session-lock", {"session-id": "s"})
        world.pass_time(30_000)
        assert settle(world, token, "completed", "jobs", session_id="s").status == 200

    @pytest.mark.parametrize("session", ["other", "S"])
    def test_a_session_that_nobody_holds_is_lost(self, session: str) -> None:
        world, _token = locked_in_session()
        reply = Management(world, "jobs").ask("renew-session-lock", {"session-id": session})
        assert (reply.status, reply.condition) == (410, "com.microsoft:session-lock-lost")

    def test_a_session_whose_lock_has_ended_is_lost(self) -> None:
        world, _token = locked_in_session()
        world.now_ms += 60_000
        assert Management(world, "jobs").ask("renew-session-lock", {"session-id": "s"}).status == 410

    def test_the_session_must_be_named(self) -> None:
        world, _token = locked_in_session()
        assert Management(world, "jobs").ask("renew-session-lock", {}).status == 400


class TestUpdateDisposition:
    def test_completing_removes_whoever_received(self) -> None:
        world, (token,) = locked()
        reply = settle(world, token, "completed")
        assert (reply.status, reply.body) == (200, {})
        assert world.namespace.queues["orders"].messages == {}

    def test_abandoning_counts_a_delivery(self) -> None:
        world, (token,) = locked()
        settle(world, token, "abandoned")
        assert world.namespace.queues["orders"].messages[1].delivery_count == 1

    @pytest.mark.parametrize("status", ["defered", "deferred"])
    def test_deferring_puts_aside_in_either_spelling(self, status: str) -> None:
        world, (token,) = locked()
        assert settle(world, token, status).status == 200
        assert world.namespace.queues["orders"].messages[1].kind is DEFERRED

    def test_suspending_dead_letters_with_reason_and_description(self) -> None:
        world, (token,) = locked()
        settle(world, token, "suspended", deadletter_reason="bad", deadletter_description="very bad")
        (letter,) = peeked(world, DEAD)
        assert application_properties_of(letter) == {
            "DeadLetterReason": "bad",
            "DeadLetterErrorDescription": "very bad",
        }

    def test_empty_reasons_are_no_reasons(self) -> None:
        world, (token,) = locked()
        settle(world, token, "suspended", deadletter_reason="", deadletter_description="")
        (letter,) = peeked(world, DEAD)
        assert application_properties_of(letter) == {}

    def test_many_tokens_are_settled_together(self) -> None:
        world, tokens = locked(3)
        body = {"disposition-status": "completed", "lock-tokens": uuids(*tokens)}
        Management(world, "orders").ask("update-disposition", body)
        assert world.namespace.queues["orders"].messages == {}

    def test_one_lost_lock_among_many_settles_none(self) -> None:
        world, (token,) = locked()
        body = {"disposition-status": "completed", "lock-tokens": uuids(token, bytes(16))}
        reply = Management(world, "orders").ask("update-disposition", body)
        assert (reply.status, reply.condition) == (410, "com.microsoft:message-lock-lost")
        assert settle(world, token, "completed").status == 200

    def test_a_token_that_stands_there_twice_is_settled_once(self) -> None:
        world, (token,) = locked()
        body = {"disposition-status": "completed", "lock-tokens": uuids(token, token)}
        assert Management(world, "orders").ask("update-disposition", body).status == 200

    def test_a_status_that_is_no_text_is_refused(self) -> None:
        world, (token,) = locked()
        body = {"disposition-status": [], "lock-tokens": uuids(token)}
        assert Management(world, "orders").ask("update-disposition", body).status == 400

    def test_a_status_of_ones_own_is_refused_and_the_lock_stays(self) -> None:
        world, (token,) = locked()
        assert settle(world, token, "finished").condition == "com.microsoft:argument-error"
        assert settle(world, token, "completed").status == 200

    def test_a_dead_letter_cannot_die_again(self) -> None:
        world = World(QUEUES)
        world.send("orders", message(b"one"))
        dead(world)
        (token,) = tags(world.receive(DEAD))
        assert settle(world, token, "suspended", DEAD).condition == "amqp:not-allowed"

    def test_a_dead_letter_is_completed_at_the_dead_letter_queue(self) -> None:
        world = World(QUEUES)
        world.send("orders", message(b"one"))
        dead(world)
        (token,) = tags(world.receive(DEAD))
        settle(world, token, "completed", DEAD)
        assert world.namespace.queues["orders"].messages == {}

    def test_a_sessions_message_needs_the_session_named(self) -> None:
        world, token = locked_in_session()
        assert settle(world, token, "completed", "jobs").status == 410
        assert settle(world, token, "completed", "jobs", session_id="s").status == 200

    def test_a_session_that_was_lost_settles_nothing(self) -> None:
        world, token = locked_in_session()
        world.now_ms += 60_000
        reply = settle(world, token, "completed", "jobs", session_id="s")
        assert (reply.status, reply.condition) == (410, "com.microsoft:session-lock-lost")


def received(world: World, entity: str = "orders", session: str | None = None) -> bytes:
    """Receive the first message by its number, and return its lock token."""
    body: dict[object, object] = {"sequence-numbers": longs(1), "receiver-settle-mode": UInt(1)}
    if session is not None:
        body["session-id"] = session
    reply = Management(world, entity).ask("receive-by-sequence-number", body)
    token = reply.entries("messages")[0]["lock-token"]
    assert isinstance(token, UUID)
    return token.bytes_le


class TestDeferred:
    """A deferred message that was received through `$management` is settled there as well."""

    def deferred(self) -> World:
        world, (token,) = locked()
        settle(world, token, "defered")
        return world

    def test_it_is_completed(self) -> None:
        world = self.deferred()
        assert settle(world, received(world), "completed").status == 200
        assert world.namespace.queues["orders"].messages == {}

    def test_an_abandoned_one_stays_deferred_and_counts(self) -> None:
        world = self.deferred()
        settle(world, received(world), "abandoned")
        (found,) = world.namespace.queues["orders"].messages.values()
        assert (found.kind, found.delivery_count) == (DEFERRED, 1)
        assert received(world)

    def test_a_lock_that_ran_out_leaves_it_deferred(self) -> None:
        world = self.deferred()
        received(world)
        world.pass_time(60_000)
        world.commit()
        assert received(world)

    def test_it_dies_with_a_reason(self) -> None:
        world = self.deferred()
        settle(world, received(world), "suspended", deadletter_reason="late")
        (letter,) = peeked(world, DEAD)
        assert application_properties_of(letter) == {"DeadLetterReason": "late"}
        assert annotations_of(letter).get("x-opt-message-state") is None

    def test_in_a_session_it_is_settled_by_the_sessions_name(self) -> None:
        world = World(QUEUES)
        world.send("jobs", message(b"job", session="s"))
        holder = world.receive("jobs", session="s")
        holder.hear()
        holder.settle(0, state=Modified(undeliverable_here=True))
        world.commit()
        token = received(world, "jobs", "s")
        assert settle(world, token, "completed", "jobs").status == 410
        assert settle(world, token, "completed", "jobs", session_id="s").status == 200
        assert world.namespace.queues["jobs"].messages == {}


PROPERTIES: dict[object, object] = {
    "byte": Byte(1),
    "short": Short(2),
    "int": Int(3),
    "long": Long(4),
    "uint": UInt(5),
    "ulong": ULong(6),
    "float": Float32(0.5),
    "double": 0.25,
    "symbol": Symbol("s"),
    "text": "t",
    "when": Timestamp(1_700_000_000_000),
    "guid": UUID(int=7),
    "raw": b"raw",
    "flag": True,
    "nothing": None,
}


@pytest.mark.parametrize("status", ["abandoned", "defered", "suspended"])
def test_modified_properties_keep_their_types(status: str) -> None:
    world, (token,) = locked()
    settle(world, token, status, properties_to_modify=PROPERTIES)
    (found,) = peeked(world, DEAD if status == "suspended" else "orders")
    assert typed(application_properties_of(found)) == typed(PROPERTIES)


def test_a_modified_property_replaces_one_of_the_same_name_only() -> None:
    world = World(QUEUES)
    world.send("orders", message(b"one", properties={"a": Int(1), "A": Int(2), "b": "kept"}))
    (token,) = tags(world.receive("orders"))
    settle(world, token, "abandoned", properties_to_modify={"a": "new"})
    (found,) = peeked(world, "orders")
    assert typed(application_properties_of(found)) == typed({"a": "new", "A": Int(2), "b": "kept"})


def test_an_abandoned_message_rests_as_long_as_is_asked_for() -> None:
    world, (token,) = locked()
    settle(world, token, "abandoned", properties_to_modify={"longshore:delay-ms": Int(5_000), "a": "b"})
    (found,) = peeked(world, "orders")
    assert application_properties_of(found) == {"a": "b"}
    receiver = world.receive("orders")
    world.pass_time(4_999)
    assert receiver.bodies() == []
    world.pass_time(1)
    assert receiver.bodies() == [b"body"]


def test_modified_properties_are_on_disk() -> None:
    world, (token,) = locked()
    settle(world, token, "abandoned", properties_to_modify={"a": Int(1)})
    queue = world.restarted().queues["orders"]
    (body,) = queue.payloads(list(queue.messages.values()))
    assert encode_value("a") + encode_value(Int(1)) in body


def test_properties_that_no_message_may_have_are_refused_and_the_lock_stays() -> None:
    world, (token,) = locked()
    reply = settle(world, token, "abandoned", properties_to_modify={"big": "x" * 70_000})
    assert (reply.status, reply.condition) == (400, "com.microsoft:argument-error")
    assert settle(world, token, "completed").status == 200
