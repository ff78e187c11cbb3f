"""Qpid Proton, an AMQP client that knows nothing of Service Bus. Its scenarios stand in `proton`.

It is Debian's package and needs Debian's own Python, so each scenario is a process of that.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from tests.clients.broker import Broker

from .peer import Peer, facts, version_of

PYTHON: Final = Path("/usr/bin/python3")
VERSION: Final = "import proton; print(*proton.VERSION, sep='.')"
PEER: Final = Peer("Qpid Proton (AMQP 1.0)", version_of([PYTHON, "-c", VERSION]))

Play = Callable[[str], Any]

every_way = pytest.mark.parametrize("way", ["tcp", "tls"])
"""Proton has no WebSockets."""


@pytest.fixture
def way() -> str:
    return "tcp"


@pytest.fixture
def play(broker: Broker, way: str) -> Play:
    return lambda scenario: facts([PYTHON, "-m", "tests.peers.proton", scenario], broker, way)


# -- connecting ------------------------------------------------------------------------------------


@every_way
def test_a_key_lets_its_owner_in_by_sasl_plain(play: Play) -> None:
    assert play("connecting.plain") == ["by key"]


def test_a_wrong_key_is_refused_by_sasl(play: Play) -> None:
    assert "Authentication failed [mech=PLAIN]" in play("connecting.wrong_password")


@pytest.mark.parametrize("way", ["tls"])
def test_a_client_that_does_not_trust_the_broker_stays_outside(play: Play) -> None:
    assert "certificate verify failed" in play("connecting.no_trust")


@every_way
def test_an_anonymous_client_gets_in_by_a_token_on_cbs(play: Play) -> None:
    assert play("connecting.anonymous_with_token") == {"status": 202, "left": ["by token"]}


def test_a_token_signed_with_another_key_is_refused(play: Play) -> None:
    assert play("connecting.anonymous_with_forged_token") == {"status": 401}


def test_an_anonymous_client_without_a_token_gets_no_link(play: Play) -> None:
    assert play("connecting.anonymous_without_token") == "amqp:unauthorized-access"


def test_a_link_to_an_entity_that_does_not_exist_is_refused(play: Play) -> None:
    assert play("connecting.unknown_entity") == dict.fromkeys(("sender", "receiver"), "amqp:not-found")


def test_a_sender_and_a_receiver_may_have_the_same_name(play: Play) -> None:
    assert play("connecting.one_name_for_both_directions") == "round trip"


@every_way
def test_an_idle_connection_is_kept_alive(play: Play) -> None:
    assert play("connecting.idle") == ["still there"]


# -- settling --------------------------------------------------------------------------------------


@every_way
def test_an_accepted_message_is_gone(play: Play) -> None:
    assert play("settling.accepted") == []


def test_a_released_message_comes_again_and_is_not_counted(play: Play) -> None:
    assert play("settling.released") == 0


def test_a_modified_message_comes_again_and_counted(play: Play) -> None:
    assert play("settling.modified") == 1


def test_a_rejected_message_is_a_dead_letter_with_the_reason_of_its_error(play: Play) -> None:
    reason = {"DeadLetterReason": "BadInput", "DeadLetterErrorDescription": "days is negative"}
    assert play("settling.rejected") == {"body": "work", "properties": reason, "left": []}


def test_a_message_rejected_without_an_error_is_a_dead_letter_too(play: Play) -> None:
    assert play("settling.rejected_without_reason") == {"dead": "work", "left": []}


@pytest.mark.parametrize("outcome", ["accepted", "rejected", "released", "modified"])
def test_a_decision_is_answered_with_its_own_outcome(play: Play, outcome: str) -> None:
    assert play(f"settling.answered_{outcome}") == outcome.upper()


def test_a_message_may_be_sent_settled(play: Play) -> None:
    assert play("settling.sent_settled") == "no answer wanted"


def test_a_message_received_settled_is_gone(play: Play) -> None:
    assert play("settling.received_settled") == {"received": "work", "undecided": 0, "left": []}


@pytest.mark.queue(max_message_size_in_kilobytes=100)
def test_a_message_too_large_for_its_queue_is_rejected_and_costs_no_link(play: Play) -> None:
    assert play("settling.send_rejected") == {
        "outcome": "REJECTED",
        "condition": "amqp:link:message-size-exceeded",
        "left": ["small enough"],
    }


@every_way
def test_a_drained_receiver_has_all_there_is_and_no_credit(play: Play) -> None:
    assert play("settling.drained") == {
        "bodies": ["one", "two", "three"],
        "credit": 0,
        "then": "after the drain",
    }


# -- content ---------------------------------------------------------------------------------------


def test_application_properties_keep_value_and_type(play: Play) -> None:
    assert play("content.properties") == {
        "same": True,
        "types": ["str", "int32", "int", "float", "bool", "UUID", "timestamp", "NoneType"],
    }


def test_annotations_of_the_sender_come_beside_the_brokers_own(play: Play) -> None:
    annotations = play("content.annotations")

    assert annotations.pop("x-opt-route") == "north"
    assert sorted(annotations) == ["x-opt-enqueued-time", "x-opt-locked-until", "x-opt-sequence-number"]


def test_every_field_of_header_and_properties_comes_back(play: Play) -> None:
    assert play("content.fields") == {"changed": {}}


def test_a_body_keeps_its_kind_of_section(play: Play) -> None:
    assert play("content.bodies") == {"value": True, "data": True, "sequence": True}


def test_a_message_is_cut_to_the_smallest_frames_there_are(play: Play) -> None:
    assert play("content.small_frames") == {"same": True, "cut": True}


@every_way
def test_a_message_of_five_megabytes_comes_whole(play: Play) -> None:
    assert play("content.large") == {"same": True}


# -- sessions --------------------------------------------------------------------------------------


@pytest.mark.queue(enable_sessions=True)
def test_a_session_may_be_named_by_a_described_value(play: Play) -> None:
    assert play("sessions.named") == {"session": "busan", "received": "to busan"}


@pytest.mark.queue(enable_sessions=True)
def test_the_next_session_may_be_asked_for_by_a_described_null(play: Play) -> None:
    assert play("sessions.next_available") == {"session": "seoul", "received": "to seoul"}


# -- transactions ----------------------------------------------------------------------------------


def test_what_a_transaction_holds_happens_together_and_not_before(play: Play) -> None:
    assert play("transactions.committed") == {
        "answers": [0x34, 0x34, 0x34],
        "before": [],
        "outcome": "accepted",
        "left": {"jobs": [], "other": ["result"], "events/Subscriptions/everything": ["result"]},
    }


@pytest.mark.queue(lock_duration="PT2S")
def test_a_transaction_that_fails_leaves_all_as_it_was(play: Play) -> None:
    assert play("transactions.rolled_back") == {
        "outcome": "accepted",
        "at once": [],
        "again": ["work", 1],
        "other": [],
    }


def test_a_transaction_ends_with_its_connection(play: Play) -> None:
    assert play("transactions.lost_connection") == []


def test_every_outcome_can_be_part_of_a_transaction(play: Play) -> None:
    assert play("transactions.dead_lettered") == {
        "outcome": "accepted",
        "dead": ["broken"],
        "again": ["again", 1],
    }


def test_a_transaction_has_a_hundred_messages_at_most(play: Play) -> None:
    assert play("transactions.too_many") == {
        "refused": "amqp:not-allowed",
        "outcome": "accepted",
        "sent": 100,
    }


def test_a_transaction_that_is_over_is_unknown(play: Play) -> None:
    assert play("transactions.unknown") == {
        "ended": "accepted",
        "again": "amqp:transaction:unknown-id",
        "other": "amqp:transaction:unknown-id",
    }


def test_a_result_is_sent_by_way_of_the_queue_of_its_request(play: Play) -> None:
    assert play("transactions.sent_via") == {"outcome": "accepted", "left": [], "other": ["result"]}


def test_what_cannot_be_sent_on_is_a_transfer_dead_letter(play: Play) -> None:
    assert play("transactions.sent_via_to_nowhere") == {
        "body": "result",
        "reason": "com.microsoft:entity-disabled",
    }


# -- operators' own requests -----------------------------------------------------------------------


def test_one_message_is_deleted_by_its_number(play: Play) -> None:
    assert play("management.message_deleted") == {"status": 200, "left": ["one", "three"]}


def test_messages_are_deleted_all_or_none(play: Play) -> None:
    assert play("management.missing_message_deleted") == {
        "status": 404,
        "condition": "com.microsoft:message-not-found",
        "left": ["one"],
    }


def test_a_repaired_dead_letter_is_moved_back_as_if_it_were_new(play: Play) -> None:
    assert play("management.dead_letter_moved_back") == {
        "status": 200,
        "again": ["broken", 0, {"days": 3}],
        "number": 2,
    }
