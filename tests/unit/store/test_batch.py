from collections.abc import Callable

import pytest

from longshore.store.batch import MESSAGE_COLUMNS, Batch

from .stores import add_message

FACTS: dict[str, Callable[[Batch], object]] = {
    "message": lambda batch: add_message(batch, 1),
    "deletion": lambda batch: batch.delete_message(1),
    "delivery count": lambda batch: batch.count_delivery(1, 2),
    "dead letter": lambda batch: batch.dead_letter_message(1, 2, "orders", b""),
    "sequence": lambda batch: batch.advance_sequence(1, 2),
    "id": lambda batch: batch.remember_id(1, "a", 0),
    "forgotten ids": lambda batch: batch.forget_ids(1, 0),
    "session state": lambda batch: batch.set_session_state(1, "s", None),
    "entity": lambda batch: batch.put_entity(1, "queue", None, "orders", "{}"),
}


def test_a_new_batch_is_empty() -> None:
    assert Batch().empty


@pytest.mark.parametrize("put", FACTS.values(), ids=FACTS)
def test_any_fact_is_something_to_write(put: Callable[[Batch], object]) -> None:
    batch = Batch()
    put(batch)
    assert not batch.empty


def test_a_batch_knows_how_many_bytes_of_bodies_wait_in_it() -> None:
    batch = Batch()
    add_message(batch, 1, b"12345")
    batch.dead_letter_message(2, 1, "orders", b"123")
    batch.delete_message(3)
    assert batch.size_bytes == 8


def test_messages_lie_flat_one_behind_the_other() -> None:
    batch = Batch()
    keys = [add_message(batch, number) for number in (1, 2)]
    assert batch.message_values[::MESSAGE_COLUMNS] == keys
    assert len(batch.message_values) == 2 * MESSAGE_COLUMNS


def test_the_last_sequence_number_and_the_last_state_count() -> None:
    batch = Batch()
    for number in (1, 2, 3):
        batch.advance_sequence(7, number)
        batch.set_session_state(7, "s", bytes([number]))
    assert batch.sequences == {7: 3}
    assert batch.session_states == {(7, "s"): b"\x03"}
