"""The nine performatives of [AMQP 2.7] and the SASL frames of [AMQP 5.3.3].

Above each stands what the standard says it is for. `decode_performative` reads any of them; transfer,
which travels with every message, has a short cut of its own.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Final, cast

from longshore.wire.decode import DecodeError, decode_fields, decode_value
from longshore.wire.fields import (
    ANY,
    BINARY,
    BOOLEAN,
    MAP,
    STRING,
    SYMBOL,
    SYMBOLS,
    UBYTE,
    UINT,
    ULONG,
    USHORT,
    Field,
    Fielded,
    claim,
)
from longshore.wire.fields import composite_type as one_of
from longshore.wire.states import (
    COMPOSITES,
    DELIVERY_STATE,
    Coordinator,
    DeliveryState,
    Error,
    Source,
    Target,
)
from longshore.wire.values import Array, Described, Symbol

SENDER: Final = False
RECEIVER: Final = True
"""[AMQP 2.8.1] The role of a link endpoint."""


@dataclass(slots=True)
class Open(Fielded):
    """[AMQP 2.7.1] Negotiate connection parameters."""

    DESCRIPTOR: ClassVar[int] = 0x10
    FIELDS: ClassVar[dict[str, Field]] = {
        "container_id": Field(STRING, mandatory=True),
        "hostname": Field(STRING),
        "max_frame_size": Field(UINT),
        "channel_max": Field(USHORT),
        "idle_time_out": Field(UINT),
        "outgoing_locales": Field(SYMBOLS),
        "incoming_locales": Field(SYMBOLS),
        "offered_capabilities": Field(SYMBOLS),
        "desired_capabilities": Field(SYMBOLS),
        "properties": Field(MAP),
    }
    container_id: str
    hostname: str | None = None
    max_frame_size: int | None = None
    channel_max: int | None = None
    idle_time_out: int | None = None
    outgoing_locales: Symbol | Array | None = None
    incoming_locales: Symbol | Array | None = None
    offered_capabilities: Symbol | Array | None = None
    desired_capabilities: Symbol | Array | None = None
    properties: dict[object, object] | None = None


@dataclass(slots=True)
class Begin(Fielded):
    """[AMQP 2.7.2] Begin a session on a channel."""

    DESCRIPTOR: ClassVar[int] = 0x11
    FIELDS: ClassVar[dict[str, Field]] = {
        "remote_channel": Field(USHORT),
        "next_outgoing_id": Field(UINT, mandatory=True),
        "incoming_window": Field(UINT, mandatory=True),
        "outgoing_window": Field(UINT, mandatory=True),
        "handle_max": Field(UINT),
        "offered_capabilities": Field(SYMBOLS),
        "desired_capabilities": Field(SYMBOLS),
        "properties": Field(MAP),
    }
    remote_channel: int | None
    next_outgoing_id: int
    incoming_window: int
    outgoing_window: int
    handle_max: int | None = None
    offered_capabilities: Symbol | Array | None = None
    desired_capabilities: Symbol | Array | None = None
    properties: dict[object, object] | None = None


@dataclass(slots=True)
class Attach(Fielded):
    """[AMQP 2.7.3] Attach a link to a session; to a coordinator [AMQP 4.5.1], where transactions are."""

    DESCRIPTOR: ClassVar[int] = 0x12
    FIELDS: ClassVar[dict[str, Field]] = {
        "name": Field(STRING, mandatory=True),
        "handle": Field(UINT, mandatory=True),
        "role": Field(BOOLEAN, mandatory=True),
        "snd_settle_mode": Field(UBYTE),
        "rcv_settle_mode": Field(UBYTE),
        "source": Field(one_of(Source)),
        "target": Field(one_of(Target, Coordinator)),
        "unsettled": Field(MAP),
        "incomplete_unsettled": Field(BOOLEAN),
        "initial_delivery_count": Field(UINT),
        "max_message_size": Field(ULONG),
        "offered_capabilities": Field(SYMBOLS),
        "desired_capabilities": Field(SYMBOLS),
        "properties": Field(MAP),
    }
    name: str
    handle: int
    role: bool
    snd_settle_mode: int | None = None
    rcv_settle_mode: int | None = None
    source: Source | None = None
    target: Target | Coordinator | None = None
    unsettled: dict[object, object] | None = None
    incomplete_unsettled: bool | None = None
    initial_delivery_count: int | None = None
    max_message_size: int | None = None
    offered_capabilities: Symbol | Array | None = None
    desired_capabilities: Symbol | Array | None = None
    properties: dict[object, object] | None = None


@dataclass(slots=True)
class Flow(Fielded):
    """[AMQP 2.7.4] Update link state: windows of the session, credit of a link."""

    DESCRIPTOR: ClassVar[int] = 0x13
    FIELDS: ClassVar[dict[str, Field]] = {
        "next_incoming_id": Field(UINT),
        "incoming_window": Field(UINT, mandatory=True),
        "next_outgoing_id": Field(UINT, mandatory=True),
        "outgoing_window": Field(UINT, mandatory=True),
        "handle": Field(UINT),
        "delivery_count": Field(UINT),
        "link_credit": Field(UINT),
        "available": Field(UINT),
        "drain": Field(BOOLEAN),
        "echo": Field(BOOLEAN),
        "properties": Field(MAP),
    }
    next_incoming_id: int | None
    incoming_window: int
    next_outgoing_id: int
    outgoing_window: int
    handle: int | None = None
    delivery_count: int | None = None
    link_credit: int | None = None
    available: int | None = None
    drain: bool | None = None
    echo: bool | None = None
    properties: dict[object, object] | None = None


@dataclass(slots=True)
class Transfer(Fielded):
    """[AMQP 2.7.5] Transfer a message, or one frame of it; the payload follows the performative."""

    DESCRIPTOR: ClassVar[int] = 0x14
    FIELDS: ClassVar[dict[str, Field]] = {
        "handle": Field(UINT, mandatory=True),
        "delivery_id": Field(UINT),
        "delivery_tag": Field(BINARY),
        "message_format": Field(UINT),
        "settled": Field(BOOLEAN),
        "more": Field(BOOLEAN),
        "rcv_settle_mode": Field(UBYTE),
        "state": Field(ANY),
        "resume": Field(BOOLEAN),
        "aborted": Field(BOOLEAN),
        "batchable": Field(BOOLEAN),
    }
    handle: int
    delivery_id: int | None = None
    delivery_tag: bytes | None = None
    message_format: int | None = None
    settled: bool | None = None
    more: bool | None = None
    rcv_settle_mode: int | None = None
    state: object = None
    resume: bool | None = None
    aborted: bool | None = None
    batchable: bool | None = None


@dataclass(slots=True)
class Disposition(Fielded):
    """[AMQP 2.7.6] Inform the peer of delivery state changes, first to last."""

    DESCRIPTOR: ClassVar[int] = 0x15
    FIELDS: ClassVar[dict[str, Field]] = {
        "role": Field(BOOLEAN, mandatory=True),
        "first": Field(UINT, mandatory=True),
        "last": Field(UINT),
        "settled": Field(BOOLEAN),
        "state": Field(ANY),
        "batchable": Field(BOOLEAN),
    }
    role: bool
    first: int
    last: int | None = None
    settled: bool | None = None
    state: object = None
    batchable: bool | None = None


@dataclass(slots=True)
class Detach(Fielded):
    """[AMQP 2.7.7] Detach the link endpoint; `closed` ends the link itself."""

    DESCRIPTOR: ClassVar[int] = 0x16
    FIELDS: ClassVar[dict[str, Field]] = {
        "handle": Field(UINT, mandatory=True),
        "closed": Field(BOOLEAN),
        "error": Field(one_of(Error)),
    }
    handle: int
    closed: bool | None = None
    error: Error | None = None


@dataclass(slots=True)
class End(Fielded):
    """[AMQP 2.7.8] End the session."""

    DESCRIPTOR: ClassVar[int] = 0x17
    FIELDS: ClassVar[dict[str, Field]] = {"error": Field(one_of(Error))}
    error: Error | None = None


@dataclass(slots=True)
class Close(Fielded):
    """[AMQP 2.7.9] Signal a connection close."""

    DESCRIPTOR: ClassVar[int] = 0x18
    FIELDS: ClassVar[dict[str, Field]] = {"error": Field(one_of(Error))}
    error: Error | None = None


@dataclass(slots=True)
class SaslMechanisms(Fielded):
    """[AMQP 5.3.3.1] Advertise available SASL mechanisms."""

    DESCRIPTOR: ClassVar[int] = 0x40
    FIELDS: ClassVar[dict[str, Field]] = {"sasl_server_mechanisms": Field(SYMBOLS, mandatory=True)}
    sasl_server_mechanisms: Symbol | Array


@dataclass(slots=True)
class SaslInit(Fielded):
    """[AMQP 5.3.3.2] Initiate SASL exchange."""

    DESCRIPTOR: ClassVar[int] = 0x41
    FIELDS: ClassVar[dict[str, Field]] = {
        "mechanism": Field(SYMBOL, mandatory=True),
        "initial_response": Field(BINARY),
        "hostname": Field(STRING),
    }
    mechanism: str
    initial_response: bytes | None = None
    hostname: str | None = None


@dataclass(slots=True)
class SaslOutcome(Fielded):
    """[AMQP 5.3.3.5] Indicate the outcome of the SASL dialog: 0 ok, 1 authentication failed."""

    DESCRIPTOR: ClassVar[int] = 0x44
    FIELDS: ClassVar[dict[str, Field]] = {
        "code": Field(UBYTE, mandatory=True),
        "additional_data": Field(BINARY),
    }
    code: int
    additional_data: bytes | None = None


Performative = Open | Begin | Attach | Flow | Transfer | Disposition | Detach | End | Close

PERFORMATIVES: Final[dict[int, type[Fielded]]] = {
    kind.DESCRIPTOR: kind
    for kind in (
        Open,
        Begin,
        Attach,
        Flow,
        Transfer,
        Disposition,
        Detach,
        End,
        Close,
        SaslMechanisms,
        SaslInit,
        SaslOutcome,
    )
}


def decode_performative(buf: bytes, pos: int) -> tuple[Fielded, int]:
    """Return the performative at `pos` and where its payload starts.

    Raises DecodeError for anything that is not one of `PERFORMATIVES` with fields of the right types.
    """
    if buf[pos : pos + 2] == b"\x00\x53" and pos + 2 < len(buf):
        descriptor, pos = buf[pos + 2], pos + 3
    else:
        descriptor, pos = _long_descriptor(buf, pos)
    kind = PERFORMATIVES.get(descriptor)
    if kind is None:
        raise DecodeError(pos, f"descriptor 0x{descriptor:02x} is no performative")
    fields, end = decode_fields(buf, pos)
    if kind is Transfer:
        return _transfer(fields, pos), end
    for index, value in enumerate(fields):
        if isinstance(value, Described):
            fields[index] = claim(value, COMPOSITES, pos)
    return kind.from_fields(fields, pos), end


def _long_descriptor(buf: bytes, pos: int) -> tuple[int, int]:
    if buf[pos : pos + 1] != b"\x00":
        raise DecodeError(pos, "a performative starts with a descriptor")
    descriptor, after = decode_value(buf, pos + 1)
    if not isinstance(descriptor, int):
        raise DecodeError(pos, "symbolic descriptors are not used by Service Bus clients")
    return int(descriptor), after


def _transfer(fields: list[Any], pos: int) -> Transfer:
    """Return a transfer, checked by hand where `from_fields` takes three times as long."""
    count = len(fields)
    if not 0 < count < 12:
        raise DecodeError(pos, "Transfer has 1 to 11 fields")
    if count > _STATE and fields[_STATE] is not None:
        fields[_STATE] = claim(fields[_STATE], COMPOSITES, pos)
    transfer = Transfer(*fields)
    usual = (
        type(transfer.handle) is int
        and type(transfer.delivery_id) in _NUMBER
        and type(transfer.delivery_tag) in _BYTES
        and type(transfer.message_format) in _NUMBER
        and type(transfer.settled) in _FLAG
        and type(transfer.more) in _FLAG
        and type(transfer.rcv_settle_mode) in _NUMBER
        and type(transfer.resume) in _FLAG
        and type(transfer.aborted) in _FLAG
        and type(transfer.batchable) in _FLAG
    )
    return transfer if usual else Transfer.from_fields(fields, pos)


_STATE: Final = list(Transfer.FIELDS).index("state")
_NUMBER: Final = frozenset({int, type(None)})
_BYTES: Final = frozenset({bytes, type(None)})
_FLAG: Final = frozenset({bool, type(None)})


def delivery_state(value: object) -> DeliveryState | None:
    """Return the state of a disposition or transfer, None for none or one that is not ours to know."""
    return cast("DeliveryState", value) if isinstance(value, DELIVERY_STATE.accepts) else None
