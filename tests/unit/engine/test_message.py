import pytest

from longshore.engine import message as life
from longshore.engine.message import (
    ASIDE,
    GONE,
    LEAVING,
    LOCKED,
    MOVING,
    PENDING,
    READY,
    Draft,
    MessageState,
)

from .world import World

SIGNALS = {
    "LINED_UP": {PENDING: READY, ASIDE: READY, LOCKED: READY, MOVING: READY, LEAVING: READY},
    "SET_ASIDE": {PENDING: ASIDE, LOCKED: ASIDE, MOVING: ASIDE, LEAVING: ASIDE},
    "NOT_STORED": {PENDING: GONE},
    "TAKEN": {READY: LOCKED, ASIDE: LOCKED},
    "MOVED": {READY: MOVING, ASIDE: MOVING, LOCKED: MOVING},
    "ENDED": {READY: LEAVING, ASIDE: LEAVING, LOCKED: LEAVING},
    "REMOVED": {LEAVING: GONE},
}
"""The life of a message, once more and independently."""


@pytest.mark.parametrize("state", MessageState)
@pytest.mark.parametrize("signal", SIGNALS)
def test_every_signal_is_lawful_in_the_states_that_have_it_and_in_no_other(
    signal: str, state: MessageState
) -> None:
    assert getattr(life, signal).get(state) == SIGNALS[signal].get(state)


def test_nothing_follows_after_the_end() -> None:
    assert not any(GONE in table for table in SIGNALS.values())


def test_a_draft_weighs_what_its_parts_weigh() -> None:
    assert Draft(b"12345", b"1", b"12", None, None, None).size_bytes == 8


def test_a_message_has_the_same_key_in_its_queue_and_among_its_dead_letters() -> None:
    orders = World().queue()
    orders.send("a")
    delivery = orders.one()
    key = delivery.message.key
    orders.dead_letter(delivery)
    assert delivery.message.lane is orders.queue.dead_letters
    assert delivery.message.key == key
