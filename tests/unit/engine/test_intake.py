"""Quota, sequence numbers and duplicate detection: what queues and topics do alike."""

import pytest

from longshore.engine.message import Draft
from longshore.model.entities import (
    EntityStatus,
    QueueDescription,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.model.limits import MEBIBYTE
from longshore.model.refusal import Condition

from .world import Dock, Podium, World, bodies, condition, draft

WINDOW_MS = 20_000


def small_queue() -> Dock:
    return World().queue(description=QueueDescription(max_size_in_megabytes=1))


def detecting_queue() -> Dock:
    return World().queue(description=detecting(WINDOW_MS))


def detecting(window_ms: int) -> QueueDescription:
    return QueueDescription(
        max_size_in_megabytes=1,
        requires_duplicate_detection=True,
        duplicate_detection_history_time_window_ms=window_ms,
    )


# -- quota -------------------------------------------------------------------------------------------


def test_a_queue_may_be_filled_to_its_last_byte() -> None:
    orders = small_queue()
    assert orders.send("x" * (MEBIBYTE - 1)) is None
    assert orders.send("x") is None
    assert orders.queue.size_bytes == MEBIBYTE


def test_one_byte_more_is_refused() -> None:
    # [ASB quotas] "Subsequent incoming messages are rejected, and the calling code receives an exception."
    orders = small_queue()
    orders.send("x" * MEBIBYTE)
    refusal = orders.send("x")
    assert condition(refusal) is Condition.RESOURCE_LIMIT_EXCEEDED
    assert refusal is not None
    assert "'orders' has reached its size of 1 MB" in refusal.description
    assert orders.queue.active_count == 1


def test_a_batch_that_does_not_fit_is_refused_as_a_whole() -> None:
    orders = small_queue()
    assert condition(orders.send("first", "x" * MEBIBYTE)) is Condition.RESOURCE_LIMIT_EXCEEDED
    assert orders.waiting() == []
    assert orders.queue.size_bytes == 0


def test_messages_on_their_way_to_disk_count() -> None:
    orders = small_queue()
    with orders.world.one_commit():
        orders.send("x" * MEBIBYTE)
        assert orders.send("x") is not None


def test_a_send_that_failed_counts_no_more() -> None:
    orders = small_queue()
    with orders.world.failing_commit():
        orders.send("x" * MEBIBYTE)
    assert orders.send("x" * MEBIBYTE) is None


def test_received_messages_make_room() -> None:
    orders = small_queue()
    orders.send("x" * MEBIBYTE)
    orders.complete(orders.one())
    assert orders.send("x" * MEBIBYTE) is None


def test_dead_letters_count_until_somebody_removes_them() -> None:
    orders = small_queue()
    orders.send("x" * MEBIBYTE)
    orders.dead_letter(orders.one())
    assert orders.send("x") is not None
    orders.dead_letters.complete(orders.dead_letters.one())
    assert orders.send("x") is None


def test_a_refused_message_may_come_again_as_if_it_had_never_come() -> None:
    orders = detecting_queue()
    orders.send("x" * MEBIBYTE)
    assert orders.send_id("a") is not None
    orders.complete(orders.one())
    assert orders.send_id("a") is None
    assert orders.waiting() == ["a"]


# -- room on the disk ----------------------------------------------------------------------------------


def test_a_message_that_the_disk_has_room_for_is_taken() -> None:
    orders = small_queue()
    orders.world.context.room_bytes = 5
    assert orders.queue.intake.without_room([draft("x" * 5)]) is None


def test_messages_for_which_there_is_no_room_are_refused_with_words_that_say_what_to_do() -> None:
    orders = small_queue()
    orders.world.context.room_bytes = 5
    refusal = orders.queue.intake.without_room([draft("xxx"), draft("xxx")])
    assert condition(refusal) is Condition.RESOURCE_LIMIT_EXCEEDED
    assert refusal is not None
    assert "disk is almost full" in refusal.description


# -- status ------------------------------------------------------------------------------------------

SENDS = {
    EntityStatus.ACTIVE: True,
    EntityStatus.RECEIVE_DISABLED: True,
    EntityStatus.SEND_DISABLED: False,
    EntityStatus.DISABLED: False,
}
RECEIVES = {
    EntityStatus.ACTIVE: True,
    EntityStatus.SEND_DISABLED: True,
    EntityStatus.RECEIVE_DISABLED: False,
    EntityStatus.DISABLED: False,
}


def with_status(status: EntityStatus, kind: str) -> Dock | Podium:
    if kind == "queue":
        return World().queue("events", QueueDescription(status=status))
    return World().topic({"all": SubscriptionDescription()}, TopicDescription(status=status))


@pytest.mark.parametrize("kind", ["queue", "topic"])
@pytest.mark.parametrize("status", EntityStatus)
def test_what_can_be_sent_to_is_said_by_the_status(status: EntityStatus, kind: str) -> None:
    entity = with_status(status, kind)
    sent = entity.send_drafts(draft("a")) if isinstance(entity, Dock) else entity.send(draft("a"))
    if SENDS[status]:
        assert sent is None
    else:
        assert condition(sent) is Condition.ENTITY_DISABLED
        assert sent is not None
        assert sent.description == f"'events' is {status.value}: nothing can be sent to it."


@pytest.mark.parametrize("status", EntityStatus)
def test_what_can_be_received_from_is_said_by_the_status(status: EntityStatus) -> None:
    queue = World().queue(description=QueueDescription(status=status)).queue
    for lane in (queue.main, queue.dead_letters):
        refusal = queue.objection(lane)
        assert (refusal is None) is RECEIVES[status]
        assert refusal is None or refusal.condition is Condition.ENTITY_DISABLED


def test_a_subscription_that_is_disabled_still_gets_its_messages() -> None:
    events = World().topic({"all": SubscriptionDescription(status=EntityStatus.RECEIVE_DISABLED)})
    events.send(draft("a"))
    assert events.subscription("all").browsed() == ["a"]


def test_a_message_refused_for_the_status_may_come_again_as_if_it_had_never_come() -> None:
    orders = World().queue(
        description=QueueDescription(status=EntityStatus.DISABLED, requires_duplicate_detection=True)
    )
    orders.send_id("a")
    orders.queue.describe(QueueDescription(requires_duplicate_detection=True))
    orders.send_id("a")
    assert orders.waiting() == ["a"]


# -- sequence numbers --------------------------------------------------------------------------------


def test_sequence_numbers_start_at_one_and_grow() -> None:
    orders = World().queue()
    orders.send("a")
    orders.send("b", "c")
    assert [delivery.message.sequence_number for delivery in orders.take(3)] == [1, 2, 3]


def test_a_number_is_never_given_again_even_if_its_message_failed() -> None:
    orders = World().queue()
    with orders.world.failing_commit():
        orders.send("a")
    orders.send("b")
    assert orders.one().message.sequence_number == 2


def test_counting_goes_on_where_the_disk_says() -> None:
    orders = World().queue()
    orders.queue.intake.restore_sequence(41)
    orders.send("a")
    assert orders.one().message.sequence_number == 42


# -- duplicate detection -----------------------------------------------------------------------------


def test_a_duplicate_is_accepted_and_dropped() -> None:
    # [ASB duplicate-detection] "The send operation succeeds, but any duplicate is dropped."
    orders = detecting_queue()
    assert orders.send_id("a") is None
    assert orders.send_id("a") is None
    assert orders.waiting() == ["a"]


def test_duplicates_in_one_batch_are_dropped_too() -> None:
    orders = detecting_queue()
    orders.send_drafts(draft("first", "a"), draft("second", "a"), draft("third", "b"))
    assert orders.waiting() == ["first", "third"]


def test_the_id_counts_although_its_message_is_long_gone() -> None:
    orders = detecting_queue()
    orders.send_id("a")
    orders.complete(orders.one())
    orders.send_id("a")
    assert orders.waiting() == []


@pytest.mark.parametrize(("wait_ms", "arrives"), [(WINDOW_MS - 1, False), (WINDOW_MS, True)])
def test_the_window_ends_exactly_when_it_has_lasted_its_time(wait_ms: int, arrives: bool) -> None:
    orders = detecting_queue()
    orders.send_id("a")
    orders.complete(orders.one())
    orders.world.now_ms += wait_ms
    orders.send_id("a")
    assert bool(orders.waiting()) is arrives


def test_a_duplicate_does_not_prolong_the_window() -> None:
    orders = detecting_queue()
    orders.send_id("a")
    orders.world.pass_time(WINDOW_MS - 1)
    orders.send_id("a")
    orders.world.pass_time(1)
    orders.send_id("a")
    assert orders.waiting() == ["a", "a"]


def test_a_sweep_forgets_what_the_window_has_left_behind_on_disk_too() -> None:
    orders = detecting_queue()
    orders.send_id("a")
    orders.world.pass_time(1)
    orders.send_id("b")
    orders.world.pass_time(WINDOW_MS - 1)
    assert [message_id for _, message_id in orders.world.disk.ids] == ["b"]
    assert len(orders.queue.intake.history) == 1


def test_an_id_whose_message_failed_may_come_again() -> None:
    orders = detecting_queue()
    with orders.world.failing_commit():
        orders.send_id("a")
    orders.send_id("a")
    assert orders.waiting() == ["a"]


def test_a_duplicate_fails_with_the_original_it_rests_on() -> None:
    orders = detecting_queue()
    with orders.world.failing_commit():
        orders.send_id("a")
        with orders.world.failing_commit():
            assert orders.send_id("a") is None
    orders.send_id("a")
    assert orders.waiting() == ["a"]


def test_messages_without_an_id_are_no_duplicates() -> None:
    orders = detecting_queue()
    orders.send("a")
    orders.send("a")
    assert orders.waiting() == ["a", "a"]


def test_without_duplicate_detection_ids_are_not_compared() -> None:
    orders = World().queue()
    orders.send_id("a")
    orders.send_id("a")
    assert orders.waiting() == ["a", "a"]
    assert orders.world.disk.ids == {}


def test_a_shorter_window_counts_at_once() -> None:
    orders = detecting_queue()
    orders.send_id("a")
    orders.queue.describe(detecting(WINDOW_MS // 2))
    orders.world.pass_time(WINDOW_MS // 2)
    orders.send_id("a")
    assert bodies(orders.take(2)) == ["a", "a"]


# -- identity in partitions --------------------------------------------------------------------------

# [ASB duplicate-detection] "When partitioning is enabled, MessageId+PartitionKey is used to determine
# uniqueness. When sessions are enabled, partition key and session ID must be the same."


def keyed(body: str, partition_key: str | None, session_id: str | None = None) -> Draft:
    made = draft(body, "1", session_id)
    made.partition_key = partition_key
    return made


def partitioned(*, partitioning: bool, sessions: bool = False) -> Dock:
    return World().queue(
        description=QueueDescription(
            requires_duplicate_detection=True, enable_partitioning=partitioning, requires_session=sessions
        )
    )


def test_in_a_partitioned_queue_the_same_id_under_another_key_is_another_message() -> None:
    orders = partitioned(partitioning=True)
    for key in ("x", "y", None, "x", None):
        orders.send_drafts(keyed(f"{key}", key))
    assert orders.waiting() == ["x", "y", "None"]


def test_elsewhere_the_key_makes_no_difference() -> None:
    orders = partitioned(partitioning=False)
    for key in ("x", "y", None):
        orders.send_drafts(keyed(f"{key}", key))
    assert orders.waiting() == ["x"]


def test_a_session_id_is_a_partition_key() -> None:
    trips = partitioned(partitioning=True, sessions=True)
    for session_id in ("a", "b", "a"):
        trips.send_drafts(keyed(session_id, session_id, session_id))
    assert trips.browsed() == ["a", "b"]


def test_an_id_under_a_key_whose_message_failed_may_come_again() -> None:
    orders = partitioned(partitioning=True)
    with orders.world.failing_commit():
        orders.send_drafts(keyed("a", "x"))
    orders.send_drafts(keyed("a", "x"))
    assert orders.waiting() == ["a"]
