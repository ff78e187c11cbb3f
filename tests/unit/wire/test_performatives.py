"""[AMQP 2.7, 5.3.3] Every performative: golden bytes, fields left out, fields that are wrong."""

from dataclasses import MISSING, fields

import pytest

from longshore.wire.decode import DecodeError
from longshore.wire.encode import NULL, encode_boolean, encode_list, encode_string, encode_uint, encode_value
from longshore.wire.fields import Fielded
from longshore.wire.performatives import (
    PERFORMATIVES,
    Attach,
    Begin,
    Close,
    Detach,
    Disposition,
    End,
    Flow,
    Open,
    SaslInit,
    SaslMechanisms,
    SaslOutcome,
    Transfer,
    decode_performative,
    delivery_state,
)
from longshore.wire.states import (
    Accepted,
    Coordinator,
    Declared,
    Error,
    Modified,
    Received,
    Rejected,
    Source,
    Target,
    TransactionalState,
)
from longshore.wire.values import Described, Float32, Symbol, UInt, ULong, array_of_symbols

ERROR = Error(Symbol("amqp:internal-error"), "it broke", {Symbol("a"): UInt(1)})
NAMES = array_of_symbols("a", "b")
PROPERTIES: dict[object, object] = {Symbol("product"): "test"}

FULL: list[Fielded] = [
    Open("c", "h", 512, 9, 1_000, NAMES, Symbol("en"), NAMES, NAMES, PROPERTIES),
    Begin(3, 2**32 - 1, 2_048, 2_048, 1_023, NAMES, NAMES, PROPERTIES),
    Attach("link", 1, True, 2, 1, Source("q"), Target("t"), {}, False, 5, 2**40, NAMES, NAMES, PROPERTIES),
    Flow(1, 2_048, 3, 2_048, 4, 5, 1_000, 0, True, False, PROPERTIES),
    Transfer(1, 2, b"tag", 0x8001_3700, True, True, 1, TransactionalState(b"txn"), True, True, True),
    Disposition(True, 1, 9, True, Rejected(ERROR), False),
    Detach(1, True, ERROR),
    End(ERROR),
    Close(ERROR),
    SaslMechanisms(array_of_symbols("PLAIN", "ANONYMOUS")),
    SaslInit(Symbol("PLAIN"), b"\0user\0key", "host"),
    SaslOutcome(1, b"more"),
]

GOLDEN: dict[str, tuple[Fielded, str]] = {
    "open": (Open("c", "h"), "005310 c0 0f 0a a10163 a10168 4040404040404040"),
    "open, least": (Open("c"), "005310 c0 04 01 a10163"),
    "begin": (Begin(None, 0, 256, 1), "005311 c0 0e 08 40 43 7000000100 5201 40404040"),
    "begin, least": (Begin(None, 0, 5, 5), "005311 c0 07 04 40 43 5205 5205"),
    "attach, least": (Attach("l", 0, False), "005312 c0 06 03 a1016c 43 42"),
    "flow": (Flow(0, 5, 0, 5, 1, 0, 9), "005313 c0 10 0b 43 5205 43 5205 5201 43 5209 40404040"),
    "flow of a session": (Flow(None, 5, 0, 5), "005313 c0 07 04 40 5205 43 5205"),
    "transfer": (Transfer(1, 0, b"t", 0, False), "005314 c0 09 05 5201 43 a00174 43 42"),
    "transfer as pyamqp writes it": (
        Transfer(1, 0, b"t", 0, False, True),
        "005314 c0 11 0b 5201 43 a00174 43 5600 5601 4040404040",
    ),
    "continuation": (Transfer(0, more=True), "005314 c0 07 06 43 40404040 41"),
    "disposition": (Disposition(True, 1, None, True, Accepted()), "005315 c0 0a 05 41 5201 40 41 005324 45"),
    "disposition with a false byte": (Disposition(False, 1), "005315 c0 05 02 5600 5201"),
    "detach": (Detach(7, True), "005316 c0 05 03 5207 41 40"),
    "end": (End(), "005317 45"),
    "close": (Close(), "005318 c0 02 01 40"),
    "sasl-mechanisms": (SaslMechanisms(Symbol("PLAIN")), "005340 c0 08 01 a305504c41494e"),
    "sasl-init": (SaslInit(Symbol("X"), b""), "005341 c0 06 02 a30158 a000"),
    "sasl-outcome": (SaslOutcome(0), "005344 c0 03 01 5000"),
}

UNCHECKED: dict[type[Fielded], set[str]] = {
    Transfer: {"state"},
    Disposition: {"state"},
}
"""Fields that may hold any value."""


def named(performative: Fielded) -> str:
    return type(performative).__name__


def encoded_fields(performative: Fielded) -> list[bytes]:
    pairs = ((spec, getattr(performative, name)) for name, spec in performative.FIELDS.items())
    return [NULL if value is None else spec.type.encode(value) for spec, value in pairs]


def described(kind: type[Fielded], *items: bytes) -> bytes:
    return b"\x00\x53" + bytes((kind.DESCRIPTOR,)) + encode_list(list(items))


def read(encoded: bytes) -> Fielded:
    performative, end = decode_performative(encoded, 0)
    assert end == len(encoded)
    return performative


def mandatory(kind: type[Fielded]) -> list[int]:
    return [index for index, spec in enumerate(kind.FIELDS.values()) if spec.mandatory]


@pytest.mark.parametrize(("performative", "written"), GOLDEN.values(), ids=GOLDEN.keys())
def test_golden_bytes(performative: Fielded, written: str) -> None:
    assert read(bytes.fromhex(written)) == performative


@pytest.mark.parametrize("full", FULL, ids=named)
class TestEach:
    def test_it_comes_back_with_every_field(self, full: Fielded) -> None:
        assert read(full.encode()) == full

    def test_its_table_names_its_fields_in_order(self, full: Fielded) -> None:
        assert list(full.FIELDS) == [field.name for field in fields(full)]  # type: ignore[arg-type]

    def test_its_payload_starts_behind_it(self, full: Fielded) -> None:
        encoded = full.encode()
        assert decode_performative(b"frame-- " + encoded + b"payload", 8)[1] == 8 + len(encoded)

    def test_trailing_fields_may_be_left_out(self, full: Fielded) -> None:
        items, least = encoded_fields(full), max(mandatory(type(full)), default=-1) + 1
        for count in range(least, len(items)):
            kept = [getattr(full, name) for name in full.FIELDS][:count]
            rest = [None] * (len(items) - count)
            assert read(described(type(full), *items[:count])) == type(full)(*kept, *rest)

    def test_its_long_forms_are_read_too(self, full: Fielded) -> None:
        items = encoded_fields(full)
        body = b"".join(items)
        long_list = b"\xd0" + (len(body) + 4).to_bytes(4, "big") + len(items).to_bytes(4, "big") + body
        long_code = b"\x00\x80" + full.DESCRIPTOR.to_bytes(8, "big")
        assert read(long_code + long_list) == full

    def test_a_mandatory_field_must_be_there(self, full: Fielded) -> None:
        for index in mandatory(type(full)):
            items = encoded_fields(full)
            for wrong in ([*items[:index], NULL, *items[index + 1 :]], items[:index]):
                with pytest.raises(DecodeError, match=r"is mandatory|1 to 11 fields"):
                    read(described(type(full), *wrong))

    def test_each_field_must_be_of_its_type(self, full: Fielded) -> None:
        wrong = encode_value(Float32(1.5))
        for index, name in enumerate(full.FIELDS):
            if name in UNCHECKED.get(type(full), ()):
                continue
            items = encoded_fields(full)
            items[index] = wrong
            with pytest.raises(DecodeError, match=f"{named(full)}.{name} must be .*, not Float32"):
                read(described(type(full), *items))

    def test_there_are_no_fields_beyond_the_last(self, full: Fielded) -> None:
        with pytest.raises(DecodeError, match="fields"):
            read(described(type(full), *encoded_fields(full), NULL))

    def test_it_cannot_be_cut_short(self, full: Fielded) -> None:
        encoded = full.encode()
        for length in range(len(encoded)):
            with pytest.raises(DecodeError):
                decode_performative(encoded[:length], 0)


def test_codes_are_those_of_the_standard() -> None:
    assert {code: kind.__name__ for code, kind in PERFORMATIVES.items()} == {
        0x10: "Open",
        0x11: "Begin",
        0x12: "Attach",
        0x13: "Flow",
        0x14: "Transfer",
        0x15: "Disposition",
        0x16: "Detach",
        0x17: "End",
        0x18: "Close",
        0x40: "SaslMechanisms",
        0x41: "SaslInit",
        0x44: "SaslOutcome",
    }
    assert {type(performative) for performative in FULL} == set(PERFORMATIVES.values())


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("", "starts with a descriptor"),
        ("40", "starts with a descriptor"),
        ("00", "cut short"),
        ("005324 45", "descriptor 0x24 is no performative"),
        ("005399 45", "descriptor 0x99 is no performative"),
        ("0055ff 45", "is no performative"),
        ("00 a30e616d71703a6f70656e3a6c697374 45", "symbolic descriptors are not used"),
        ("00 40 45", "symbolic descriptors are not used"),
        ("005310 c10100", "a list is expected"),
        ("005310", "cut short"),
        ("005314 45", "Transfer has 1 to 11 fields"),
    ],
)
def test_what_is_no_performative_is_refused(written: str, problem: str) -> None:
    with pytest.raises(DecodeError, match=problem):
        decode_performative(bytes.fromhex(written), 0)


class TestTransfer:
    """Its short cut must judge as the table does, wherever it matters."""

    @pytest.mark.parametrize(
        ("index", "wrong"),
        [
            (0, "41"),
            (0, "80 0000000100000000"),
            (0, "a10161"),
            (1, "41"),
            (1, "54ff"),
            (2, "a10161"),
            (3, "41"),
            (4, "5201"),
            (5, "a10161"),
        ],
    )
    def test_a_wrong_field_is_refused(self, index: int, wrong: str) -> None:
        items = encoded_fields(Transfer(1, 2, b"t", 0, False, False))
        items[index] = bytes.fromhex(wrong)
        with pytest.raises(DecodeError, match=r"Transfer\.\w+ must be"):
            read(described(Transfer, *items))

    def test_a_handle_of_unusual_width_will_do(self) -> None:
        transfer = read(described(Transfer, bytes.fromhex("80 0000000000000007")))
        assert transfer == Transfer(7)

    @pytest.mark.parametrize("state", [Accepted(), TransactionalState(b"t"), Received(0, 1)], ids=named)
    def test_its_state_is_read(self, state: Fielded) -> None:
        items = [encode_uint(1), *[NULL] * 6, state.encode()]
        assert read(described(Transfer, *items)) == Transfer(1, state=state)

    def test_a_state_that_nobody_knows_is_left_alone(self) -> None:
        unknown = Described(ULong(0x99), [])
        items = [encode_uint(1), *[NULL] * 6, encode_value(unknown)]
        assert read(described(Transfer, *items)) == Transfer(1, state=unknown)

    def test_a_broken_state_is_refused(self) -> None:
        items = [encode_uint(1), *[NULL] * 6, bytes.fromhex("005334 45")]
        with pytest.raises(DecodeError, match=r"TransactionalState\.txn_id is mandatory"):
            read(described(Transfer, *items))


class TestNesting:
    def test_a_rejected_with_its_error_inside_a_disposition(self) -> None:
        disposition = read(Disposition(True, 0, state=Rejected(ERROR)).encode())
        assert isinstance(disposition, Disposition)
        assert disposition.state == Rejected(ERROR)

    def test_outcomes_inside_a_source_inside_an_attach(self) -> None:
        source = Source("q", default_outcome=Modified(True), outcomes=NAMES)
        assert read(Attach("l", 0, True, source=source).encode()) == Attach("l", 0, True, source=source)

    def test_the_target_of_an_attach_may_be_a_coordinator(self) -> None:
        coordinator = Coordinator(Symbol("amqp:local-transactions"))
        assert read(Attach("l", 0, False, target=coordinator).encode()) == Attach(
            "l", 0, False, target=coordinator
        )

    def test_an_outcome_inside_a_transactional_state_inside_a_disposition(self) -> None:
        disposition = Disposition(True, 0, state=TransactionalState(b"t", Rejected(ERROR)))
        assert read(disposition.encode()) == disposition

    def test_a_filter_stays_a_described_value(self) -> None:
        flt: dict[object, object] = {Symbol("f"): Described(Symbol("x:selector"), "a = 1")}
        attach = read(Attach("l", 0, True, source=Source("q", filter=flt)).encode())
        assert isinstance(attach, Attach)
        assert attach.source == Source("q", filter=flt)

    @pytest.mark.parametrize(
        ("kind", "items"),
        [
            (Detach, [encode_uint(0), NULL, Accepted().encode()]),
            (Close, [encode_string("sorry")]),
            (
                Attach,
                [encode_string("l"), encode_uint(0), encode_boolean(True), NULL, NULL, Target().encode()],
            ),
            (
                Attach,
                [encode_string("l"), encode_uint(0), encode_boolean(False), *[NULL] * 3, Source().encode()],
            ),
            (
                Disposition,
                [encode_boolean(True), encode_uint(0), NULL, NULL, b"\x00\x53\x25\xc0\x02\x01\x41"],
            ),
        ],
    )
    def test_the_wrong_composite_is_refused(self, kind: type[Fielded], items: list[bytes]) -> None:
        with pytest.raises(DecodeError, match="must be"):
            read(described(kind, *items))


@pytest.mark.parametrize(
    "state", [Accepted(), Rejected(), Received(0, 0), Declared(b"t"), TransactionalState(b"t")], ids=named
)
def test_a_delivery_state_is_one_of_ours(state: object) -> None:
    assert delivery_state(state) is state


@pytest.mark.parametrize("state", [None, "accepted", Target(), Described(ULong(0x99), [])], ids=repr)
def test_anything_else_is_no_delivery_state(state: object) -> None:
    assert delivery_state(state) is None


def test_only_mandatory_fields_must_be_given() -> None:
    for kind in PERFORMATIVES.values():
        without_default = [
            field.name
            for field in fields(kind)  # type: ignore[arg-type]
            if field.default is MISSING and field.name not in {"remote_channel", "next_incoming_id"}
        ]
        assert without_default == [name for name, spec in kind.FIELDS.items() if spec.mandatory]
