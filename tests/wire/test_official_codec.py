"""The official client's codec as a second opinion: what it writes we read, what we write it reads.

It is the one that speaks to us most. Where it differs from the standard, a test says so.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest
from azure.servicebus._pyamqp import _decode, _encode, endpoints, error, message, outcomes, performatives
from azure.servicebus._pyamqp.types import TYPE, VALUE, AMQPTypes
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.wire import performatives as ours
from longshore.wire.decode import decode_value
from longshore.wire.encode import encode_value
from longshore.wire.fields import Fielded
from longshore.wire.frames import encode_continuation, encode_disposition, encode_frame, encode_transfer
from longshore.wire.performatives import decode_performative
from longshore.wire.sections import (
    PROPERTY_NAMES,
    index_sections,
    read_list,
    read_map,
    split_batch,
    with_edits,
)
from longshore.wire.states import (
    Accepted,
    Declared,
    Error,
    Modified,
    Received,
    Rejected,
    Released,
    Source,
    Target,
    TransactionalState,
)
from longshore.wire.values import (
    Array,
    Byte,
    Described,
    Float32,
    Int,
    Long,
    Short,
    Symbol,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
)
from tests.unit.wire.typed import typed

from .performatives import composites, maps, name_lists, names, words
from .values import common, unsigned

Theirs = Any
"""Their codec is loosely typed: named tuples, dictionaries with a type in them, plain values."""

# -- what we call things and what they call them -------------------------------------------------------

THEIR_TYPES: Final[dict[type, str]] = {
    UByte: AMQPTypes.ubyte,
    UShort: AMQPTypes.ushort,
    UInt: AMQPTypes.uint,
    ULong: AMQPTypes.ulong,
    Byte: AMQPTypes.byte,
    Short: AMQPTypes.short,
    Int: AMQPTypes.int,
    Long: AMQPTypes.long,
    Timestamp: AMQPTypes.timestamp,
    Float32: AMQPTypes.float,
    Symbol: AMQPTypes.symbol,
}

THEIR_KINDS: Final[dict[type[Fielded], Callable[..., Any]]] = {
    ours.Open: performatives.OpenFrame,
    ours.Begin: performatives.BeginFrame,
    ours.Attach: performatives.AttachFrame,
    ours.Flow: performatives.FlowFrame,
    ours.Transfer: performatives.TransferFrame,
    ours.Disposition: performatives.DispositionFrame,
    ours.Detach: performatives.DetachFrame,
    ours.End: performatives.EndFrame,
    ours.Close: performatives.CloseFrame,
    ours.SaslMechanisms: performatives.SASLMechanism,
    ours.SaslInit: performatives.SASLInit,
    ours.SaslOutcome: performatives.SASLOutcome,
    Error: error.AMQPError,
    Received: outcomes.Received,
    Accepted: outcomes.Accepted,
    Rejected: outcomes.Rejected,
    Released: outcomes.Released,
    Modified: outcomes.Modified,
    Source: endpoints.Source,
    Target: endpoints.Target,
}

THEIR_STATES: Final = {
    Received: "received",
    Accepted: "accepted",
    Rejected: "rejected",
    Released: "released",
    Modified: "modified",
}


def in_their_hands(value: object) -> Theirs:
    """Return a value as their encoder takes it."""
    if isinstance(value, Fielded):
        fields = [in_their_hands(getattr(value, name)) for name in value.FIELDS]
        if isinstance(value, ours.Transfer):
            fields.append(b"")  # the payload is a field to them
        return THEIR_KINDS[type(value)](*fields)
    if isinstance(value, Array):
        return [str(item) for item in value]
    if isinstance(value, dict):
        return {str(key): in_their_hands(item) for key, item in value.items()}
    return value


def in_their_eyes(value: object) -> object:
    """Return what their decoder should make of a value: text is bytes, widths are lost."""
    if isinstance(value, Fielded):
        fields = [in_their_eyes(getattr(value, name)) for name in value.FIELDS]
        name = THEIR_STATES.get(type(value))
        return fields if name is None else {name: fields}
    if isinstance(value, Described):
        return in_their_eyes(value.value)
    if isinstance(value, list):
        return [in_their_eyes(item) for item in value]
    if isinstance(value, dict):
        return {in_their_eyes(key): in_their_eyes(item) for key, item in value.items()}
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    return value.encode() if isinstance(value, str) else value


def plain(value: Theirs) -> object:
    """Return what their decoder gave without their classes for described values."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value)
    return bytes(value) if isinstance(value, bytes) else value


# -- values --------------------------------------------------------------------------------------------

simple = common.filter(lambda value: type(value) is not float or value == value)  # noqa: PLR0124
codes = unsigned(8).map(lambda code: ULong(code + 256))
nested: st.SearchStrategy[object] = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(words, inner, max_size=4),
        # they put the descriptor of a described map into the map
        st.builds(Described, codes, inner.filter(lambda value: not isinstance(value, dict))),
    ),
    max_leaves=8,
)


def read_by_them(encoded: bytes) -> object:
    rest, value = _decode._DECODE_BY_CONSTRUCTOR[encoded[0]](memoryview(encoded)[1:])
    assert len(rest) == 0
    return plain(value)


def written_by_them(value: Theirs) -> bytes:
    output = bytearray()
    _encode.encode_value(output, value)
    return bytes(output)


@settings(max_examples=150, deadline=None)
@given(nested)
def test_they_read_our_values(value: object) -> None:
    assert typed(read_by_them(encode_value(value))) == typed(in_their_eyes(value))


@settings(max_examples=150, deadline=None)
@given(simple)
def test_we_read_their_values(value: object) -> None:
    named = {TYPE: THEIR_TYPES[type(value)], VALUE: value} if type(value) in THEIR_TYPES else value
    assert typed(decode_value(written_by_them(named), 0)[0]) == typed(value)


@settings(max_examples=50, deadline=None)
@given(st.lists(maps, max_size=3))
def test_we_read_their_lists_and_maps(value: list[dict[object, object]]) -> None:
    theirs = [in_their_hands(item) for item in value]
    again, _ = decode_value(written_by_them(theirs), 0)
    assert in_their_eyes(again) == in_their_eyes(value)


# -- performatives -------------------------------------------------------------------------------------

some = maps.filter(bool)  # they write an empty map as null
symbol_arrays = name_lists.map(lambda names: Array(b"\xb3", list(names)))
flags = st.booleans()
properties = {"properties": st.none() | some}
capabilities = {name: st.none() | symbol_arrays for name in ("offered_capabilities", "desired_capabilities")}
errors = composites(Error, info=st.none() | some)
states = st.one_of(
    composites(Accepted),
    composites(Rejected, error=st.none() | errors),
    composites(Released),
    composites(Modified, message_annotations=st.none() | some),
)
transactional = composites(Declared) | composites(TransactionalState, outcome=st.none() | states)
"""Their codec has no classes for these: it writes none, and reads their fields as a list."""

sources: st.SearchStrategy[Fielded] = composites(
    Source,
    dynamic_node_properties=st.none(),
    filter=st.none() | st.dictionaries(names, words, min_size=1, max_size=2),
    default_outcome=st.none() | states,
    outcomes=st.none() | symbol_arrays,
    capabilities=st.none() | symbol_arrays,
)
targets = composites(Target, dynamic_node_properties=st.none(), capabilities=st.none() | symbol_arrays)
locales = {"outgoing_locales": st.none() | symbol_arrays, "incoming_locales": st.none() | symbol_arrays}

FRAMES: Final[list[st.SearchStrategy[Fielded]]] = [
    composites(ours.Open, **locales, **capabilities, **properties),
    composites(ours.Begin, **capabilities, **properties),
    composites(
        ours.Attach,
        source=st.none() | sources,
        target=st.none() | targets,
        unsettled=st.none(),
        **capabilities,
        **properties,
    ),
    composites(ours.Flow, **properties),
    composites(ours.Transfer, state=st.none() | states),
    composites(ours.Disposition, state=st.none() | states),
    composites(ours.Detach, error=st.none() | errors),
    composites(ours.End, error=st.none() | errors),
    composites(ours.Close, error=st.none() | errors),
    composites(ours.SaslMechanisms, sasl_server_mechanisms=symbol_arrays),
    composites(ours.SaslInit),
    composites(ours.SaslOutcome),
]
frames = st.one_of(FRAMES)


@settings(max_examples=250, deadline=None)
@given(frames)
def test_we_read_their_performatives(performative: Fielded) -> None:
    _header, body = _encode.encode_frame(in_their_hands(performative))
    assert body is not None
    assert decode_performative(bytes(body), 0)[0] == performative


@settings(max_examples=250, deadline=None)
@given(frames)
def test_they_read_our_performatives(performative: Fielded) -> None:
    code, fields = _decode.decode_frame(memoryview(performative.encode()))
    assert code == performative.DESCRIPTOR
    assert plain(fields[: len(performative.FIELDS)]) == with_their_defaults(performative)


def with_their_defaults(performative: Fielded) -> list[object]:
    """Return the fields of a performative as they see them: null reads as the default of the standard."""
    defaults = _decode._PERFORMATIVE_FIELD_DEFAULTS[performative.DESCRIPTOR]
    values = [getattr(performative, name) for name in performative.FIELDS]
    return [
        default if value is None else in_their_eyes(value)
        for value, default in zip(values, defaults, strict=True)
    ]


@settings(max_examples=50, deadline=None)
@given(unsigned(32), unsigned(32), st.binary(min_size=16, max_size=16), flags, flags, st.binary(max_size=300))
def test_they_read_our_transfers(
    handle: int, delivery_id: int, tag: bytes, settled: bool, more: bool, payload: bytes
) -> None:
    data = encode_transfer(1, handle, delivery_id, tag, settled, more, payload)
    _code, fields = _decode.decode_frame(memoryview(data)[8:])
    assert fields[:6] == [handle, delivery_id, tag, 0, settled, more]
    assert bytes(fields[-1]) == payload
    _code, fields = _decode.decode_frame(memoryview(encode_continuation(1, handle, more, payload))[8:])
    assert (fields[0], fields[1], fields[5], bytes(fields[-1])) == (handle, None, more, payload)


@settings(max_examples=50, deadline=None)
@given(flags, unsigned(32), unsigned(32), states | transactional)
def test_they_read_our_dispositions(role: bool, first: int, last: int, state: Fielded) -> None:
    data = encode_disposition(1, role, first, last, state.encode())
    _code, fields = _decode.decode_frame(memoryview(data)[8:])
    seen_last = None if first == last else last
    assert plain(fields) == [role, first, seen_last, True, in_their_eyes(state), False]


def test_they_read_our_frame_headers() -> None:
    ours_header = encode_frame(0, ours.Close())[:8]
    theirs, body = _encode.encode_frame(performatives.CloseFrame(error=None))
    assert body is not None
    assert ours_header[:6] == theirs


# -- messages ------------------------------------------------------------------------------------------

HEADER_NAMES: Final = ("durable", "priority", "ttl", "first_acquirer", "delivery_count")
ids = st.one_of(words, st.uuids(), st.binary(max_size=8), unsigned(32).map(ULong))
message_properties = st.fixed_dictionaries(
    {},
    optional={
        "message_id": ids,
        "user_id": st.binary(max_size=8),
        "to": words,
        "subject": words,
        "reply_to": words,
        "correlation_id": ids,
        "content_type": words.filter(str.isascii),
        "content_encoding": words.filter(str.isascii),
        "absolute_expiry_time": unsigned(40),
        "creation_time": unsigned(40),
        "group_id": words,
        "group_sequence": unsigned(32),
        "reply_to_group_id": words,
    },
)
headers = st.fixed_dictionaries(
    {},
    optional={
        "durable": flags,
        "priority": unsigned(8),
        "ttl": unsigned(32),
        "first_acquirer": flags,
        "delivery_count": unsigned(32),
    },
)
applications = st.dictionaries(
    words,
    st.one_of(words, st.booleans(), st.integers(-(2**31), 2**31 - 1), st.floats(allow_nan=False)),
    max_size=3,
)
bodies = st.one_of(
    st.fixed_dictionaries({"data": st.lists(st.binary(max_size=300), min_size=1, max_size=3)}),
    st.fixed_dictionaries({"sequence": st.lists(st.lists(words, max_size=3), min_size=1, max_size=2)}),
    st.fixed_dictionaries({"value": words.filter(bool)}),
)


@settings(max_examples=150, deadline=None)
@given(headers, message_properties, applications, bodies, some, some, flags)
def test_we_read_their_messages(
    header: dict[str, Theirs],
    named: dict[str, Theirs],
    application: dict[str | bytes, Theirs],
    body: dict[str, Theirs],
    annotations: dict[str | bytes, Theirs],
    footer: dict[str | bytes, Theirs],
    extras: bool,
) -> None:
    everything = message.Message(
        header=message.Header(**header),
        properties=message.Properties(**named),
        application_properties=application,
        message_annotations=annotations,
        delivery_annotations=annotations if extras else None,
        footer=footer if extras else None,
        **body,
    )
    encoded = bytes(_encode.encode_payload(bytearray(), everything))
    found = index_sections(encoded)
    assert dict(zip(HEADER_NAMES, read_list(encoded, found.header, 5), strict=True)) == {
        **dict.fromkeys(HEADER_NAMES),
        **header,
    }
    assert dict(zip(PROPERTY_NAMES, read_list(encoded, found.properties, 13), strict=True)) == {
        **dict.fromkeys(PROPERTY_NAMES),
        **named,
    }
    assert read_map(encoded, found.application_properties) == application
    assert read_map(encoded, found.message_annotations) == annotations
    assert found.body > 0


@settings(max_examples=100, deadline=None)
@given(message_properties, applications, bodies)
def test_they_read_their_messages_as_we_edited_them(
    named: dict[str, Theirs], application: dict[str | bytes, Theirs], body: dict[str, Theirs]
) -> None:
    theirs = message.Message(
        properties=message.Properties(**named), application_properties=application, **body
    )
    encoded = bytes(_encode.encode_payload(bytearray(), theirs))
    bare = encoded[index_sections(encoded).bare :]
    edited = with_edits(bare, {"subject": "new", "to": None}, {"gone"}, {"Added": 2**40, "flag": True})
    before: Theirs = _decode.decode_payload(memoryview(encoded))
    after: Theirs = _decode.decode_payload(memoryview(edited))
    assert after.properties._asdict() == {**before.properties._asdict(), "subject": b"new", "to": None}
    expected = {**(before.application_properties or {}), b"Added": 2**40, b"flag": True}
    assert plain(after.application_properties) == plain(expected)
    assert (after.data, after.sequence, after.value) == (before.data, before.sequence, before.value)


def test_their_delivery_annotations_come_last_against_the_standard() -> None:
    theirs = message.Message(data=[b"body"], delivery_annotations={"x-opt-d": "a"}, footer={"f": "b"})
    encoded = bytes(_encode.encode_payload(bytearray(), theirs))
    assert encoded.index(b"x-opt-d") > encoded.index(b"body")
    assert index_sections(encoded).body == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4))
def test_we_split_their_batches(messages: list[bytes]) -> None:
    envelope = message.Message(data=messages, properties=message.Properties(message_id="first"))
    assert split_batch(bytes(_encode.encode_payload(bytearray(), envelope))) == messages


@pytest.mark.parametrize("value", [0, 1, "x", b"x", [1], {"a": 1}], ids=repr)
def test_they_read_our_value_bodies(value: object) -> None:
    theirs = _decode.decode_payload(memoryview(b"\x00\x53\x77" + encode_value(value)))
    assert plain(theirs.value) == in_their_eyes(value)
