"""Nothing is visible before its facts are on disk; what fails has never happened."""

from functools import partial

import pytest

from longshore.engine.changes import Changes
from longshore.engine.message import LEAVING, READY
from longshore.model.entities import QueueDescription
from longshore.model.refusal import Condition

from .disk import Facts
from .world import Delivery, Dock, World, condition, draft


@pytest.fixture
def orders() -> Dock:
    return World().queue(
        description=QueueDescription(
            max_delivery_count=2,
            requires_duplicate_detection=True,
            default_message_time_to_live_ms=100_000,
            dead_lettering_on_message_expiration=True,
        )
    )


def test_a_message_is_not_there_before_it_is_on_disk(orders: Dock) -> None:
    with orders.world.one_commit():
        orders.send("a")
        assert orders.waiting() == []
        assert orders.queue.active_count == 0
        assert not orders.world.context.touched
    assert orders.waiting() == ["a"]


def test_the_owner_learns_which_lanes_have_something_new(orders: Dock) -> None:
    orders.send("a")
    assert list(orders.world.context.touched) == [orders.lane]


def test_the_owner_may_have_a_lane_looked_at_again(orders: Dock) -> None:
    orders.queue.touch(orders.lane)
    assert list(orders.world.context.touched) == [orders.lane]


def test_a_completed_message_counts_until_that_is_on_disk(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.one_commit():
        orders.complete(delivery)
        assert orders.queue.active_count == 1
        assert orders.queue.size_bytes == 1
    assert orders.queue.active_count == 0
    assert orders.queue.size_bytes == 0


def test_an_abandoned_message_cannot_be_taken_before_its_count_is_on_disk(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.one_commit():
        orders.abandon(delivery)
        assert orders.waiting() == []
    assert orders.one().delivery_count == 1


def test_a_dead_letter_is_in_neither_place_before_that_is_on_disk(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.one_commit():
        orders.dead_letter(delivery)
        assert orders.waiting() == []
        assert orders.dead_letters.waiting() == []
        assert orders.queue.dead_letter_count == 0
    assert orders.dead_letters.waiting() == ["a"]


def test_a_settled_message_cannot_be_settled_again_while_it_leaves(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.one_commit():
        orders.complete(delivery)
        assert condition(orders.abandon(delivery)) is Condition.MESSAGE_LOCK_LOST
        assert delivery.message.state is LEAVING


def test_a_lock_and_a_release_write_nothing(orders: Dock) -> None:
    orders.send("a")
    with orders.world.one_commit() as changes:
        orders.release(orders.one())
        orders.renew(orders.one())
        assert len(changes.facts) == 0  # type: ignore[arg-type]


def test_a_failed_send_has_never_happened(orders: Dock) -> None:
    with orders.world.failing_commit():
        orders.send("a", "b")
        assert orders.queue.size_bytes == 2
    assert orders.waiting() == []
    assert orders.queue.size_bytes == 0


def test_after_a_failed_complete_the_message_can_be_received_as_before(orders: Dock) -> None:
    orders.send("a", "b")
    delivery = orders.take()[0]
    with orders.world.failing_commit():
        orders.complete(delivery)
    assert orders.waiting() == ["a", "b"]
    assert orders.take()[0].delivery_count == 0


def test_after_a_failed_commit_the_lock_is_gone(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.failing_commit():
        orders.complete(delivery)
    assert condition(orders.complete(delivery)) is Condition.MESSAGE_LOCK_LOST
    assert delivery.message.state is READY


def test_a_failed_abandon_counts_no_delivery(orders: Dock) -> None:
    orders.send("a")
    for _ in range(5):
        delivery = orders.one()
        with orders.world.failing_commit():
            orders.abandon(delivery)
    assert orders.one().delivery_count == 0


def test_a_failed_last_delivery_does_not_dead_letter(orders: Dock) -> None:
    orders.send("a")
    orders.abandon(orders.one())
    delivery = orders.one()
    with orders.world.failing_commit():
        orders.abandon(delivery)
    assert orders.one().delivery_count == 1


def test_a_failed_dead_lettering_leaves_the_body_as_it_was(orders: Dock) -> None:
    orders.send("a")
    delivery = orders.one()
    with orders.world.failing_commit():
        orders.dead_letter(delivery, "why")
    assert orders.waiting() == ["a"]
    assert orders.dead_letters.waiting() == []


def test_after_a_failed_receive_and_delete_the_messages_are_still_there(orders: Dock) -> None:
    orders.send("a", "b", "c")
    with orders.world.failing_commit():
        orders.take_away(2)
        assert orders.waiting() == ["c"]
    assert orders.waiting() == ["a", "b", "c"]


def test_an_expiry_is_tried_again_until_it_is_on_disk(orders: Dock) -> None:
    orders.send("a", "b")
    orders.abandon(orders.take()[0])
    for _ in range(4):
        with orders.world.failing_commit():
            orders.world.pass_time(100_000)
            assert orders.waiting() == []
        assert orders.queue.active_count == 2
    orders.world.pass_time(1)
    assert orders.queue.active_count == 0
    assert orders.queue.dead_letter_count == 2


def test_the_end_of_a_lock_that_failed_leaves_the_message_ready_and_uncounted(orders: Dock) -> None:
    orders.send("a")
    orders.one()
    with orders.world.failing_commit():
        orders.world.pass_time(60_000)
    assert orders.one().delivery_count == 0


def test_what_gathered_behind_a_failed_commit_fails_with_it(orders: Dock) -> None:
    orders.send("a", "b", "c")
    first, second, third = orders.take(3)
    with orders.world.failing_commit():
        orders.complete(first)
        orders.send_id("x")
        with orders.world.failing_commit():
            orders.abandon(second)
            orders.dead_letter(third)
            orders.send_id("x")
    assert orders.waiting() == ["a", "b", "c"]


def test_effects_come_in_the_order_of_the_commits(orders: Dock) -> None:
    orders.send("a")
    with orders.world.one_commit() as changes:
        said: list[str] = []
        changes.on_apply(lambda: said.append("first"))
        changes.on_apply(lambda: said.append("second"))
        changes.on_undo(lambda: said.append("never"))
        assert said == []
    assert said == ["first", "second"]


def test_what_is_undone_is_undone_backwards(orders: Dock) -> None:
    with orders.world.failing_commit() as changes:
        said: list[str] = []
        changes.on_undo(lambda: said.append("first"))
        changes.on_undo(lambda: said.append("second"))
        changes.on_apply(lambda: said.append("never"))
    assert said == ["second", "first"]


# -- one commit in another ---------------------------------------------------------------------------


def absorbing(orders: Dock, delivery: Delivery) -> tuple[Changes, list[str]]:
    """Two commits in one: of the second, its facts are with the first's already."""
    said: list[str] = []
    facts = Facts(orders.world.disk)
    first, second = Changes(facts), Changes(facts)
    for changes, name in ((first, "first"), (second, "second")):
        changes.on_apply(partial(said.append, f"{name} applied"))
        changes.on_undo(partial(said.append, f"{name} undone"))
    orders.queue.send([draft("b")], orders.world.now_ms, first)
    orders.queue.send([draft("c")], orders.world.now_ms, second)
    orders.queue.complete(orders.lane, delivery.token, orders.world.now_ms, second)
    first.absorb(second)
    return first, said


def test_an_absorbed_commit_comes_true_with_the_other(orders: Dock) -> None:
    orders.send("a")
    changes, said = absorbing(orders, orders.one())
    assert said == []
    assert not orders.lane.open
    assert isinstance(changes.facts, Facts)
    changes.facts.write()
    changes.apply()
    assert said == ["first applied", "second applied"]
    assert orders.waiting() == ["b", "c"]


def test_an_absorbed_commit_fails_with_the_other_and_is_undone_first(orders: Dock) -> None:
    orders.send("a")
    changes, said = absorbing(orders, orders.one())
    changes.undo()
    assert said == ["second undone", "first undone"]
    assert orders.waiting() == ["a"]
    assert orders.queue.size_bytes == 1
