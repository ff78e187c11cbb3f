"""[ASB message-sessions]"""

from dataclasses import replace

import pytest

from longshore.model.entities import QueueDescription
from longshore.model.refusal import Condition, Refusal

from .world import LOCK_MS, SECOND_MS, Dock, World, bodies, condition

TTL_MS = 10 * SECOND_MS


@pytest.fixture
def trips() -> Dock:
    return World().queue(
        "trips",
        QueueDescription(
            requires_session=True, max_delivery_count=3, dead_lettering_on_message_expiration=True
        ),
    )


# -- accepting ---------------------------------------------------------------------------------------


def test_a_session_gives_its_own_messages_in_order(trips: Dock) -> None:
    for text in ("a1", "b1", "a2", "b2"):
        trips.send(text, session=text[0])
    assert bodies(trips.accept("a").take(10)) == ["a1", "a2"]
    assert bodies(trips.accept("b").take(10)) == ["b1", "b2"]


def test_a_session_is_held_by_one_receiver_at_a_time(trips: Dock) -> None:
    trips.send("a1", session="a")
    trips.accept("a", "first")
    refusal = trips.try_accept("a", "second")
    assert condition(refusal) is Condition.SESSION_CANNOT_BE_LOCKED


def test_a_session_without_messages_can_be_accepted_by_name(trips: Dock) -> None:
    session = trips.accept("a")
    assert session.take() == []
    trips.send("a1", session="a")
    assert bodies(session.take()) == ["a1"]


def test_a_session_can_be_accepted_again_once_it_is_closed(trips: Dock) -> None:
    trips.accept("a", "first").close()
    assert trips.accept("a", "second").session.holder == "second"


def test_the_next_available_session_is_the_one_that_has_waited_longest(trips: Dock) -> None:
    for name in ("b", "a", "b", "c"):
        trips.send(name, session=name)
    accepted = [trips.accept_next(), trips.accept_next(), trips.accept_next()]
    assert [session.session.session_id for session in accepted if session] == ["b", "a", "c"]
    assert trips.accept_next() is None


def test_a_closed_session_queues_up_behind_those_that_wait(trips: Dock) -> None:
    trips.send("a1", "a2", session="a")
    trips.send("b1", session="b")
    first = trips.accept_next()
    assert first is not None
    first.close()
    second = trips.accept_next()
    assert second is not None
    assert second.session.session_id == "b"


def test_sessions_with_a_state_only_are_not_next_available(trips: Dock) -> None:
    session = trips.accept("a")
    session.set_state(b"saved")
    session.close()
    assert trips.accept_next() is None


def test_messages_on_their_way_to_disk_make_no_session_available(trips: Dock) -> None:
    with trips.world.one_commit():
        trips.send("a1", session="a")
        assert trips.accept_next() is None
    assert trips.queue.sessions.has_available


def test_a_session_is_available_no_more_once_its_messages_are_gone(trips: Dock) -> None:
    trips.send("a1", session="a", ttl_ms=TTL_MS)
    trips.world.pass_time(TTL_MS)
    assert not trips.queue.sessions.has_available


# -- locks -------------------------------------------------------------------------------------------


def test_messages_are_locked_as_long_as_their_session(trips: Dock) -> None:
    trips.send("a1", "a2", session="a")
    session = trips.accept("a")
    trips.world.now_ms += LOCK_MS // 2
    delivery = session.take()[0]
    assert delivery.locked_until_ms == session.session.locked_until_ms
    assert session.renew_session() == trips.world.now_ms + LOCK_MS
    assert delivery.message.locked_until_ms == trips.world.now_ms + LOCK_MS
    trips.world.pass_time(LOCK_MS - 1)
    assert session.complete(delivery) is None


def test_a_single_message_of_a_session_has_no_lock_to_renew(trips: Dock) -> None:
    trips.send("a1", session="a")
    session = trips.accept("a")
    assert condition(session.renew(session.one())) is Condition.MESSAGE_LOCK_LOST


def test_nothing_can_be_settled_exactly_when_the_sessions_lock_ends(trips: Dock) -> None:
    trips.send("a1", session="a")
    session = trips.accept("a")
    delivery = session.one()
    trips.world.now_ms += LOCK_MS
    assert condition(session.complete(delivery)) is Condition.MESSAGE_LOCK_LOST
    assert condition(session.abandon(delivery)) is Condition.MESSAGE_LOCK_LOST
    assert condition(session.dead_letter(delivery)) is Condition.MESSAGE_LOCK_LOST


def test_the_holder_is_told_when_its_lock_runs_out(trips: Dock) -> None:
    trips.accept("a", "first")
    trips.accept("b", "second").renew_session()
    assert trips.world.pass_time(LOCK_MS - 1) == []
    assert trips.world.pass_time(1) == ["first", "second"]
    assert trips.world.pass_time(1) == []


def test_a_renewed_session_outlasts_those_accepted_with_it(trips: Dock) -> None:
    kept = trips.accept("a", "first")
    trips.accept("b", "second")
    trips.world.now_ms += LOCK_MS // 2
    kept.renew_session()
    assert trips.world.pass_time(LOCK_MS // 2) == ["second"]
    assert trips.world.pass_time(LOCK_MS // 2) == ["first"]


def test_a_lock_that_runs_out_counts_as_a_delivery_of_each_message_taken(trips: Dock) -> None:
    trips.send("a1", "a2", "a3", session="a")
    trips.accept("a").take(2)
    trips.world.pass_time(LOCK_MS)
    assert [(again.body, again.delivery_count) for again in trips.accept("a").take(3)] == [
        ("a1", 1),
        ("a2", 1),
        ("a3", 0),
    ]


def test_a_stale_token_settles_nothing_in_the_next_holders_session(trips: Dock) -> None:
    trips.send("a1", session="a")
    stale = trips.accept("a").one()
    trips.world.pass_time(LOCK_MS)
    session = trips.accept("a")
    current = session.one()
    assert condition(session.complete(stale)) is Condition.MESSAGE_LOCK_LOST
    assert session.complete(current) is None


def test_nothing_overtakes_messages_on_their_way_back(trips: Dock) -> None:
    trips.send("a1", "a2", session="a")
    trips.accept("a").take()
    with trips.world.one_commit():
        trips.world.pass_time(LOCK_MS)
        assert trips.accept_next() is None
        session = trips.accept("a")
        assert session.take() == []
    assert bodies(session.take(2)) == ["a1", "a2"]


def test_nothing_overtakes_an_abandoned_message(trips: Dock) -> None:
    trips.send("a1", "a2", session="a")
    session = trips.accept("a")
    first = session.take()[0]
    with trips.world.one_commit():
        session.abandon(first)
        assert session.take() == []
    assert bodies(session.take(2)) == ["a1", "a2"]


def test_nothing_overtakes_what_a_failed_commit_left_behind(trips: Dock) -> None:
    trips.send("a1", "a2", "a3", session="a")
    session = trips.accept("a")
    first, second = session.take(2)
    with trips.world.failing_commit():
        session.abandon(first)
        session.complete(second)
        assert session.take() == []
    assert bodies(session.take(3)) == ["a1", "a2", "a3"]


def test_the_last_delivery_allowed_moves_on_and_lets_the_others_through(trips: Dock) -> None:
    trips.send("a1", "a2", session="a")
    for _ in range(3):
        trips.accept("a").take()
        trips.world.pass_time(LOCK_MS)
    assert bodies(trips.accept("a").take(2)) == ["a2"]
    assert trips.dead_letters.one().message.session_id == "a"


# -- closing -----------------------------------------------------------------------------------------


def test_closing_gives_messages_back_uncounted_and_in_order(trips: Dock) -> None:
    trips.send("a1", "a2", "a3", session="a")
    session = trips.accept("a")
    session.complete(session.take(3)[0])
    session.close()
    assert [(again.body, again.delivery_count) for again in trips.accept("a").take(3)] == [
        ("a2", 0),
        ("a3", 0),
    ]


def test_closing_makes_the_session_available_at_once(trips: Dock) -> None:
    trips.send("a1", session="a")
    session = trips.accept("a")
    session.take()
    session.close()
    assert trips.accept_next() is not None
    assert list(trips.world.context.touched) == [session.session]


def test_an_expired_message_given_back_by_closing_expires(trips: Dock) -> None:
    trips.send("a1", session="a", ttl_ms=TTL_MS)
    session = trips.accept("a")
    session.take()
    trips.world.pass_time(TTL_MS)
    session.close()
    trips.world.pass_time(1)
    assert trips.queue.dead_letter_count == 1


def test_a_released_message_is_next_again(trips: Dock) -> None:
    trips.send("a1", "a2", session="a")
    session = trips.accept("a")
    session.release(session.take()[0])
    assert bodies(session.take(2)) == ["a1", "a2"]


# -- state -------------------------------------------------------------------------------------------


def test_a_state_outlives_its_holder_and_its_messages(trips: Dock) -> None:
    session = trips.accept("a")
    session.set_state(b"half way")
    session.close()
    assert trips.accept("a").state == b"half way"


def test_a_state_that_failed_was_never_set(trips: Dock) -> None:
    session = trips.accept("a")
    session.set_state(b"first")
    with trips.world.failing_commit():
        session.set_state(b"second")
    assert session.state == b"first"


def test_an_empty_state_is_a_state(trips: Dock) -> None:
    session = trips.accept("a")
    session.set_state(b"")
    session.close()
    assert trips.accept("a").state == b""


# -- forgetting --------------------------------------------------------------------------------------


def test_a_session_without_messages_state_or_holder_is_forgotten(trips: Dock) -> None:
    trips.send("a1", session="a")
    session = trips.accept("a")
    session.complete(session.one())
    assert "a" in trips.queue.sessions.by_id
    session.close()
    assert trips.queue.sessions.by_id == {}


def test_a_session_is_forgotten_when_its_state_is_removed(trips: Dock) -> None:
    session = trips.accept("a")
    session.set_state(b"half way")
    with trips.world.one_commit():
        session.set_state(None)
        session.close()
    assert trips.queue.sessions.by_id == {}


def test_a_session_whose_only_send_failed_is_forgotten(trips: Dock) -> None:
    with trips.world.failing_commit():
        trips.send("a1", "a2", session="a")
    assert trips.queue.sessions.by_id == {}


def test_a_session_that_was_asked_for_in_vain_is_forgotten(trips: Dock) -> None:
    trips.accept("a")
    trips.world.pass_time(LOCK_MS)
    assert trips.queue.sessions.by_id == {}


def test_a_session_is_not_forgotten_while_a_message_is_on_its_way_to_it(trips: Dock) -> None:
    session = trips.accept("a")
    with trips.world.one_commit():
        trips.send("a1", session="a")
        session.close()
        trips.send("a2", session="a")
    assert trips.accept("a").waiting() == ["a1", "a2"]


@pytest.mark.parametrize("settle", [Dock.complete, Dock.dead_letter, Dock.abandon])
def test_a_session_is_not_forgotten_while_a_message_may_come_back(trips: Dock, settle: object) -> None:
    trips.send("a1", session="a")
    session = trips.accept("a")
    delivery = session.one()
    with trips.world.failing_commit():
        settle(session, delivery)  # type: ignore[operator]
        session.close()
        assert not isinstance(trips.try_accept("a", "second"), Refusal)
    again = trips.queue.sessions.by_id["a"]
    assert again.holder == "second"
    assert again.ready_count == 1


def test_a_session_is_not_forgotten_while_its_last_message_expires(trips: Dock) -> None:
    trips.send("a1", session="a", ttl_ms=TTL_MS)
    with trips.world.failing_commit():
        trips.world.pass_time(TTL_MS)
        with trips.world.failing_commit():
            trips.send("a2", session="a")
    trips.world.pass_time(1)
    assert trips.queue.sessions.by_id == {}
    assert trips.queue.dead_letter_count == 1


def test_a_session_is_not_forgotten_while_its_state_is_on_its_way_to_disk(trips: Dock) -> None:
    session = trips.accept("a")
    with trips.world.one_commit():
        session.set_state(b"half way")
        session.close()
    assert trips.accept("a").state == b"half way"


# -- changed descriptions ------------------------------------------------------------------------------


def test_a_session_whose_lock_was_made_shorter_ends_before_older_ones(trips: Dock) -> None:
    trips.accept("x", "first")
    trips.queue.describe(replace(trips.queue.description, lock_duration_ms=SECOND_MS))
    trips.accept("y", "second")
    assert trips.world.pass_time(SECOND_MS) == ["second"]


# -- dead letters ------------------------------------------------------------------------------------


def test_dead_letters_of_a_session_queue_are_received_without_a_session(trips: Dock) -> None:
    for name in ("a", "b"):
        trips.send(name, session=name)
        session = trips.accept(name)
        session.dead_letter(session.one())
        session.close()
    assert trips.dead_letters.waiting() == ["a", "b"]
    assert trips.queue.sessions.by_id == {}
