"""The states of sessions: what was set last, wherever it is."""

import pytest

from longshore.engine import states
from longshore.engine.states import SessionStates
from longshore.model.entities import QueueDescription
from longshore.model.limits import MAX_SESSION_STATES
from longshore.model.refusal import Condition, Refusal

from .world import SECOND_MS, Dock, World, condition

ENTITY = 1


@pytest.fixture
def trips() -> Dock:
    return World().queue("trips", QueueDescription(requires_session=True))


def put(trips: Dock, name: str, state: bytes | None) -> Refusal | None:
    with trips.world.changes() as changes:
        return trips.queue.states.set(name, state, trips.world.now_ms, changes)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(states, "MAX_SESSION_STATES", 2)
    return 2


def test_a_session_has_no_state_until_one_is_set(trips: Dock) -> None:
    assert trips.queue.states.get("a") is None


def test_a_state_is_what_was_set_last(trips: Dock) -> None:
    put(trips, "a", b"first")
    put(trips, "a", b"second")
    assert trips.queue.states.get("a") == b"second"


def test_sessions_have_states_of_their_own(trips: Dock) -> None:
    put(trips, "a", b"1")
    put(trips, "b", b"2")
    assert (trips.queue.states.get("a"), trips.queue.states.get("b")) == (b"1", b"2")


def test_a_removed_state_is_gone_from_the_disk(trips: Dock) -> None:
    put(trips, "a", b"1")
    put(trips, "a", None)
    assert trips.queue.states.get("a") is None
    assert trips.world.disk.states == {}


def test_removing_what_is_not_there_is_fine(trips: Dock) -> None:
    assert put(trips, "a", None) is None
    assert len(trips.queue.states) == 0


def test_states_stay_on_disk_only(trips: Dock) -> None:
    put(trips, "a", b"1")
    trips.world.disk.states[trips.queue.entity_id, "a"] = (b"from the disk", trips.world.now_ms)
    assert trips.queue.states.get("a") == b"from the disk"


def test_a_session_without_a_state_is_not_looked_up_on_disk(trips: Dock) -> None:
    trips.world.disk.states[trips.queue.entity_id, "a"] = (b"unknown", 0)
    assert trips.queue.states.get("a") is None
    trips.world.disk.states.clear()


# -- on the way to disk ------------------------------------------------------------------------------


def test_a_state_on_its_way_to_disk_is_the_state(trips: Dock) -> None:
    put(trips, "a", b"old")
    with trips.world.one_commit():
        put(trips, "a", b"new")
        assert trips.queue.states.get("a") == b"new"
        put(trips, "a", None)
        assert trips.queue.states.get("a") is None
    assert trips.queue.states.get("a") is None


def test_a_state_is_the_latest_of_several_commits_under_way(trips: Dock) -> None:
    with trips.world.failing_commit():
        put(trips, "a", b"first")
        with trips.world.failing_commit():
            put(trips, "a", b"second")
            assert trips.queue.states.get("a") == b"second"
        assert trips.queue.states.get("a") == b"first"
    assert trips.queue.states.get("a") is None


@pytest.mark.parametrize("state", [b"second", b"", None])
def test_a_state_that_failed_was_never_set(trips: Dock, state: bytes | None) -> None:
    put(trips, "a", b"first")
    before = dict(trips.queue.states)
    trips.world.now_ms += SECOND_MS
    with trips.world.failing_commit():
        put(trips, "a", state)
    assert trips.queue.states.get("a") == b"first"
    assert dict(trips.queue.states) == before


def test_a_state_that_failed_can_be_set_again(trips: Dock) -> None:
    for commit in (trips.world.failing_commit, trips.world.one_commit):
        with commit():
            put(trips, "a", b"1")
    assert trips.queue.states.get("a") == b"1"


# -- how many ----------------------------------------------------------------------------------------


def test_the_limit_is_the_documented_one() -> None:
    assert MAX_SESSION_STATES == 1_000_000  # [ASB quotas]


def test_one_state_too_many_is_refused(trips: Dock, few: int) -> None:
    for number in range(few):
        assert put(trips, str(number), b"") is None
    assert condition(put(trips, "more", b"")) is Condition.RESOURCE_LIMIT_EXCEEDED
    assert trips.queue.states.get("more") is None


def test_a_state_can_be_changed_where_no_other_fits(trips: Dock, few: int) -> None:
    for number in range(few):
        put(trips, str(number), b"")
    assert put(trips, "0", b"changed") is None


def test_what_is_not_there_can_be_removed_where_no_other_fits(trips: Dock, few: int) -> None:
    for number in range(few):
        put(trips, str(number), b"")
    assert put(trips, "more", None) is None


def test_a_removed_state_makes_room(trips: Dock, few: int) -> None:
    for number in range(few):
        put(trips, str(number), b"")
    put(trips, "0", None)
    assert put(trips, "more", b"") is None


def test_states_on_their_way_to_disk_count(trips: Dock, few: int) -> None:
    with trips.world.failing_commit():
        for number in range(few):
            put(trips, str(number), b"")
        assert put(trips, "more", b"") is not None
    assert put(trips, "more", b"") is None


# -- which sessions there are ------------------------------------------------------------------------


def test_sessions_with_messages_or_a_state_are_listed(trips: Dock) -> None:
    trips.send("c1", session="c")
    put(trips, "a", b"1")
    trips.send("b1", session="b")
    trips.accept("b").take()
    trips.accept("held and empty")
    trips.schedule("d1", SECOND_MS, session="d")
    assert sorted(trips.queue.session_ids(None)) == ["a", "b", "c", "d"]


def test_a_session_is_listed_once(trips: Dock) -> None:
    trips.send("a1", session="a")
    put(trips, "a", b"1")
    assert sorted(trips.queue.session_ids(None)) == ["a"]


def test_sessions_whose_state_was_set_after_a_time_are_listed(trips: Dock) -> None:
    start_ms = trips.world.now_ms
    trips.send("c1", session="c")
    for name in ("b", "a"):
        put(trips, name, b"1")
        trips.world.pass_time(SECOND_MS)
    assert sorted(trips.queue.session_ids(start_ms - 1)) == ["a", "b"]
    assert sorted(trips.queue.session_ids(start_ms)) == ["a"]
    assert sorted(trips.queue.session_ids(start_ms + SECOND_MS)) == []


def test_a_state_that_is_restored_is_known_with_its_time() -> None:
    world = World()
    known = SessionStates(ENTITY, world.disk)
    world.disk.states[ENTITY, "a"] = (b"1", 5)
    known.restore("a", 5)
    assert dict(known) == {"a": 5}
    assert known.get("a") == b"1"
