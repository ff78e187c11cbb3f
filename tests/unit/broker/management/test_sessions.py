"""get- and set-session-state, get-message-sessions."""

import pytest

from longshore.model.entities import QueueDescription
from longshore.wire.values import Int, Long, Timestamp, UInt
from tests.unit.broker.asking import Management, Reply
from tests.unit.broker.world import World, message
from tests.unit.wire.typed import typed

QUEUES = {"jobs": QueueDescription(lock_duration_ms=60_000, requires_session=True)}
EVERY_MS = 253_402_300_800_000


def held(session: str = "s") -> World:
    world = World(QUEUES)
    world.send("jobs", message(b"job", session=session))
    world.receive("jobs", session=session)
    return world


def set_state(world: World, state: object, session: str = "s") -> Reply:
    body = {"session-id": session, "session-state": state}
    return Management(world, "jobs").ask("set-session-state", body)


def get_state(world: World, session: str = "s") -> Reply:
    return Management(world, "jobs").ask("get-session-state", {"session-id": session})


class TestState:
    def test_what_was_set_is_read(self) -> None:
        world = held()
        reply = set_state(world, b"half")
        assert (reply.status, reply.body) == (200, {})
        assert get_state(world).body == {"session-state": b"half"}

    def test_without_a_state_the_key_is_there_with_null(self) -> None:
        assert get_state(held()).body == {"session-state": None}

    def test_null_removes_it(self) -> None:
        world = held()
        set_state(world, b"half")
        set_state(world, None)
        assert get_state(world).body == {"session-state": None}

    def test_a_failed_commit_leaves_what_was_there(self) -> None:
        world = held()
        set_state(world, b"first")
        node = Management(world, "jobs")
        node.request("set-session-state", {"session-id": "s", "session-state": b"second"})
        world.fail()
        assert get_state(world).body == {"session-state": b"first"}

    def test_it_outlives_the_session_and_the_broker(self) -> None:
        world = held()
        set_state(world, b"half")
        assert world.restarted().queues["jobs"].states.get("s") == b"half"

    @pytest.mark.parametrize("state", ["text", Int(1), [b"x"]])
    def test_it_is_binary_or_null(self, state: object) -> None:
        assert set_state(held(), state).condition == "com.microsoft:argument-error"

    def test_only_a_held_session_can_be_asked(self) -> None:
        world = held()
        for reply in (get_state(world, "other"), set_state(world, b"x", "other")):
            assert (reply.status, reply.condition) == (410, "com.microsoft:session-lock-lost")


def sessions(world: World, *, skip: int = 0, top: int = 100, since_ms: int = EVERY_MS) -> Reply:
    body = {"last-updated-time": Timestamp(since_ms), "skip": Int(skip), "top": Int(top)}
    return Management(world, "jobs").ask("get-message-sessions", body)


class TestList:
    def many(self, count: int) -> World:
        world = World(QUEUES)
        world.send("jobs", *(message(b"x", message_id=str(n), session=f"s{n}") for n in range(count)))
        return world

    def test_sessions_that_have_messages_are_listed_with_the_next_skip(self) -> None:
        reply = sessions(self.many(2))
        assert typed(reply.map) == typed({"skip": Int(2), "sessions-ids": ["s0", "s1"]})

    def test_sessions_that_have_only_a_state_are_listed(self) -> None:
        world = World(QUEUES)
        world.receive("jobs", session="s")
        set_state(world, b"x")
        assert sessions(world).map["sessions-ids"] == ["s"]

    def test_pages_go_on_where_the_last_one_ended(self) -> None:
        world = self.many(5)
        assert sessions(world, skip=0, top=2).map == {"skip": 2, "sessions-ids": ["s0", "s1"]}
        assert sessions(world, skip=4, top=2).map == {"skip": 5, "sessions-ids": ["s4"]}

    def test_behind_the_last_page_there_is_nothing(self) -> None:
        assert sessions(self.many(2), skip=2).status == 204

    def test_since_a_time_those_whose_state_was_set_are_listed(self) -> None:
        world = held()
        set_state(world, b"x")
        set_ms = world.now_ms
        assert sessions(world, since_ms=set_ms - 1).map["sessions-ids"] == ["s"]
        assert sessions(world, since_ms=set_ms).status == 204

    @pytest.mark.parametrize("since_ms", [EVERY_MS, EVERY_MS - 1_000])
    def test_both_ends_of_time_mean_all(self, since_ms: int) -> None:
        assert sessions(self.many(1), since_ms=since_ms).map["sessions-ids"] == ["s0"]

    @pytest.mark.parametrize("width", [Int, Long, UInt])
    def test_any_width_of_number_will_do(self, width: type[int]) -> None:
        body = {"last-updated-time": Timestamp(EVERY_MS), "skip": width(0), "top": width(1)}
        reply = Management(self.many(3), "jobs").ask("get-message-sessions", body)
        assert reply.map == {"skip": 1, "sessions-ids": ["s0"]}

    def test_a_negative_page_is_refused(self) -> None:
        assert sessions(self.many(1), skip=-1).condition == "com.microsoft:argument-error"

    def test_a_queue_without_sessions_has_none(self) -> None:
        world = World({"orders": QueueDescription()})
        world.send("orders", message(b"one"))
        assert Management(world, "orders").ask("get-message-sessions", {}).status == 204
