"""[ASB auto-forwarding], and sending to an entity by way of another [ASB transactions]."""

import pytest

from longshore.engine import forwarding
from longshore.engine.forwarding import FORWARD_BYTES, Relay
from longshore.engine.message import TRANSFER_DEAD_LETTER, Draft
from longshore.model.entities import (
    EntityStatus,
    QueueDescription,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.model.limits import MAX_FORWARDING_HOPS, MEBIBYTE
from longshore.model.refusal import Condition, Refusal

from .world import LOCK_MS, SECOND_MS, Dock, Podium, World, bodies, condition, draft

TTL_MS = 10 * SECOND_MS
TOO_FAR = "MaxTransferHopCountExceeded"
FORWARDING = QueueDescription(forward_to="archive")


@pytest.fixture
def world() -> World:
    return World()


def forwarding_queue(world: World, **settings: object) -> Dock:
    return world.queue("orders", QueueDescription(forward_to="archive", **settings))  # type: ignore[arg-type]


def chain(world: World, length: int) -> list[Dock]:
    """Queues `q0` to `q<length>`, each of which forwards to the next."""
    return [
        world.queue(f"q{number}", QueueDescription(forward_to=None if number == length else f"q{number + 1}"))
        for number in range(length + 1)
    ]


# -- from queue to queue -----------------------------------------------------------------------------


def test_what_comes_into_one_queue_goes_on_to_the_other(world: World) -> None:
    orders, archive = forwarding_queue(world), world.queue("archive")
    orders.send("a", "b")
    world.forward()
    assert archive.waiting() == ["a", "b"]
    assert orders.queue.messages == {}


def test_what_is_there_goes_on_when_the_disk_has_no_room_for_more(world: World) -> None:
    orders, archive = forwarding_queue(world), world.queue("archive")
    orders.send("a")
    world.context.room_bytes = 0
    world.forward()
    assert archive.waiting() == ["a"]


def test_the_destination_is_found_whatever_the_case(world: World) -> None:
    orders = world.queue("orders", QueueDescription(forward_to="ARCHIVE"))
    archive = world.queue("archive")
    orders.send("a")
    world.forward()
    assert archive.waiting() == ["a"]


def test_nothing_is_received_from_a_queue_that_forwards(world: World) -> None:
    orders = forwarding_queue(world)
    refusal = orders.queue.objection(orders.lane)
    assert condition(refusal) is Condition.NOT_ALLOWED
    assert refusal is not None
    assert "forwarded to 'archive'" in refusal.description
    assert orders.queue.objection(orders.queue.dead_letters) is None


def test_a_message_is_in_one_of_the_two_at_every_moment(world: World) -> None:
    orders, archive = forwarding_queue(world), world.queue("archive")
    orders.send("a")
    with world.one_commit():
        world.forward_once()
        assert orders.queue.active_count == 1
        assert archive.waiting() == []
    assert orders.queue.active_count == 0
    assert archive.waiting() == ["a"]


def test_a_forwarded_message_keeps_the_number_of_its_original_point_of_submission(world: World) -> None:
    # [ASB messages-payloads] EnqueuedSequenceNumber
    first, *_, last = chain(world, 2)
    last.send("before")
    first.send("x", "a")
    world.forward()
    forwarded = last.take(3)[2].message
    assert (forwarded.sequence_number, forwarded.enqueued_sequence_number) == (3, 2)


def test_a_forwarded_message_keeps_its_session(world: World) -> None:
    orders = forwarding_queue(world)
    archive = world.queue("archive", QueueDescription(requires_session=True))
    orders.send("a1", session="a")
    world.forward()
    assert archive.accept("a").waiting() == ["a1"]


def test_the_life_of_a_forwarded_message_begins_anew_in_its_destination(world: World) -> None:
    orders, archive = forwarding_queue(world), world.queue("archive")
    orders.send("a", ttl_ms=TTL_MS)
    world.now_ms += TTL_MS // 2
    world.forward()
    assert archive.one().message.expires_ms == world.now_ms + TTL_MS


def test_an_expired_message_is_not_forwarded(world: World) -> None:
    orders = forwarding_queue(world, dead_lettering_on_message_expiration=True)
    archive = world.queue("archive")
    orders.send("a", ttl_ms=TTL_MS)
    world.now_ms += TTL_MS
    world.forward()
    assert archive.waiting() == []
    assert "TTLExpired" in orders.dead_letters.one().body


def test_the_destination_looks_for_duplicates(world: World) -> None:
    orders = forwarding_queue(world)
    archive = world.queue("archive", QueueDescription(requires_duplicate_detection=True))
    for text in ("first", "second"):
        orders.send_drafts(draft(text, "1"))
    world.forward()
    assert archive.waiting() == ["first"]
    assert orders.queue.messages == {}


def test_a_body_that_is_on_disk_only_is_forwarded() -> None:
    world = World(body_budget_bytes=0)
    orders, archive = forwarding_queue(world), world.queue("archive")
    orders.send("a")
    world.forward()
    assert archive.waiting() == ["a"]


def test_many_messages_go_on_by_several_commits(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forwarding, "FORWARD_COUNT", 3)
    orders, archive = forwarding_queue(world), world.queue("archive")
    orders.send(*"abcdefgh")
    world.forward_once()
    assert archive.waiting() == list("abc")
    world.forward()
    assert archive.waiting() == list("abcdefgh")


def test_large_messages_go_on_by_several_commits(world: World) -> None:
    orders, archive = forwarding_queue(world), world.queue("archive")
    orders.send("x" * (FORWARD_BYTES - 1), "y", "z")
    world.forward_once()
    assert archive.queue.active_count == 2
    world.forward()
    assert archive.queue.active_count == 3


def test_what_was_there_before_forwarding_was_asked_for_goes_on_too(world: World) -> None:
    orders, archive = world.queue("orders"), world.queue("archive")
    orders.send("a")
    orders.queue.describe(FORWARDING)
    world.forward()
    assert archive.waiting() == ["a"]


def test_a_forwarding_that_failed_leaves_the_message_and_is_tried_again(world: World) -> None:
    orders, archive = forwarding_queue(world), world.queue("archive")
    orders.send("a")
    with world.failing_commit():
        world.forward_once()
    assert archive.queue.messages == {}
    assert orders.browsed() == ["a"]
    world.forward()
    assert archive.waiting() == ["a"]


# -- to topics, from subscriptions -------------------------------------------------------------------


def test_a_queue_forwards_to_a_topic_whose_copies_keep_the_original_number(world: World) -> None:
    orders = forwarding_queue(world)
    archive = world.topic({"all": SubscriptionDescription()}, path="archive")
    archive.send(draft("before"))
    orders.send("x", "a")
    world.forward()
    copies = archive.subscription("all").take(3)
    assert bodies(copies) == ["before", "x", "a"]
    assert [copy.message.enqueued_sequence_number for copy in copies] == [1, 1, 2]
    assert [copy.message.hops for copy in copies] == [0, 1, 1]


def test_a_subscription_forwards_to_a_queue(world: World) -> None:
    events = world.topic({"all": SubscriptionDescription(forward_to="archive")})
    archive = world.queue("archive")
    events.send(draft("x"), draft("a"))
    world.forward()
    assert archive.waiting() == ["x", "a"]
    assert [delivery.message.enqueued_sequence_number for delivery in archive.take(2)] == [1, 2]


# -- how far -----------------------------------------------------------------------------------------


def test_four_hops_are_allowed(world: World) -> None:
    first, *_, last = chain(world, MAX_FORWARDING_HOPS)
    first.send("a")
    world.forward()
    assert last.one().message.hops == MAX_FORWARDING_HOPS == 4


def test_at_the_fifth_hop_it_is_a_dead_letter_where_it_is(world: World) -> None:
    queues = chain(world, MAX_FORWARDING_HOPS + 1)
    queues[0].send("a")
    world.forward()
    assert queues[5].queue.messages == {}
    delivery = queues[4].dead_letters.one()
    assert delivery.body == (
        f"a|DeadLetterReason={TOO_FAR}|DeadLetterErrorDescription="
        "The message was forwarded 4 times, which is the most allowed."
    )
    assert delivery.message.dead_letter_source == "q4"


def test_a_message_in_a_circle_ends_as_a_dead_letter(world: World) -> None:
    world.queue("q0", QueueDescription(forward_to="q1")).send("a")
    world.queue("q1", QueueDescription(forward_to="q0"))
    world.context.touched.update(dict.fromkeys(queue.main for queue in world.namespace.all_queues()))
    world.forward()
    assert [queue.dead_letter_count for queue in world.namespace.all_queues()] == [1, 0]


# -- destinations that cannot take it ----------------------------------------------------------------


def hindered(world: World, hindrance: str) -> Dock:
    """A queue with a message that cannot be forwarded."""
    orders = forwarding_queue(world)
    if hindrance == "full":
        world.queue("archive", QueueDescription(max_size_in_megabytes=1)).send("x" * MEBIBYTE)
    elif hindrance == "disabled":
        world.queue("archive", QueueDescription(status=EntityStatus.SEND_DISABLED))
    elif hindrance == "sessions":
        world.queue("archive", QueueDescription(requires_session=True))
    orders.send("a")
    world.forward()
    return orders


REASONS = {
    "missing": ("amqp:not-found", "There is no 'archive' to forward to."),
    "full": ("amqp:resource-limit-exceeded", "'archive' has reached its size of 1 MB"),
    "disabled": ("com.microsoft:entity-disabled", "'archive' is SendDisabled"),
    "sessions": ("amqp:not-allowed", "'archive' requires sessions"),
}


@pytest.mark.parametrize("hindrance", REASONS)
def test_what_cannot_go_on_is_a_dead_letter_that_says_why(world: World, hindrance: str) -> None:
    orders = hindered(world, hindrance)
    reason, description = REASONS[hindrance]
    body = orders.dead_letters.one().body
    assert body.startswith(f"a|DeadLetterReason={reason}|DeadLetterErrorDescription={description}")
    assert orders.queue.active_count == 0


@pytest.mark.parametrize("status", [EntityStatus.ACTIVE, EntityStatus.RECEIVE_DISABLED])
def test_a_destination_that_takes_messages_gets_them(world: World, status: EntityStatus) -> None:
    orders, archive = forwarding_queue(world), world.queue("archive", QueueDescription(status=status))
    orders.send("a")
    world.forward()
    assert archive.browsed() == ["a"]


def test_the_burial_of_what_cannot_go_on_that_failed_is_tried_again(world: World) -> None:
    orders = forwarding_queue(world)
    orders.send("a")
    with world.failing_commit():
        world.forward_once()
    assert orders.browsed() == ["a"]
    world.forward()
    assert orders.queue.dead_letter_count == 1


# -- dead letters ------------------------------------------------------------------------------------


@pytest.fixture
def fragile(world: World) -> Dock:
    """A queue whose dead letters are forwarded."""
    return world.queue("orders", QueueDescription(forward_dead_lettered_messages_to="morgue"))


def die(dock: Dock, text: str) -> None:
    dock.send(text)
    dock.dead_letter(dock.one(), "why")
    dock.world.forward()


def test_dead_letters_are_forwarded_with_their_reason_and_source(world: World, fragile: Dock) -> None:
    morgue = world.queue("morgue")
    die(fragile, "a")
    delivery = morgue.one()
    assert delivery.body == "a|DeadLetterReason=why"
    assert delivery.message.dead_letter_source == "orders"
    assert fragile.queue.messages == {}


def test_dead_letters_forwarded_to_a_topic_tell_their_source_to_every_copy(
    world: World, fragile: Dock
) -> None:
    morgue = world.topic({"all": SubscriptionDescription()}, path="morgue")
    die(fragile, "a")
    assert morgue.subscription("all").one().message.dead_letter_source == "orders"


def test_no_dead_letters_are_received_from_a_queue_that_forwards_them(fragile: Dock) -> None:
    refusal = fragile.queue.objection(fragile.queue.dead_letters)
    assert condition(refusal) is Condition.NOT_ALLOWED
    assert fragile.queue.objection(fragile.lane) is None


def test_a_queue_with_sessions_forwards_its_dead_letters(world: World) -> None:
    trips = world.queue(
        "trips", QueueDescription(requires_session=True, forward_dead_lettered_messages_to="morgue")
    )
    morgue = world.queue("morgue")
    trips.send("a1", session="a")
    session = trips.accept("a")
    session.dead_letter(session.one())
    world.forward()
    assert morgue.one().message.session_id == "a"


def test_a_dead_letter_that_cannot_go_on_stays(fragile: Dock) -> None:
    die(fragile, "a")
    assert fragile.dead_letters.browsed() == ["a|DeadLetterReason=why"]


def test_a_dead_letter_that_came_too_far_stays_and_holds_up_no_other(world: World, fragile: Dock) -> None:
    morgue = world.queue("morgue")
    far = draft("far")
    far.hops = MAX_FORWARDING_HOPS
    fragile.send_drafts(far)
    fragile.send("near")
    for delivery in fragile.take(2):
        fragile.dead_letter(delivery)
    world.forward()
    assert morgue.waiting() == ["near"]
    assert fragile.dead_letters.browsed() == ["far"]


def test_it_goes_when_it_can(world: World, fragile: Dock) -> None:
    die(fragile, "a")
    die(fragile, "b")
    morgue = world.queue("morgue")
    world.pass_time(1)
    world.forward()
    assert [body[0] for body in morgue.waiting()] == ["a", "b"]


def test_a_forwarding_of_dead_letters_that_failed_is_tried_again(world: World, fragile: Dock) -> None:
    morgue = world.queue("morgue")
    fragile.send("a")
    fragile.dead_letter(fragile.one())
    with world.failing_commit():
        world.forward_once()
    assert morgue.queue.messages == {}
    world.forward()
    assert morgue.waiting() == ["a"]


def test_transfer_dead_letters_are_not_forwarded(world: World) -> None:
    orders = world.queue("orders", QueueDescription(forward_to="a", forward_dead_lettered_messages_to="b"))
    assert orders.queue.destination_of(orders.queue.main) == "a"
    assert orders.queue.destination_of(orders.queue.dead_letters) == "b"
    assert orders.queue.destination_of(orders.queue.transfer_dead_letters) is None


# -- by way of another entity ------------------------------------------------------------------------


def relay(via: Dock | Podium, *drafts: Draft, destination: str = "archive") -> Refusal | None:
    world = via.world
    entity = via.queue if isinstance(via, Dock) else via.topic
    with world.changes() as changes:
        return Relay(world.namespace, entity, destination).send(list(drafts), world.now_ms, changes)


def test_a_message_is_sent_by_way_of_another_queue(world: World) -> None:
    via, archive = world.queue("via"), world.queue("archive")
    assert relay(via, draft("a"), draft("b")) is None
    assert archive.waiting() == ["a", "b"]
    assert via.queue.messages == {}


def test_a_message_is_sent_by_way_of_a_queue_to_a_topic(world: World) -> None:
    via = world.queue("via")
    archive = world.topic({"all": SubscriptionDescription()}, path="archive")
    relay(via, draft("a"))
    assert archive.subscription("all").waiting() == ["a"]


def test_a_scheduled_message_waits_in_the_destination(world: World) -> None:
    via, archive = world.queue("via"), world.queue("archive")
    relay(via, draft("a", due_ms=world.now_ms + SECOND_MS))
    assert archive.waiting() == []
    world.pass_time(SECOND_MS)
    assert archive.waiting() == ["a"]


@pytest.mark.parametrize(
    "status", [EntityStatus.DISABLED, EntityStatus.SEND_DISABLED], ids=lambda status: str(status.value)
)
def test_what_the_destination_does_not_take_is_a_transfer_dead_letter_of_the_first(
    world: World, status: EntityStatus
) -> None:
    via = world.queue("via")
    world.queue("archive", QueueDescription(status=status))
    assert relay(via, draft("a", ttl_ms=TTL_MS)) is None
    world.pass_time(TTL_MS)
    delivery = via.transfer_dead_letters.one()
    assert delivery.body.startswith("a|DeadLetterReason=com.microsoft:entity-disabled|")
    assert delivery.message.dead_letter_source == "via"
    assert (via.queue.active_count, via.queue.dead_letter_count) == (0, 0)
    assert via.queue.count(TRANSFER_DEAD_LETTER) == 1


def test_what_no_destination_is_there_for_is_a_transfer_dead_letter(world: World) -> None:
    via = world.queue("via")
    relay(via, draft("a"))
    assert "There is no 'archive' to forward to." in via.transfer_dead_letters.one().body


def test_each_message_has_its_own_fate(world: World) -> None:
    via = world.queue("via")
    archive = world.queue("archive", QueueDescription(requires_session=True))
    relay(via, draft("lost"), draft("found", session_id="s"))
    assert archive.accept("s").waiting() == ["found"]
    assert via.queue.count(TRANSFER_DEAD_LETTER) == 1


def test_a_transfer_dead_letter_of_a_topic_is_in_the_topic(world: World) -> None:
    via = world.topic({})
    relay(via, draft("a"))
    assert via.waiting_room.queue.count(TRANSFER_DEAD_LETTER) == 1
    assert via.waiting_room.transfer_dead_letters.one().message.dead_letter_source == "events"


def test_transfer_dead_letters_are_received_and_settled_like_others(world: World) -> None:
    via = world.queue("via")
    relay(via, draft("a"), draft("b"))
    dead = via.transfer_dead_letters
    first, second = dead.take(2)
    assert dead.complete(first) is None
    assert dead.abandon(second) is None
    again = dead.one()
    assert again.delivery_count == 1
    assert condition(dead.dead_letter(again)) is Condition.NOT_ALLOWED


def test_locks_of_transfer_dead_letters_end(world: World) -> None:
    via = world.queue("via")
    relay(via, draft("a"))
    via.transfer_dead_letters.take()
    world.pass_time(LOCK_MS)
    assert via.transfer_dead_letters.one().delivery_count == 1


def test_transfer_dead_letters_can_be_moved_to_the_queue_and_deleted(world: World) -> None:
    via = world.queue("via")
    relay(via, draft("a"), draft("b"))
    assert via.transfer_dead_letters.move_back(1) is None
    assert via.transfer_dead_letters.delete(2) is None
    assert via.waiting() == ["a"]


def test_a_transfer_dead_letter_of_a_session_queue_leaves_no_session_behind(world: World) -> None:
    via = world.queue("via", QueueDescription(requires_session=True))
    relay(via, draft("a", session_id="s"))
    assert via.queue.sessions.by_id == {}
    assert via.transfer_dead_letters.one().message.session_id == "s"


def test_the_first_entity_must_take_messages_itself(world: World) -> None:
    via = world.queue("via", QueueDescription(status=EntityStatus.DISABLED))
    archive = world.queue("archive")
    assert condition(relay(via, draft("a"))) is Condition.ENTITY_DISABLED
    assert archive.waiting() == []


def test_the_size_of_the_first_entity_counts(world: World) -> None:
    via = world.topic({}, TopicDescription(max_size_in_megabytes=1))
    relay(via, draft("x" * MEBIBYTE))
    assert condition(relay(via, draft("a"))) is Condition.RESOURCE_LIMIT_EXCEEDED


def test_using_a_relay_is_using_the_first_entity(world: World) -> None:
    via = world.queue("via")
    sender = Relay(world.namespace, via.queue, "archive")
    sender.used_ms = 5
    assert (sender.used_ms, via.queue.used_ms) == (5, 5)


def test_a_relay_that_failed_has_never_happened(world: World) -> None:
    via, archive = world.queue("via"), world.queue("archive")
    with world.failing_commit():
        relay(via, draft("a"))
        relay(via, draft("b"), destination="nowhere")
    assert archive.queue.messages == {}
    assert via.queue.messages == {}
    assert via.queue.size_bytes == 0
    relay(via, draft("a"))
    assert archive.waiting() == ["a"]
