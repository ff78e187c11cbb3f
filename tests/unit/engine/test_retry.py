"""How long a failed message rests, and what its queue does meanwhile."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.engine.message import DEFERRED, NEVER_MS
from longshore.engine.retry import redelivery_delay_ms
from longshore.model.entities import QueueDescription, RetryPolicy

from .world import LOCK_MS, SECOND_MS, Dock, World, bodies

POLICY = RetryPolicy(SECOND_MS, 10 * SECOND_MS, multiplier=2.0, jitter=0.2)
TTL_MS = 5 * SECOND_MS


@pytest.fixture
def orders() -> Dock:
    return World().queue(description=QueueDescription(max_delivery_count=100, retry=POLICY))


@pytest.fixture
def trips() -> Dock:
    return World().queue("trips", QueueDescription(requires_session=True, retry=POLICY))


# -- the delay ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("failures", "delay_ms"), [(1, 1_000), (2, 2_000), (3, 4_000), (4, 8_000)])
def test_the_delay_grows_with_every_failure(failures: int, delay_ms: int) -> None:
    assert redelivery_delay_ms(POLICY, failures, 0) == delay_ms


@pytest.mark.parametrize("failures", [5, 6, 64, 1_000, 1_000_000])
def test_the_delay_has_a_longest(failures: int) -> None:
    assert redelivery_delay_ms(POLICY, failures, 0) == 10_000


@pytest.mark.parametrize(("chance", "delay_ms"), [(0, 1_000), (0.5, 900), (0.999, 800)])
def test_chance_takes_a_share_off(chance: float, delay_ms: int) -> None:
    assert redelivery_delay_ms(POLICY, 1, chance) == delay_ms


def test_chance_takes_its_share_off_the_longest_delay_too() -> None:
    assert redelivery_delay_ms(POLICY, 50, 0.5) == 9_000


@pytest.mark.parametrize("multiplier", [10, 10.0, 1e6, 1e300])
@pytest.mark.parametrize("failures", [64, 400, 10_000])
def test_a_delay_beyond_all_numbers_is_the_longest(multiplier: float, failures: int) -> None:
    assert redelivery_delay_ms(RetryPolicy(1, 5_000, multiplier, 0), failures, 0) == 5_000


def test_no_delay_stays_none_however_often_it_is_multiplied() -> None:
    assert redelivery_delay_ms(RetryPolicy(0, 5_000, 1e300), 3, 0) == 0


@given(
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.floats(1, 1e308),
    st.floats(0, 1),
    st.integers(1, 10**6),
    st.floats(0, 1, exclude_max=True),
)
def test_a_delay_is_between_none_and_the_longest(
    initial_ms: int, max_ms: int, multiplier: float, jitter: float, failures: int, chance: float
) -> None:
    policy = RetryPolicy(initial_ms, max_ms, multiplier, jitter)
    assert 0 <= redelivery_delay_ms(policy, failures, chance) <= max_ms


# -- resting -----------------------------------------------------------------------------------------


def test_an_abandoned_message_rests_for_its_delay(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one())
    orders.world.pass_time(SECOND_MS - 1)
    assert orders.waiting() == []
    orders.world.pass_time(1)
    assert orders.one().delivery_count == 1


def test_a_message_whose_lock_ran_out_rests_too(orders: Dock) -> None:
    orders.send("a")
    orders.one()
    orders.world.pass_time(LOCK_MS)
    assert orders.waiting() == []
    orders.world.pass_time(SECOND_MS)
    assert orders.waiting() == ["a"]


def test_the_next_rest_is_longer(orders: Dock) -> None:
    orders.send("a")
    for rest_ms in (1_000, 2_000, 4_000):
        orders.abandon(orders.one())
        orders.world.pass_time(rest_ms - 1)
        assert orders.waiting() == []
        orders.world.pass_time(1)


def test_chance_makes_the_rest_shorter(orders: Dock) -> None:
    orders.world.chance = 0.5
    orders.send("a")
    orders.abandon(orders.one())
    orders.world.pass_time(900)
    assert orders.waiting() == ["a"]


def test_a_released_message_does_not_rest(orders: Dock) -> None:
    orders.send("a")
    orders.release(orders.one())
    assert orders.waiting() == ["a"]


def test_others_pass_a_resting_message(orders: Dock) -> None:
    orders.send("a", "b")
    orders.abandon(orders.take()[0])
    assert orders.waiting() == ["b"]
    orders.world.pass_time(SECOND_MS)
    assert orders.waiting() == ["a", "b"]


def test_a_resting_message_is_active_and_can_be_seen(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one())
    assert orders.queue.active_count == 1
    assert orders.browsed() == ["a"]


def test_the_receiver_may_ask_for_another_rest_than_the_policy(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one(), delay_ms=50)
    orders.world.pass_time(50)
    assert orders.waiting() == ["a"]


def test_the_receiver_may_ask_for_no_rest(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one(), delay_ms=0)
    assert orders.waiting() == ["a"]


def test_the_receiver_may_ask_for_a_rest_where_there_is_no_policy() -> None:
    orders = World().queue()
    orders.send("a")
    orders.abandon(orders.one(), delay_ms=SECOND_MS)
    orders.world.pass_time(SECOND_MS - 1)
    assert orders.waiting() == []
    orders.world.pass_time(1)
    assert orders.waiting() == ["a"]


def test_a_rest_without_end_fits_on_the_disk(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one(), delay_ms=1 << 70)
    (row,) = orders.world.disk.rows.values()
    assert row.due_ms == NEVER_MS


def test_a_resting_message_expires_in_time() -> None:
    orders = World().queue(description=QueueDescription(dead_lettering_on_message_expiration=True))
    orders.send("a", ttl_ms=TTL_MS)
    orders.abandon(orders.one(), delay_ms=10 * TTL_MS)
    orders.world.pass_time(TTL_MS)
    assert "TTLExpired" in orders.dead_letters.one().body


def test_the_last_delivery_allowed_does_not_rest(orders: Dock) -> None:
    orders.queue.describe(QueueDescription(max_delivery_count=1, retry=POLICY))
    orders.send("a")
    orders.abandon(orders.one())
    assert orders.dead_letters.one().delivery_count == 1


def test_dead_letters_rest_too(orders: Dock) -> None:
    orders.send("a")
    orders.dead_letter(orders.one())
    dead = orders.dead_letters
    dead.abandon(dead.one())
    assert dead.waiting() == []
    orders.world.pass_time(SECOND_MS)
    assert dead.waiting() == ["a"]


def test_a_deferred_message_does_not_rest(orders: Dock) -> None:
    orders.send("a")
    orders.defer(orders.one())
    orders.abandon(orders.take_deferred(1)[0])
    assert orders.queue.messages[1].kind is DEFERRED
    assert bodies(orders.take_deferred(1)) == ["a"]


# -- sessions ----------------------------------------------------------------------------------------


def test_a_resting_message_holds_up_its_session_and_no_other(trips: Dock) -> None:
    trips.send("a1", "a2", session="a")
    trips.send("b1", session="b")
    session = trips.accept("a")
    session.abandon(session.take()[0])
    assert session.take(2) == []
    assert bodies(trips.accept("b").take()) == ["b1"]
    trips.world.pass_time(SECOND_MS)
    assert bodies(session.take(2)) == ["a1", "a2"]


def test_a_session_is_not_available_while_its_message_rests(trips: Dock) -> None:
    trips.send("a1", "a2", session="a")
    session = trips.accept("a")
    session.abandon(session.take()[0])
    session.close()
    assert trips.accept_next() is None
    trips.world.pass_time(SECOND_MS)
    assert trips.accept_next() is not None


def test_a_session_is_not_forgotten_while_its_message_rests(trips: Dock) -> None:
    trips.send("a1", session="a")
    session = trips.accept("a")
    session.abandon(session.one())
    session.close()
    assert "a" in trips.queue.sessions.by_id


def test_a_resting_message_that_expires_holds_up_its_session_no_more(trips: Dock) -> None:
    trips.send("a1", session="a", ttl_ms=TTL_MS)
    trips.send("a2", session="a")
    session = trips.accept("a")
    session.abandon(session.take()[0], delay_ms=10 * TTL_MS)
    trips.world.pass_time(TTL_MS)
    assert bodies(session.take(2)) == ["a2"]


# -- failing commits ---------------------------------------------------------------------------------


def test_a_rest_that_failed_was_never_ordered(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.failing_commit():
        orders.abandon(delivery, {"try": 1}, delay_ms=SECOND_MS)
    assert orders.one().delivery_count == 0


def test_a_rest_can_be_ordered_again_after_one_that_failed(orders: Dock) -> None:
    orders.send("a")
    for commit in (orders.world.failing_commit, orders.world.one_commit):
        delivery = orders.one()
        with commit():
            orders.abandon(delivery)
    orders.world.pass_time(SECOND_MS)
    assert orders.one().delivery_count == 1


def test_the_end_of_a_rest_writes_nothing(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one())
    with orders.world.failing_commit() as changes:
        orders.world.pass_time(SECOND_MS)
        assert len(changes.facts) == 0  # type: ignore[arg-type]
    assert orders.waiting() == ["a"]


def test_the_expiry_of_a_resting_message_that_failed_is_tried_again(trips: Dock) -> None:
    trips.send("a1", session="a", ttl_ms=TTL_MS)
    trips.send("a2", session="a")
    session = trips.accept("a")
    session.abandon(session.take()[0], delay_ms=10 * TTL_MS)
    session.close()
    with trips.world.failing_commit():
        trips.world.pass_time(TTL_MS)
    assert trips.accept_next() is None
    trips.world.pass_time(0)
    assert trips.queue.active_count == 1
    assert trips.accept_next() is not None
