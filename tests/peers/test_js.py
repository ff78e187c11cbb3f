"""Microsoft's JavaScript SDK. What it does in each scenario stands in `js/scenarios`."""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.clients.broker import Broker

from .peer import ROOT, Peer, facts, version_of

FOLDER: Final = ROOT / "tests" / "peers" / "js"
VERSION: Final = "`${require('@azure/service-bus/package.json').version}, Node ${process.versions.node}`"
PEER: Final = Peer("@azure/service-bus (JavaScript)", version_of(["node", "--print", VERSION], FOLDER))

Play = Callable[[str], dict[str, Any]]


@pytest.fixture
def play(broker: Broker) -> Play:
    return lambda scenario: facts(["node", FOLDER / "scenarios" / f"{scenario}.js"], broker)


def test_a_message_comes_through_with_all_it_carries(play: Play) -> None:
    assert play("send_one") == {
        "body": {"city": "Seoul"},
        "messageId": "trip-1",
        "correlationId": "request-1",
        "contentType": "application/json",
        "subject": "trip",
        "timeToLive": 60_000,
        "applicationProperties": {"days": 3, "urgent": True, "place": "서울"},
        "sequenceNumber": 1,
        "deliveryCount": 0,
        "state": "active",
    }


def test_a_batch_comes_as_the_messages_that_were_put_into_it(play: Play) -> None:
    assert play("send_batch") == {"received": ["one", "two", "three"]}


def test_a_message_of_two_megabytes_comes_whole(play: Play) -> None:
    assert play("large_message") == {"same": True}


def test_a_completed_message_is_gone(play: Play) -> None:
    assert play("complete") == {"left": 0}


def test_a_message_sent_without_an_id_can_be_completed(play: Play) -> None:
    said = play("complete_without_id")

    assert re.fullmatch("[0-9a-f]{32}", said["messageId"])
    assert said["left"] == 0


@pytest.mark.queue(lock_duration="PT1S")
def test_completing_after_the_lock_ran_out_fails(play: Play) -> None:
    assert play("complete_late") == {"code": "MessageLockLost"}


def test_an_abandoned_message_comes_again_and_counted(play: Play) -> None:
    assert play("abandon") == {"deliveryCounts": [0, 1]}


def test_a_dead_letter_says_why_it_is_one_and_can_be_completed(play: Play) -> None:
    assert play("dead_letter") == {
        "body": "broken",
        "reason": "BadInput",
        "description": "days is negative",
        "source": "jobs",
        "left": [0, 0],
    }


def test_a_message_received_to_be_deleted_is_gone(play: Play) -> None:
    assert play("receive_and_delete") == {"received": ["one", "two"], "left": 0}


def test_a_receiver_whose_wait_ended_in_a_drain_goes_on_receiving(play: Play) -> None:
    assert play("drain") == {"early": [], "received": ["after the drain"], "closed": False}


def test_a_subscriber_handles_every_message_once(play: Play) -> None:
    assert play("subscribe") == {"handled": list(range(50)), "left": 0}


@pytest.mark.queue(lock_duration="PT4S")
def test_a_renewed_lock_lasts_its_whole_duration_again(play: Play) -> None:
    said = play("renew_lock")

    assert said["gainedMs"] >= 2_200
    assert said["left"] == 0


@pytest.mark.queue(enable_sessions=True)
def test_a_session_accepted_by_name_gives_its_own_messages_in_order(play: Play) -> None:
    assert play("session_named") == {"sessionId": "b", "received": ["b1", "b2"]}


@pytest.mark.queue(enable_sessions=True, lock_duration="PT30S")
def test_the_next_session_is_locked_for_its_receiver(play: Play) -> None:
    said = play("session_next")

    assert (said["sessionId"], said["received"]) == ("a", ["one", "two"])
    assert 20_000 < said["lockedForMs"] <= 30_000
    assert said["heldElsewhere"] == "SessionCannotBeLocked"


@pytest.mark.queue(enable_sessions=True)
def test_waiting_for_a_session_when_there_is_none_ends_in_time(play: Play) -> None:
    assert play("session_none") == {"code": "ServiceTimeout"}


@pytest.mark.queue(enable_sessions=True)
def test_a_session_keeps_its_state_for_the_next_receiver(play: Play) -> None:
    assert play("session_state") == {"empty": None, "state": "half way"}


@pytest.mark.queue(enable_sessions=True, lock_duration="PT4S")
def test_a_renewed_session_lock_lasts_its_whole_duration_again(play: Play) -> None:
    assert play("session_renew_lock")["gainedMs"] >= 2_200


def test_a_subscription_gets_what_its_filter_lets_through(play: Play) -> None:
    assert play("topic_filters") == {
        "everything": ["seoul", "busan", "hotel"],
        "longTrips": ["seoul"],
        "stays": ["hotel"],
    }


def test_an_entity_that_does_not_exist_is_called_so(play: Play) -> None:
    assert play("unknown_entity") == dict.fromkeys(("sender", "receiver"), "MessagingEntityNotFound")


def test_a_wrong_key_lets_nobody_in(play: Play) -> None:
    assert play("wrong_key") == {"code": "UnauthorizedAccess"}


def test_a_client_closes_without_waiting(play: Play) -> None:
    assert play("close") == {"receiverClosed": True, "prompt": True}
