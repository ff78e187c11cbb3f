import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.model.keys import SEQUENCE_BITS, message_key, split_key

ids = st.integers(0, 2**23 - 1)
numbers = st.integers(0, 2**SEQUENCE_BITS - 1)


@given(ids, numbers)
def test_a_key_is_taken_apart_into_what_made_it(entity_id: int, number: int) -> None:
    assert split_key(message_key(entity_id, number)) == (entity_id, number)


@given(ids, numbers, ids, numbers)
def test_keys_are_ordered_by_queue_and_then_by_number(
    one: int, one_number: int, other: int, other_number: int
) -> None:
    in_order = (one, one_number) < (other, other_number)
    assert (message_key(one, one_number) < message_key(other, other_number)) is in_order


@pytest.mark.parametrize("entity_id", [1, 2**23 - 1])
def test_keys_are_integers_that_sqlite_can_hold(entity_id: int) -> None:
    assert message_key(entity_id, 2**SEQUENCE_BITS - 1) < 2**63
