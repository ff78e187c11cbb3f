"""Microsoft's JavaScript SDK. What it does in each scenario stands in `js/scenarios`."""

import re
from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.clients.broker import Broker

from .node import RELEASED, every_way, peer_of, played

PEER: Final = peer_of(RELEASED, "@azure/service-bus (JavaScript)")

Play = Callable[[str], dict[str, Any]]


@pytest.fixture
def way() -> str:
    return "tcp"


@pytest.fixture
def play(broker: Broker, way: str) -> Play:
    return lambda scenario: played(scenario, broker, way=way)


# -- messages --------------------------------------------------------------------------------------


@every_way
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


@every_way
def test_a_batch_comes_as_the_messages_that_were_put_into_it(play: Play) -> None:
    assert play("send_batch") == {"received": ["one", "two", "three"]}


@every_way
def test_a_message_of_twenty_megabytes_comes_whole(play: Play) -> None:
    assert play("large_message") == {"same": True}


@pytest.mark.queue(max_message_size_in_kilobytes=100)
def test_a_message_that_is_too_large_is_refused(play: Play) -> None:
    assert play("too_large") == {"code": "MessageSizeExceeded", "left": []}


def test_a_body_keeps_its_kind_of_section(play: Play) -> None:
    assert play("body_kinds") == {
        "value": {"city": "Seoul", "days": 3},
        "sequence": [[1, "two"], [3]],
        "data": "text",
    }


@pytest.mark.queue(enable_duplicate_detection=True)
def test_a_duplicate_is_dropped(play: Play) -> None:
    assert play("duplicate") == {"queue": ["first"]}


@pytest.mark.queue(dead_lettering_on_message_expiration=True)
def test_a_message_whose_time_is_over_is_a_dead_letter(play: Play) -> None:
    assert play("expire") == {"dead": "too late", "reason": "TTLExpiredException", "inQueue": []}


# -- settling --------------------------------------------------------------------------------------


@every_way
def test_a_completed_message_is_gone(play: Play) -> None:
    assert play("complete") == {"left": 0}


def test_a_message_sent_without_an_id_can_be_completed(play: Play) -> None:
    said = play("complete_without_id")

    assert re.fullmatch("[0-9a-f]{32}", said["messageId"])
    assert said["left"] == 0


@pytest.mark.queue(lock_duration="PT1S")
def test_completing_after_the_lock_ran_out_fails(play: Play) -> None:
    assert play("complete_late") == {"code": "MessageLockLost"}


@every_way
def test_an_abandoned_message_comes_again_and_counted(play: Play) -> None:
    assert play("abandon") == {"deliveryCounts": [0, 1]}


@every_way
def test_a_dead_letter_says_why_it_is_one_and_can_be_completed(play: Play) -> None:
    assert play("dead_letter") == {
        "body": "broken",
        "reason": "BadInput",
        "description": "days is negative",
        "source": "jobs",
        "left": [0, 0],
    }


@pytest.mark.queue(max_delivery_count=2)
def test_a_message_abandoned_too_often_is_a_dead_letter(play: Play) -> None:
    assert play("too_many_deliveries") == {
        "dead": "hopeless",
        "reason": "MaxDeliveryCountExceeded",
        "deliveryCount": 2,
    }


@every_way
def test_who_settles_can_change_properties(play: Play) -> None:
    assert play("properties_to_modify") == {
        "abandoned": {
            "kept": "as it was",
            "text": "서울",
            "whole": 3,
            "large": 5_000_000_000,
            "fraction": 0.5,
            "yes": True,
            "nothing": None,
            "when": 1_893_456_000_000,
        },
        "deferred": "put aside",
        "dead": ["dead", "as it was", "BadInput"],
    }


def test_a_dead_letter_can_be_given_properties_with_its_reason(play: Play) -> None:
    assert play("dead_letter_with_properties") == {"reason": "BadInput", "tries": 3, "kept": "as it was"}


def test_who_abandons_a_message_can_let_it_rest(play: Play) -> None:
    said = play("abandon_with_delay")

    assert 1_300 <= said["waitedMs"] < 4_000
    assert (said["deliveryCount"], said.get("properties")) == (1, None)


def test_a_message_can_be_settled_when_its_link_is_gone(play: Play) -> None:
    said = play("settle_elsewhere")

    assert 1_300 <= said["waitedMs"] < 4_000
    assert (said["received"], said.get("properties"), said["left"]) == ("again, but later", None, 0)


# -- receiving -------------------------------------------------------------------------------------


def test_a_message_received_to_be_deleted_is_gone(play: Play) -> None:
    assert play("receive_and_delete") == {"received": ["one", "two"], "left": 0}


def test_a_receiver_whose_wait_ended_in_a_drain_goes_on_receiving(play: Play) -> None:
    assert play("drain") == {"early": [], "received": ["after the drain"], "closed": False}


def test_an_iterator_gives_one_message_after_the_other(play: Play) -> None:
    assert play("iterate") == {"received": [1, 2, 3], "left": 0}


@every_way
def test_a_subscriber_handles_every_message_once(play: Play) -> None:
    assert play("subscribe") == {"handled": list(range(50)), "left": 0}


@pytest.mark.queue(lock_duration="PT4S")
def test_a_renewed_lock_lasts_its_whole_duration_again(play: Play) -> None:
    said = play("renew_lock")

    assert said["gainedMs"] >= 2_200
    assert said["left"] == 0


# -- aside: deferred and scheduled messages, and looking -------------------------------------------


@every_way
def test_a_deferred_message_comes_by_its_number_only(play: Play) -> None:
    assert play("defer") == {
        "left": 0,
        "received": ["not now", "deferred", 0],
        "again": "MessageNotFound",
    }


@pytest.mark.queue(enable_sessions=True)
def test_a_session_has_deferred_messages_of_its_own(play: Play) -> None:
    assert play("defer_session") == {"left": 0, "received": ["not now", "a"], "peeked": 0}


def test_deferred_messages_can_be_received_to_be_deleted(play: Play) -> None:
    assert play("defer_delete") == {"received": ["one", "two"], "peeked": 0}


@every_way
def test_a_scheduled_message_comes_in_time_unless_it_is_cancelled(play: Play) -> None:
    assert play("schedule") == {
        "waiting": [["kept", "scheduled"]],
        "received": "kept",
        "early": False,
        "cancelledAgain": "MessageNotFound",
        "left": 0,
    }


def test_a_sent_message_can_say_when_it_is_due(play: Play) -> None:
    assert play("schedule_by_property") == {
        "waiting": [["later", "scheduled"]],
        "received": "later",
        "early": False,
    }


@pytest.mark.queue(enable_sessions=True)
def test_a_session_begins_with_a_scheduled_message_that_is_due(play: Play) -> None:
    assert play("schedule_session") == {"sessionId": "a", "received": "kept", "early": False, "left": 0}


def test_a_topic_schedules_for_its_subscriptions(play: Play) -> None:
    assert play("schedule_topic") == {"received": "kept", "early": False, "left": 0}


@every_way
def test_a_look_shows_messages_of_every_state_from_a_number_on(play: Play) -> None:
    assert play("peek") == {
        "pages": [["put aside", "locked", "ready"], ["later"]],
        "all": [["put aside", "deferred"], ["locked", "active"], ["ready", "active"], ["later", "scheduled"]],
        "fromTheSecond": ["locked", "ready"],
        "behindTheEnd": [],
    }


def test_dead_letters_can_be_looked_at(play: Play) -> None:
    assert play("peek_dead_letters") == {"dead": ["broken", "BadInput"], "inQueue": []}


@pytest.mark.queue(enable_sessions=True)
def test_a_look_into_a_session_shows_its_own_messages(play: Play) -> None:
    assert play("peek_session") == {"session": ["a1", "a2"], "queue": ["a1", "b1", "a2"]}


# -- sessions --------------------------------------------------------------------------------------


@every_way
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
def test_who_waits_longest_for_a_session_gets_the_next_one(play: Play) -> None:
    assert play("sessions_waiting") == {"accepted": ["a", "b", "c"]}


@pytest.mark.queue(enable_sessions=True)
def test_a_subscriber_handles_a_session_in_order(play: Play) -> None:
    assert play("session_subscribe") == {"handled": ["a1", "a2", "a3", "b1", "b2"]}


@pytest.mark.queue(enable_sessions=True)
def test_a_session_can_be_received_to_be_deleted(play: Play) -> None:
    assert play("session_receive_and_delete") == {"received": ["one", "two"], "peeked": []}


@pytest.mark.queue(enable_sessions=True, lock_duration="PT1S")
def test_a_session_whose_lock_ran_out_is_lost(play: Play) -> None:
    assert play("session_lock_lost") == dict.fromkeys(("complete", "state"), "SessionLockLost")


@every_way
@pytest.mark.queue(enable_sessions=True)
def test_a_session_keeps_its_state_for_the_next_receiver(play: Play) -> None:
    assert play("session_state") == {"empty": None, "state": "half way"}


@pytest.mark.queue(enable_sessions=True, lock_duration="PT4S")
def test_a_renewed_session_lock_lasts_its_whole_duration_again(play: Play) -> None:
    assert play("session_renew_lock")["gainedMs"] >= 2_200


# -- topics and forwarding -------------------------------------------------------------------------


def test_a_subscription_gets_what_its_filter_lets_through(play: Play) -> None:
    assert play("topic_filters") == {
        "everything": ["seoul", "busan", "hotel"],
        "longTrips": ["seoul"],
        "stays": ["hotel"],
    }


def test_rules_are_made_listed_and_removed(play: Play) -> None:
    assert play("rules") == {
        "before": [["$Default", {"subject": "stay", "applicationProperties": {}}, None]],
        "after": [
            ["long", "days > 2", "SET length = 'long'"],
            ["seoul", {"subject": "trip", "applicationProperties": {"city": "Seoul", "days": 1}}, None],
        ],
        "received": [
            ["far", {"city": "Busan", "days": 5, "length": "long", "RuleName": "long"}],
            ["near", {"city": "Seoul", "days": 1}],
        ],
        "left": 0,
        "duplicate": "MessagingEntityAlreadyExists",
        "unknown": "MessagingEntityNotFound",
        "unreadable": "GeneralError",
    }


@pytest.mark.queue(forward_to="other")
def test_a_message_is_passed_on(play: Play) -> None:
    assert play("forward") == {"received": "passed on", "inSource": []}


@pytest.mark.queue(forward_dead_lettered_messages_to="other")
def test_a_dead_letter_is_passed_on_and_says_where_it_died(play: Play) -> None:
    assert play("forward_dead_letters") == {"received": "broken", "reason": "BadInput", "source": "jobs"}


# -- connecting ------------------------------------------------------------------------------------


@every_way
def test_an_entity_that_does_not_exist_is_called_so(play: Play) -> None:
    assert play("unknown_entity") == dict.fromkeys(("sender", "receiver"), "MessagingEntityNotFound")


@every_way
def test_a_wrong_key_lets_nobody_in(play: Play) -> None:
    assert play("wrong_key") == {"code": "UnauthorizedAccess"}


@every_way
def test_a_client_closes_without_waiting(play: Play) -> None:
    assert play("close") == {"receiverClosed": True, "prompt": True}
