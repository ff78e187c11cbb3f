"""[AMQP 2.8.14, 3.4, 3.5, 4.5] The composites inside performatives, by their codes and fields."""

from dataclasses import fields

import pytest

from longshore.wire.decode import DecodeError, decode_value
from longshore.wire.fields import Fielded, claim
from longshore.wire.states import (
    ACCEPTED,
    COMPOSITES,
    DELIVERY_STATE,
    RELEASED,
    Accepted,
    Coordinator,
    Declare,
    Declared,
    Discharge,
    Error,
    Modified,
    Outcome,
    Received,
    Rejected,
    Released,
    Source,
    Target,
    TransactionalState,
)
from longshore.wire.values import Symbol, ULong, array_of_symbols

ERROR = Error(Symbol("amqp:not-found"), "gone", {Symbol("a"): 1})
OUTCOMES = array_of_symbols("amqp:accepted:list", "amqp:rejected:list")

GOLDEN: dict[str, tuple[Fielded, str]] = {
    "error": (Error(Symbol("x:y")), "00531d c0 08 03 a303783a79 40 40"),
    "received": (Received(1, 2), "005323 c0 05 02 5201 5302"),
    "accepted": (Accepted(), "005324 45"),
    "rejected": (Rejected(Error(Symbol("x"))), "005325 c0 0c 01 00531d c0 06 03 a30178 40 40"),
    "rejected without error": (Rejected(), "005325 c0 02 01 40"),
    "released": (Released(), "005326 45"),
    "modified": (Modified(True, False, {}), "005327 c0 06 03 41 42 c10100"),
    "source": (Source("q"), "005328 c0 0e 0b a10171 40404040404040404040"),
    "target": (Target("q"), "005329 c0 0a 07 a10171 404040404040"),
    "coordinator": (Coordinator(Symbol("a")), "005330 c0 04 01 a30161"),
    "coordinator of anything": (Coordinator(), "005330 c0 02 01 40"),
    "declare": (Declare(), "005331 c0 02 01 40"),
    "discharge": (Discharge(b"t", False), "005332 c0 05 02 a00174 42"),
    "discharge, least": (Discharge(b"t"), "005332 c0 05 02 a00174 40"),
    "declared": (Declared(b"t"), "005333 c0 04 01 a00174"),
    "transactional-state": (TransactionalState(b"t", Accepted()), "005334 c0 08 02 a00174 005324 45"),
    "transactional-state without outcome": (TransactionalState(b"t"), "005334 c0 05 02 a00174 40"),
}

FULL: list[Fielded] = [
    ERROR,
    Received(7, 2**40),
    Accepted(),
    Rejected(ERROR),
    Released(),
    Modified(True, True, {Symbol("x-opt-a"): "b"}),
    Source(
        "queue",
        durable=2,
        expiry_policy=Symbol("never"),
        timeout=30,
        dynamic=True,
        dynamic_node_properties={Symbol("lifetime-policy"): None},
        distribution_mode=Symbol("move"),
        filter={Symbol("f"): "x"},
        default_outcome=Released(),
        outcomes=OUTCOMES,
        capabilities=Symbol("queue"),
    ),
    Target(
        "queue",
        durable=1,
        expiry_policy=Symbol("link-detach"),
        timeout=5,
        dynamic=False,
        dynamic_node_properties={},
        capabilities=OUTCOMES,
    ),
    Coordinator(array_of_symbols("amqp:local-transactions", "amqp:multi-txns-per-ssn")),
    Declare(b"global"),
    Discharge(b"txn", True),
    Declared(bytes(32)),
    TransactionalState(b"txn", Rejected(ERROR)),
]


def read(encoded: bytes) -> object:
    return claim(decode_value(encoded, 0)[0], COMPOSITES, 0)


@pytest.mark.parametrize(("composite", "written"), GOLDEN.values(), ids=GOLDEN.keys())
def test_each_is_written_at_full_length(composite: Fielded, written: str) -> None:
    assert composite.encode() == bytes.fromhex(written)
    assert read(bytes.fromhex(written)) == composite


@pytest.mark.parametrize("composite", FULL, ids=lambda composite: type(composite).__name__)
class TestWithEveryField:
    def test_it_comes_back(self, composite: Fielded) -> None:
        assert read(composite.encode()) == composite

    def test_no_field_is_forgotten(self, composite: Fielded) -> None:
        assert list(composite.FIELDS) == [field.name for field in fields(composite)]  # type: ignore[arg-type]
        assert all(getattr(composite, name) is not None for name in composite.FIELDS)


def test_codes_are_those_of_the_standard() -> None:
    assert {
        0x1D: Error,
        0x23: Received,
        0x24: Accepted,
        0x25: Rejected,
        0x26: Released,
        0x27: Modified,
        0x28: Source,
        0x29: Target,
        0x30: Coordinator,
        0x31: Declare,
        0x32: Discharge,
        0x33: Declared,
        0x34: TransactionalState,
    } == COMPOSITES


@pytest.mark.parametrize(
    "state", [Received(0, 0), Declared(b"t"), TransactionalState(b"t", Accepted())], ids=repr
)
def test_some_states_are_no_outcomes(state: object) -> None:
    assert DELIVERY_STATE.admits(state)
    assert not isinstance(state, Outcome)


@pytest.mark.parametrize("other", [Coordinator(), Declare(), Discharge(b"t"), Target()], ids=repr)
def test_what_is_asked_of_a_coordinator_is_no_state(other: object) -> None:
    assert not DELIVERY_STATE.admits(other)


def test_the_two_outcomes_without_fields_exist_once() -> None:
    assert (Accepted(), Released()) == (ACCEPTED, RELEASED)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("00531d 45", "Error.condition is mandatory"),
        ("00531d c0 04 01 a10178", "Error.condition must be symbol, not str"),
        ("005323 c0 03 01 5201", "Received.section_offset is mandatory"),
        ("005324 c0 02 01 40", "Accepted has 0 fields, not 1"),
        ("005325 c0 04 01 a10178", "Rejected.error must be Error, not str"),
        ("005325 c0 05 01 005324 45", "Rejected.error must be Error, not Accepted"),
        ("005327 c0 03 01 5201", "Modified.delivery_failed must be boolean"),
        ("005328 c0 06 03 40 40 a10178", "Source.expiry_policy must be symbol"),
        ("005330 c0 04 01 a10178", "Coordinator.capabilities must be one symbol or an array of symbols"),
        ("005332 45", "Discharge.txn_id is mandatory"),
        ("005332 c0 05 02 a00174 43", "Discharge.fail must be boolean, not UInt"),
        ("005333 c0 04 01 a10174", "Declared.txn_id must be binary, not str"),
        ("005334 c0 06 02 40 005324 45", "TransactionalState.txn_id is mandatory"),
        ("005334 c0 0d 02 a00174 005334 c0 04 01 a00174", "TransactionalState.outcome must be Accepted or"),
    ],
)
def test_what_the_standard_does_not_allow_is_refused(written: str, problem: str) -> None:
    with pytest.raises(DecodeError, match=problem):
        read(bytes.fromhex(written))


def test_an_address_may_be_anything() -> None:
    assert read(Source(ULong(5)).encode()) == Source(ULong(5))
