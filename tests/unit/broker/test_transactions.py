"""What happens in a transaction: everything at its discharge, or nothing."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.engine.message import DEAD_LETTER, DEFERRED, LOCKED
from longshore.model.entities import (
    EntityStatus,
    QueueDescription,
    SubscriptionDescription,
    TopicDescription,
)
from longshore.model.limits import MAX_TRANSACTION_MESSAGES, TRANSACTION_TIMEOUT_MS
from longshore.wire.performatives import RECEIVER, Disposition
from longshore.wire.states import Accepted, Error, Modified, Outcome, Rejected, Released, TransactionalState
from tests.unit.broker.asking import Management, uuids
from tests.unit.broker.audit import audit
from tests.unit.broker.transacting import Controller
from tests.unit.broker.world import World, message

QUEUES = {
    "in": QueueDescription(lock_duration_ms=60_000),
    "out": QueueDescription(),
    "jobs": QueueDescription(lock_duration_ms=60_000, requires_session=True),
}
TOPICS = {"events": TopicDescription(subscriptions={"all": SubscriptionDescription()})}
IN, OUT, EVENTS = 1, 2, 3
ROLLED_BACK = "amqp:transaction:rollback"


def started(received: int = 1) -> tuple[World, Controller, bytes]:
    """Return a controller that has received from `in`, can send to `out` and `events`, and a transaction."""
    world = World(QUEUES, TOPICS)
    if received:
        world.send("in", *(message(b"in", message_id=str(number)) for number in range(received)))
    control = Controller(world)
    control.client.attach_sender("out", OUT)
    control.client.attach_sender("events", EVENTS)
    control.client.attach_receiver("in", IN, credit=received)
    control.client.hear()
    return world, control, control.declare()


def count(world: World, queue: str) -> int:
    return len(world.namespace.queues[queue].messages)


class TestSending:
    def test_a_send_is_accepted_at_once_within_its_transaction(self) -> None:
        _world, control, txn = started()
        control.send(OUT, txn, message(b"one"))
        (answer,) = control.client.hear()
        assert isinstance(answer, Disposition)
        assert answer.settled
        assert answer.state == TransactionalState(txn, Accepted())

    def test_nothing_is_sent_before_the_discharge(self) -> None:
        world, control, txn = started()
        receiver = world.receive("out")
        control.send(OUT, txn, message(b"one"))
        world.commit()
        assert receiver.bodies() == []
        control.commit(txn)
        assert receiver.bodies() == [b"one"]

    def test_the_order_of_sends_is_kept(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"a", message_id="1"), message(b"b", message_id="2"))
        control.commit(txn)
        assert world.receive("out", credit=2).bodies() == [b"a", b"b"]

    def test_what_open_transactions_hold_has_an_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("longshore.broker.transactions.MAX_ENLISTED_BYTES", 1_000)
        world, control, txn = started()
        control.send(OUT, txn, message(bytes(700)))
        control.client.hear()
        control.send(OUT, txn, message(bytes(700)))
        assert control.client.errors() == ["amqp:resource-limit-exceeded"]
        control.commit(txn)
        assert count(world, "out") == 1

    def test_a_transaction_whose_time_is_over_holds_nothing(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"one"))
        world.pass_time(TRANSACTION_TIMEOUT_MS)
        found = control.client.peer.transactions._open[txn]
        assert (found.size_bytes, found._sends) == (0, [])

    def test_a_rollback_sends_nothing(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"one"))
        control.discharge(txn, fail=True)
        world.commit()
        assert count(world, "out") == 0

    def test_two_queues_and_a_topic_commit_together(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"out"))
        control.send(EVENTS, txn, message(b"event"))
        control.settle(0, txn, Accepted())
        assert control.commit(txn) == [Accepted()]
        assert count(world, "in") == 0
        assert world.receive("out").bodies() == [b"out"]
        assert world.receive("events/Subscriptions/all").bodies() == [b"event"]
        audit(world)

    def test_two_queues_and_a_topic_fail_together(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"out"))
        control.send(EVENTS, txn, message(b"event"))
        control.settle(0, txn, Accepted())
        control.discharge(txn)
        world.fail()
        assert (count(world, "in"), count(world, "out")) == (1, 0)
        assert world.receive("events/Subscriptions/all").bodies() == []
        audit(world)

    def test_what_is_not_in_the_transaction_is_not_held_up_by_it(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"inside"))
        control.client.send(message(b"outside"), OUT)
        world.commit()
        assert world.receive("out", credit=2).bodies() == [b"outside"]

    def test_a_scheduled_message_is_scheduled_by_the_discharge(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"later", scheduled_ms=world.now_ms + 1_000))
        control.commit(txn)
        assert world.receive("out").bodies() == []
        world.pass_time(1_000)
        world.commit()
        assert count(world, "out") == 1

    def test_a_duplicate_in_a_transaction_that_was_rolled_back_was_never_seen(self) -> None:
        world, control, txn = started()
        queue = world.namespace.queues["out"]
        queue.describe(QueueDescription(requires_duplicate_detection=True))
        control.send(OUT, txn, message(b"one"))
        control.discharge(txn)
        world.fail()
        world.send("out", message(b"one"))
        assert count(world, "out") == 1

    def test_an_unknown_transaction_is_refused(self) -> None:
        _world, control, _txn = started()
        control.send(OUT, b"nothing", message(b"one"))
        assert control.client.errors() == ["amqp:transaction:unknown-id"]

    def test_what_cannot_be_sent_is_refused_at_once(self) -> None:
        world, control, txn = started()
        control.client.attach_sender("jobs", 5)
        control.client.hear()
        control.send(5, txn, message(b"no session"))
        assert control.client.errors() == ["amqp:not-allowed"]
        assert control.commit(txn) == [Accepted()]
        assert count(world, "jobs") == 0


class TestSettling:
    @pytest.mark.parametrize(
        "outcome",
        [
            Accepted(),
            Released(),
            Modified(delivery_failed=True, undeliverable_here=False),
            Modified(delivery_failed=True, undeliverable_here=True),
            Rejected(),
        ],
    )
    def test_the_answer_repeats_the_outcome_within_its_transaction(self, outcome: Outcome) -> None:
        _world, control, txn = started()
        control.settle(0, txn, outcome)
        (answer,) = control.client.hear()
        assert isinstance(answer, Disposition)
        assert (answer.settled, answer.state) == (True, TransactionalState(txn, outcome))

    def test_a_rejection_is_repeated_bare(self) -> None:
        _world, control, txn = started()
        control.settle(0, txn, Rejected(Error("com.microsoft:dead-letter", "why")))
        assert control.client.outcomes() == [TransactionalState(txn, Rejected())]

    def test_completing_happens_at_the_discharge(self) -> None:
        world, control, txn = started()
        control.settle(0, txn, Accepted())
        world.commit()
        assert count(world, "in") == 1
        control.commit(txn)
        assert count(world, "in") == 0

    def test_deferring_happens_at_the_discharge(self) -> None:
        world, control, txn = started()
        control.settle(0, txn, Modified(undeliverable_here=True))
        control.commit(txn)
        assert world.namespace.queues["in"].messages[1].kind is DEFERRED

    def test_abandoning_happens_at_the_discharge(self) -> None:
        world, control, txn = started()
        control.settle(0, txn, Modified())
        control.commit(txn)
        assert world.namespace.queues["in"].messages[1].delivery_count == 1

    def test_dead_lettering_happens_at_the_discharge(self) -> None:
        world, control, txn = started()
        control.settle(0, txn, Rejected())
        control.commit(txn)
        assert world.namespace.queues["in"].messages[1].sub_queue is DEAD_LETTER

    def test_releasing_happens_at_the_discharge(self) -> None:
        world, control, txn = started()
        other = world.receive("in")
        control.settle(0, txn, Released())
        assert other.bodies() == []
        control.commit(txn)
        assert other.bodies() == [b"in"]
        assert world.namespace.queues["in"].messages[1].delivery_count == 0

    def test_a_rollback_leaves_the_lock_as_it_was(self) -> None:
        world, control, txn = started()
        (token,) = world.namespace.queues["in"].main.locked
        control.settle(0, txn, Accepted())
        control.discharge(txn, fail=True)
        (found,) = world.namespace.queues["in"].messages.values()
        assert (found.state, found.lock_token, found.delivery_count) == (LOCKED, token, 0)
        body = {"disposition-status": "completed", "lock-tokens": uuids(token)}
        assert Management(world, "in").ask("update-disposition", body).status == 200

    def test_a_refused_discharge_leaves_the_lock_as_it_was(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"one"))
        control.settle(0, txn, Accepted())
        world.namespace.queues["out"].describe(QueueDescription(status=EntityStatus.SEND_DISABLED))
        control.client.hear()
        control.discharge(txn)
        assert control.client.errors() == [ROLLED_BACK]
        assert world.namespace.queues["in"].messages[1].state is LOCKED
        world.commit()
        audit(world)

    def test_a_lock_that_has_ended_cannot_be_enlisted(self) -> None:
        world, control, txn = started()
        world.now_ms += 60_000
        control.settle(0, txn, Accepted())
        assert control.client.errors() == ["com.microsoft:message-lock-lost"]

    def test_a_lock_that_ends_before_the_discharge_rolls_everything_back(self) -> None:
        world, control, txn = started(received=2)
        control.send(OUT, txn, message(b"one"))
        control.settle(0, txn, Accepted())
        control.client.hear()
        world.now_ms += 60_000
        control.discharge(txn)
        assert control.client.errors() == [ROLLED_BACK]
        world.commit()
        assert (count(world, "in"), count(world, "out")) == (2, 0)
        audit(world)

    def test_a_message_that_was_settled_elsewhere_meanwhile_rolls_everything_back(self) -> None:
        world, control, txn = started(received=2)
        first, _second = world.namespace.queues["in"].main.locked
        control.settle(0, txn, Accepted())
        control.settle(1, txn, Accepted())
        body = {"disposition-status": "abandoned", "lock-tokens": uuids(first)}
        Management(world, "in").ask("update-disposition", body)
        control.client.hear()
        control.discharge(txn)
        assert control.client.errors() == [ROLLED_BACK]
        assert count(world, "in") == 2

    def test_a_dead_letter_is_not_buried_again_and_spoils_nothing(self) -> None:
        world, control, txn = started(received=2)
        dead = world.receive("in")
        dead.hear()
        control.client.settle(0, state=Rejected())
        world.commit()
        control.client.attach_receiver("in/$DeadLetterQueue", 6, credit=1)
        control.client.hear()
        control.settle(1, txn, Accepted())
        control.settle(2, txn, Rejected())
        assert control.client.errors() == ["amqp:not-allowed"]
        assert control.commit(txn) == [Accepted()]
        assert count(world, "in") == 1

    def test_a_dead_letter_is_completed_in_a_transaction(self) -> None:
        world, control, txn = started()
        control.client.settle(0, state=Rejected())
        world.commit()
        control.client.attach_receiver("in/$DeadLetterQueue", 6, credit=1)
        control.client.hear()
        control.settle(1, txn, Accepted())
        control.commit(txn)
        assert count(world, "in") == 0

    def test_a_session_that_is_given_back_before_the_discharge_rolls_everything_back(self) -> None:
        world, control, txn = started()
        world.send("jobs", message(b"job", session="s"))
        control.client.attach_receiver("jobs", 6, session="s", credit=1)
        control.client.hear()
        control.settle(1, txn, Accepted())
        control.client.detach(6)
        control.client.hear()
        control.discharge(txn)
        assert control.client.errors() == [ROLLED_BACK]
        assert count(world, "jobs") == 1

    def test_a_link_that_went_does_not_matter_while_the_lock_lasts(self) -> None:
        world, control, txn = started()
        control.settle(0, txn, Accepted())
        control.client.detach(IN)
        assert control.commit(txn) == [Accepted()]
        assert count(world, "in") == 0


class TestSettledByTheClient:
    """[AMQP 4.4.4] What cannot be answered must stand against the discharge."""

    def test_a_settled_send_is_part_of_the_transaction(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"one"), settled=True)
        assert control.client.outcomes() == []
        assert control.commit(txn) == [Accepted()]
        assert count(world, "out") == 1

    def test_a_settled_send_that_is_refused_rolls_everything_back(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"good"))
        control.send(OUT, txn, message(b"bad", message_id="x" * 129), settled=True)
        control.client.hear()
        control.discharge(txn)
        assert control.client.errors() == [ROLLED_BACK]
        world.commit()
        assert count(world, "out") == 0

    def test_a_settled_decision_is_part_of_the_transaction(self) -> None:
        world, control, txn = started()
        control.settle(0, txn, Accepted(), settled=True)
        assert control.commit(txn) == [Accepted()]
        assert count(world, "in") == 0

    def test_a_settled_decision_that_is_refused_rolls_everything_back(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"good"))
        world.now_ms += 60_000
        control.settle(0, txn, Accepted(), settled=True)
        control.client.hear()
        control.discharge(txn)
        assert control.client.errors() == [ROLLED_BACK]


class TestBounds:
    def test_a_hundred_messages_are_the_most(self) -> None:
        world, control, txn = started()
        control.settle(0, txn, Accepted())
        for number in range(MAX_TRANSACTION_MESSAGES - 1):
            control.send(OUT, txn, message(b"x", message_id=str(number)))
        control.client.hear()
        control.send(OUT, txn, message(b"one too many"))
        assert control.client.errors() == ["amqp:not-allowed"]
        assert control.commit(txn) == [Accepted()]
        assert count(world, "out") == 99

    def test_settlements_count_as_well(self) -> None:
        world, control, txn = started(received=MAX_TRANSACTION_MESSAGES + 1)
        for delivery in range(MAX_TRANSACTION_MESSAGES + 1):
            control.settle(delivery, txn, Accepted())
        assert control.client.errors() == ["amqp:not-allowed"]
        control.commit(txn)
        assert count(world, "in") == 1

    def test_each_message_of_a_batch_counts(self) -> None:
        _world, control, txn = started()
        one = message(b"x")
        batch = (b"\x00\x53\x75\xa0" + bytes((len(one),)) + one) * (MAX_TRANSACTION_MESSAGES + 1)
        control.client.send(batch, OUT, message_format=0x80013700, state=TransactionalState(txn))
        assert control.client.errors() == ["amqp:not-allowed"]


class TestLostConnections:
    def test_nothing_of_an_open_transaction_happens(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"one"))
        control.settle(0, txn, Accepted())
        world.kernel.lost(control.client.peer, world.now_ms)
        world.commit()
        assert (count(world, "in"), count(world, "out")) == (1, 0)
        audit(world)

    def test_it_leaves_nothing_behind(self) -> None:
        world, control, txn = started()
        control.settle(0, txn, Accepted())
        world.kernel.lost(control.client.peer, world.now_ms)
        assert len(control.client.peer.transactions) == 0
        assert control.client.peer.links == set()
        assert control.client.peer not in world.kernel.peers
        assert world.kernel._unit.idle

    def test_its_locks_run_out_and_the_messages_come_again(self) -> None:
        world, control, txn = started()
        control.settle(0, txn, Accepted())
        world.kernel.lost(control.client.peer, world.now_ms)
        world.pass_time(60_000)
        world.commit()
        assert world.receive("in").bodies() == [b"in"]

    def test_its_session_is_free_at_once(self) -> None:
        world, control, txn = started()
        world.send("jobs", message(b"job", session="s"))
        control.client.attach_receiver("jobs", 6, session="s", credit=1)
        control.client.hear()
        control.settle(1, txn, Accepted())
        world.kernel.lost(control.client.peer, world.now_ms)
        assert world.receive("jobs", session="s").bodies() == [b"job"]

    def test_a_discharge_that_is_on_its_way_to_disk_still_happens(self) -> None:
        world, control, txn = started()
        control.send(OUT, txn, message(b"one"))
        control.settle(0, txn, Accepted())
        control.discharge(txn)
        world.kernel.lost(control.client.peer, world.now_ms)
        world.commit()
        assert (count(world, "in"), count(world, "out")) == (0, 1)


def test_a_discharge_shares_its_commit_with_others() -> None:
    world, control, txn = started()
    other = world.client()
    other.attach_sender("out")
    other.hear()
    other.send(message(b"before"))
    control.send(OUT, txn, message(b"inside"))
    control.discharge(txn)
    other.send(message(b"behind"))
    world.commit()
    assert world.receive("out", credit=3).bodies() == [b"before", b"inside", b"behind"]
    audit(world)


# ---- any course of events

Step = Callable[[World, Controller, bytes, str], None]


def sends(handle: int) -> Step:
    return lambda _world, control, txn, name: control.send(handle, txn, message(b"x", message_id=name))


def settles(delivery_id: int, outcome: Outcome) -> Step:
    return lambda _world, control, txn, _name: control.settle(delivery_id, txn, outcome)


def settles_outside(delivery_id: int, outcome: Outcome) -> Step:
    return lambda _world, control, _txn, _name: control.client.settle(delivery_id, state=outcome)


def waits(ms: int) -> Step:
    return lambda world, _control, _txn, _name: world.pass_time(ms)


outcomes = st.sampled_from(
    [Accepted(), Released(), Modified(), Modified(undeliverable_here=True), Rejected()]
)
steps = st.one_of(
    st.builds(sends, st.sampled_from([OUT, EVENTS])),
    st.builds(settles, st.integers(0, 3), outcomes),
    st.builds(settles_outside, st.integers(0, 3), outcomes),
    st.builds(waits, st.sampled_from([1_000, 30_000])),
)


def on_disk(world: World) -> dict[str, dict[int, object]]:
    return {
        queue.path: {
            number: (found.sub_queue, found.kind, found.delivery_count)
            for number, found in sorted(queue.messages.items())
        }
        for queue in world.restarted().all_queues()
    }


def enlisted_sends(control: Controller) -> int:
    """Return how many sends were answered within their transaction."""
    return sum(
        isinstance(frame, Disposition)
        and frame.role is RECEIVER
        and isinstance(frame.state, TransactionalState)
        for frame in control.client.hear()
    )


@settings(max_examples=150, deadline=None)
@given(st.lists(steps, max_size=12), st.sampled_from(["commit", "rollback", "full disk"]))
def test_all_of_it_happens_or_nothing(course: list[Step], end: str) -> None:
    world, control, txn = started(received=4)
    sent = 0
    for number, step in enumerate(course):
        step(world, control, txn, str(number))
        world.commit()
        sent += enlisted_sends(control)
    before = on_disk(world)
    control.discharge(txn, fail=end == "rollback")
    if end == "full disk" and not world.kernel._unit.idle:
        world.fail()
    world.commit()
    after = on_disk(world)
    if control.client.outcomes() == [Accepted()] and end == "commit":
        assert len(after["out"]) + len(after["events/Subscriptions/all"]) == sent
    else:
        assert after == before
    audit(world)
