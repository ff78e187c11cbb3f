"""[AMQP 4] What a coordinator reads, and the cheap encodings of what answers."""

import pytest

from longshore.wire.decode import DecodeError
from longshore.wire.encode import encode_value
from longshore.wire.states import (
    ACCEPTED,
    Accepted,
    Declare,
    Declared,
    Discharge,
    Error,
    Modified,
    Outcome,
    Rejected,
    Released,
    TransactionalState,
)
from longshore.wire.transactions import decode_request, encode_declared, encode_transactional_state
from longshore.wire.values import Described, Symbol, ULong

from .messages import BODY, HEAD, PROPERTY_LIST

VALUE = b"\x00\x53\x77"


@pytest.mark.parametrize("request_", [Declare(), Declare(b"global"), Discharge(b"t"), Discharge(b"t", True)])
def test_a_request_is_the_body_of_a_message(request_: Declare | Discharge) -> None:
    assert decode_request(VALUE + request_.encode()) == request_
    assert decode_request(HEAD + PROPERTY_LIST + VALUE + request_.encode()) == request_


def test_fields_may_be_left_out() -> None:
    assert decode_request(VALUE + bytes.fromhex("005331 45")) == Declare()
    assert decode_request(VALUE + bytes.fromhex("005332 c0 04 01 a00174")) == Discharge(b"t")


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        (b"", "has a body"),
        (HEAD, "has a body"),
        (BODY, "is a declare or a discharge"),
        (VALUE + encode_value("declare"), "is a declare or a discharge"),
        (VALUE + encode_value(Described(ULong(0x99), [])), "is a declare or a discharge"),
        (VALUE + Declared(b"t").encode(), "is a declare or a discharge"),
        (VALUE + bytes.fromhex("005332 45"), "txn_id is mandatory"),
        (VALUE + Discharge(b"t").encode()[:-1], "are announced"),
    ],
    ids=repr,
)
def test_anything_else_is_refused(payload: bytes, problem: str) -> None:
    with pytest.raises(DecodeError, match=problem):
        decode_request(payload)


@pytest.mark.parametrize("txn_id", [b"", b"t", bytes(16), bytes(300)], ids=len)
class TestAnswers:
    def test_declared(self, txn_id: bytes) -> None:
        assert encode_declared(txn_id) == Declared(txn_id).encode()

    @pytest.mark.parametrize(
        "outcome",
        [ACCEPTED, Accepted(), Released(), Modified(True), Rejected(Error(Symbol("x:y"), "z" * 300))],
    )
    def test_a_transactional_state(self, txn_id: bytes, outcome: Outcome) -> None:
        expected = TransactionalState(txn_id, outcome).encode()
        assert encode_transactional_state(txn_id, outcome.encode()) == expected
