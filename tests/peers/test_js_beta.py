"""The JavaScript SDK's beta: what it does otherwise than the release, and what only it can do."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.clients.broker import Broker

from .node import BETA, every_way, peer_of, played

PEER: Final = peer_of(BETA, "@azure/service-bus beta")

Play = Callable[[str], dict[str, Any]]


@pytest.fixture
def way() -> str:
    return "tcp"


@pytest.fixture
def play(broker: Broker, way: str) -> Play:
    return lambda scenario: played(scenario, broker, package=BETA, way=way)


@every_way
def test_a_batch_comes_as_the_messages_that_were_put_into_it(play: Play) -> None:
    assert play("send_batch") == {"received": ["one", "two", "three"]}


def test_a_deferred_message_comes_by_its_number_only(play: Play) -> None:
    assert play("defer") == {"left": 0, "received": ["not now", "deferred", 0], "again": "MessageNotFound"}


@pytest.mark.queue(enable_sessions=True)
def test_a_session_keeps_its_state_for_the_next_receiver(play: Play) -> None:
    assert play("session_state") == {"empty": None, "state": "half way"}


@every_way
def test_messages_that_are_old_enough_and_not_locked_can_be_deleted(play: Play) -> None:
    assert play("delete_messages") == {"deleted": [1, 2, 0], "left": ["locked", "later"]}


@pytest.mark.queue(enable_sessions=True)
def test_messages_of_one_session_can_be_deleted(play: Play) -> None:
    assert play("delete_in_session") == {"deleted": 2, "left": ["b1"]}


def test_a_queue_can_be_purged_of_any_number_of_messages(play: Play) -> None:
    assert play("purge") == {"purged": 600, "left": []}
