from collections.abc import Callable

import pytest

from longshore.store.batch import MESSAGE_COLUMNS, Batch

from .stores import add_message

FACTS: dict[str, Callable[[Batch], object]] = {
    "message": lambda batch: add_message(batch, 1),
    "deletion": lambda batch: batch.delete_message(1),
    "change": lambda batch: batch.change_message(1, 1, 0, 0, 9, 2, "orders"),
    "body": lambda batch: batch.replace_payload(1, b""),
    "new number": lambda batch: batch.renumber_message(1, 2, 0, 9),
    "sequence": lambda batch: batch.advance_sequence(1, 2),
    "id": lambda batch: batch.remember_id(1, "a", 0),
    "forgotten ids": lambda batch: batch.forget_ids(1, 0),
    "session state": lambda batch: batch.set_session_state(1, "s", None, 0),
    "entity": lambda batch: batch.put_entity(1, "queue", None, "orders", "{}"),
    "deleted entity": lambda batch: batch.delete_entity(1),
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
    batch.replace_payload(2, b"123")
    batch.set_session_state(1, "s", b"12", 0)
    batch.set_session_state(1, "t", None, 0)
    batch.delete_message(3)
    assert batch.size_bytes == 10


def test_messages_lie_flat_one_behind_the_other() -> None:
    batch = Batch()
    keys = [add_message(batch, number) for number in (1, 2)]
    assert batch.message_values[::MESSAGE_COLUMNS] == keys
    assert len(batch.message_values) == 2 * MESSAGE_COLUMNS


def test_the_last_sequence_number_and_the_last_state_count() -> None:
    batch = Batch()
    for number in (1, 2, 3):
        batch.advance_sequence(7, number)
        batch.set_session_state(7, "s", bytes([number]), 10 * number)
    assert batch.sequences == {7: 3}
    assert batch.session_states == {(7, "s"): (b"\x03", 30)}


# -- one batch in another ----------------------------------------------------------------------------


@pytest.mark.parametrize("put", FACTS.values(), ids=FACTS)
def test_a_batch_takes_any_fact_of_another(put: Callable[[Batch], object]) -> None:
    batch, later = Batch(), Batch()
    put(later)
    batch.absorb(later)
    assert contents(batch) == contents(later)


@pytest.mark.parametrize("put", FACTS.values(), ids=FACTS)
def test_a_batch_that_takes_nothing_is_as_it_was(put: Callable[[Batch], object]) -> None:
    batch = Batch()
    put(batch)
    before = contents(batch)
    batch.absorb(Batch())
    assert contents(batch) == before


def contents(batch: Batch) -> dict[str, object]:
    return {name: getattr(batch, name) for name in Batch.__slots__}


def test_what_is_taken_comes_behind_what_is_there() -> None:
    first, second, both = Batch(), Batch(), Batch()
    for batch, numbers in ((first, (1, 2)), (second, (3, 4)), (both, (1, 2, 3, 4))):
        for number in numbers:
            add_message(batch, number)
            batch.delete_message(10 + number)
            batch.change_message(20 + number, 0, 0, 0, 0, number, None)
            batch.advance_sequence(7, number)
            batch.set_session_state(7, "s", bytes([number]), number)
    first.absorb(second)
    assert contents(first) == contents(both)
