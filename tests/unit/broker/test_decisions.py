"""What a receiver's outcome does to its message."""

from uuid import UUID

import pytest

from longshore.broker.decisions import DELAY, dead_letter_words, outcome_bytes
from longshore.engine.message import ACTIVE, DEAD_LETTER, DEFERRED, MAIN, Message
from longshore.model.entities import QueueDescription
from longshore.wire.states import (
    Accepted,
    DeliveryState,
    Error,
    Modified,
    Received,
    Rejected,
    Released,
)
from longshore.wire.values import Int, Long, Symbol, Timestamp, UInt, ULong
from tests.unit.broker.asking import peeked
from tests.unit.broker.world import Client, World, application_properties_of, message
from tests.unit.wire.typed import typed

QUEUES = {"orders": QueueDescription(lock_duration_ms=60_000, max_delivery_count=3)}
DEAD = "orders/$DeadLetterQueue"
CHANGES: dict[object, object] = {
    Symbol("int"): Int(1),
    Symbol("ulong"): ULong(2),
    "text": "t",
    "when": Timestamp(5),
    "guid": UUID(int=7),
}


def received() -> tuple[World, Client]:
    world = World(QUEUES)
    world.send("orders", message(b"one", properties={"a": "kept", "text": "old"}))
    receiver = world.receive("orders")
    receiver.hear()
    return world, receiver


def settled(state: DeliveryState) -> tuple[World, Message]:
    world, receiver = received()
    receiver.settle(0, state=state)
    world.commit()
    (found,) = world.namespace.queues["orders"].messages.values()
    return world, found


@pytest.mark.parametrize("failed", [True, None])
def test_modified_counts_a_delivery_with_pythons_flag_and_without_as_from_js(failed: bool | None) -> None:
    _world, found = settled(Modified(delivery_failed=failed, undeliverable_here=False))
    assert (found.kind, found.delivery_count) == (ACTIVE, 1)


def test_modified_and_undeliverable_here_defers_without_counting() -> None:
    _world, found = settled(Modified(delivery_failed=True, undeliverable_here=True))
    assert (found.kind, found.delivery_count) == (DEFERRED, 0)


def test_released_counts_nothing() -> None:
    _world, found = settled(Released())
    assert (found.kind, found.delivery_count) == (ACTIVE, 0)


def test_rejected_without_a_word_is_a_dead_letter_without_reasons() -> None:
    world, found = settled(Rejected())
    assert found.sub_queue is DEAD_LETTER
    (letter,) = peeked(world, DEAD)
    assert application_properties_of(letter) == {"a": "kept", "text": "old"}


def test_abandoning_changes_properties_with_their_types() -> None:
    world, _found = settled(Modified(message_annotations=CHANGES))
    (seen,) = peeked(world, "orders")
    assert typed(application_properties_of(seen)) == typed(
        {
            "a": "kept",
            "text": "t",
            "int": Int(1),
            "ulong": ULong(2),
            "when": Timestamp(5),
            "guid": UUID(int=7),
        }
    )


def test_deferring_changes_properties() -> None:
    world, found = settled(Modified(undeliverable_here=True, message_annotations={"text": "new"}))
    (seen,) = peeked(world, "orders")
    assert found.kind is DEFERRED
    assert application_properties_of(seen) == {"a": "kept", "text": "new"}


def test_dead_lettering_changes_properties_that_stand_beside_the_reason() -> None:
    info: dict[object, object] = {
        Symbol("DeadLetterReason"): "bad",
        "DeadLetterErrorDescription": "very bad",
        "text": "new",
        "size": Int(1),
    }
    world, _found = settled(Rejected(Error("com.microsoft:dead-letter", None, info)))
    (seen,) = peeked(world, DEAD)
    assert typed(application_properties_of(seen)) == typed(
        {
            "a": "kept",
            "text": "new",
            "size": Int(1),
            "DeadLetterReason": "bad",
            "DeadLetterErrorDescription": "very bad",
        }
    )


def test_a_change_that_is_not_on_disk_has_not_happened() -> None:
    world, receiver = received()
    receiver.settle(0, state=Modified(message_annotations={"text": "new"}))
    world.fail()
    (seen,) = peeked(world, "orders")
    assert application_properties_of(seen) == {"a": "kept", "text": "old"}


class TestDelay:
    """`longshore:delay-ms` on an abandon: how long the message rests first."""

    def abandoned(self, delay: object, **queue: object) -> tuple[World, Client]:
        world = World({"orders": QueueDescription(lock_duration_ms=60_000, **queue)})  # type: ignore[arg-type]
        world.send("orders", message(b"one"))
        receiver = world.receive("orders", credit=10)
        receiver.hear()
        receiver.settle(0, state=Modified(message_annotations={Symbol(DELAY): delay}))
        world.commit()
        receiver.hear()
        return world, receiver

    @pytest.mark.parametrize("width", [Int, Long, UInt, ULong])
    def test_the_message_comes_again_when_it_has_rested(self, width: type[int]) -> None:
        world, receiver = self.abandoned(width(5_000))
        world.pass_time(4_999)
        assert receiver.bodies() == []
        world.pass_time(1)
        assert receiver.bodies() == [b"one"]

    def test_it_is_no_property_of_the_message(self) -> None:
        world, _receiver = self.abandoned(Int(5_000))
        (seen,) = peeked(world, "orders")
        assert application_properties_of(seen) == {}

    def test_it_outlives_a_restart(self) -> None:
        world, _receiver = self.abandoned(Int(5_000))
        (found,) = world.restarted().queues["orders"].messages.values()
        assert found.due_ms == world.now_ms + 5_000

    @pytest.mark.parametrize("delay", [Int(0), Int(-5), "soon", None])
    def test_otherwise_it_comes_at_once(self, delay: object) -> None:
        world, _receiver = self.abandoned(delay)
        assert len(world.namespace.queues["orders"].main.locked) == 1

    def test_a_dead_letter_does_not_rest(self) -> None:
        world, _receiver = self.abandoned(Int(5_000), max_delivery_count=1)
        assert world.receive(DEAD).bodies() == [b"one"]


def test_a_state_that_is_no_decision_hands_back() -> None:
    world, receiver = received()
    receiver.settle(0, state=Received(0, 0), settled=True)
    world.commit()
    (found,) = world.namespace.queues["orders"].messages.values()
    assert (found.sub_queue, found.delivery_count) == (MAIN, 0)
    assert world.receive("orders").bodies() == [b"one"]


class TestWords:
    @pytest.mark.parametrize(
        ("error", "reason", "description"),
        [
            (None, None, None),
            (Error("x"), None, None),
            (Error("x", "said"), None, "said"),
            (Error("x", "said", {"DeadLetterReason": "r"}), "r", "said"),
            (Error("x", "said", {"DeadLetterErrorDescription": "d"}), None, "d"),
            (Error("x", None, {"DeadLetterReason": Int(5)}), "5", None),
            (Error("x", None, {"DeadLetterReason": None}), None, None),
        ],
    )
    def test_they_stand_in_the_info_or_in_the_description(
        self, error: Error | None, reason: str | None, description: str | None
    ) -> None:
        assert dead_letter_words(Rejected(error)) == (reason, description, {})


@pytest.mark.parametrize(
    ("state", "answer"),
    [
        (Accepted(), Accepted()),
        (Released(), Released()),
        (None, Released()),
        (Rejected(Error("x", "y")), Rejected()),
        (Modified(undeliverable_here=True), Modified(undeliverable_here=True)),
    ],
)
def test_an_answer_is_the_outcome_again_and_a_rejection_is_bare(
    state: DeliveryState | None, answer: DeliveryState
) -> None:
    assert outcome_bytes(state) == answer.encode()
