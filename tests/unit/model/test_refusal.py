from collections import Counter

import pytest

from longshore.model.refusal import Condition, Refusal

CLIENT_ERRORS = {
    Condition.NOT_FOUND: 404,
    Condition.UNAUTHORIZED: 401,
    Condition.ENTITY_ALREADY_EXISTS: 409,
    Condition.MESSAGE_LOCK_LOST: 410,
    Condition.SESSION_LOCK_LOST: 410,
    Condition.MESSAGE_NOT_FOUND: 404,
}
"""Statuses that clients tell errors apart by."""


def test_every_condition_has_a_name_of_its_own() -> None:
    counts = Counter(condition.amqp for condition in Condition)
    assert max(counts.values()) == 1
    assert len(Condition) == len(Condition.__members__)


@pytest.mark.parametrize("condition", Condition)
def test_a_condition_is_amqps_own_or_the_vendors(condition: Condition) -> None:
    assert condition.amqp.startswith(("amqp:", "com.microsoft:"))
    assert condition.amqp == condition.amqp.lower()


@pytest.mark.parametrize("condition", Condition)
def test_a_refusal_never_has_the_status_of_a_success(condition: Condition) -> None:
    assert 400 <= condition.status < 600


@pytest.mark.parametrize(("condition", "status"), CLIENT_ERRORS.items())
def test_clients_find_the_status_they_look_for(condition: Condition, status: int) -> None:
    assert condition.status == status


def test_refusals_are_values() -> None:
    assert Refusal(Condition.NOT_FOUND, "why") == Refusal(Condition.NOT_FOUND, "why")
    assert Refusal(Condition.NOT_FOUND, "why") != Refusal(Condition.NOT_FOUND, "other")
