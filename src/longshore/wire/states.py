"""Composites that stand inside performatives: error, delivery states, source and target; and transactions.

[AMQP 2.8.14] error, [AMQP 3.4] delivery states, [AMQP 3.5] sources and targets, [AMQP 4.5] coordination.
Descriptors appear as codes; the symbolic form (`amqp:accepted:list`) is legal but no client of Service Bus
sends it.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from longshore.wire.fields import (
    ANY,
    BINARY,
    BOOLEAN,
    MAP,
    STRING,
    SYMBOL,
    SYMBOLS,
    UINT,
    ULONG,
    Field,
    Fielded,
)
from longshore.wire.fields import composite_type as one_of
from longshore.wire.values import Array, Symbol


@dataclass(slots=True)
class Error(Fielded):
    """[AMQP 2.8.14] Always encoded with all three fields: pyamqp indexes them by position."""

    DESCRIPTOR: ClassVar[int] = 0x1D
    FIELDS: ClassVar[dict[str, Field]] = {
        "condition": Field(SYMBOL, mandatory=True),
        "description": Field(STRING),
        "info": Field(MAP),
    }
    condition: str
    description: str | None = None
    info: dict[object, object] | None = None


@dataclass(slots=True)
class Received(Fielded):
    """[AMQP 3.4.1] How far a delivery came; used when links resume."""

    DESCRIPTOR: ClassVar[int] = 0x23
    FIELDS: ClassVar[dict[str, Field]] = {
        "section_number": Field(UINT, mandatory=True),
        "section_offset": Field(ULONG, mandatory=True),
    }
    section_number: int
    section_offset: int


@dataclass(slots=True)
class Accepted(Fielded):
    """[AMQP 3.4.2] Service Bus: complete."""

    DESCRIPTOR: ClassVar[int] = 0x24
    FIELDS: ClassVar[dict[str, Field]] = {}


@dataclass(slots=True)
class Rejected(Fielded):
    """[AMQP 3.4.3] Service Bus: dead-letter; towards clients: refused."""

    DESCRIPTOR: ClassVar[int] = 0x25
    FIELDS: ClassVar[dict[str, Field]] = {"error": Field(one_of(Error))}
    error: Error | None = None


@dataclass(slots=True)
class Released(Fielded):
    """[AMQP 3.4.4] Handed back untouched: no delivery is counted."""

    DESCRIPTOR: ClassVar[int] = 0x26
    FIELDS: ClassVar[dict[str, Field]] = {}


@dataclass(slots=True)
class Modified(Fielded):
    """[AMQP 3.4.5] Service Bus: abandon, or defer when undeliverable here."""

    DESCRIPTOR: ClassVar[int] = 0x27
    FIELDS: ClassVar[dict[str, Field]] = {
        "delivery_failed": Field(BOOLEAN),
        "undeliverable_here": Field(BOOLEAN),
        "message_annotations": Field(MAP),
    }
    delivery_failed: bool | None = None
    undeliverable_here: bool | None = None
    message_annotations: dict[object, object] | None = None


Outcome = Accepted | Rejected | Released | Modified


@dataclass(slots=True)
class Declared(Fielded):
    """[AMQP 4.5.5] The coordinator's answer to `Declare`: the transaction has this id."""

    DESCRIPTOR: ClassVar[int] = 0x33
    FIELDS: ClassVar[dict[str, Field]] = {"txn_id": Field(BINARY, mandatory=True)}
    txn_id: bytes


@dataclass(slots=True)
class TransactionalState(Fielded):
    """[AMQP 4.5.6] A transfer or disposition belongs to a transaction; the outcome holds once it commits."""

    DESCRIPTOR: ClassVar[int] = 0x34
    FIELDS: ClassVar[dict[str, Field]] = {
        "txn_id": Field(BINARY, mandatory=True),
        "outcome": Field(one_of(Accepted, Rejected, Released, Modified)),
    }
    txn_id: bytes
    outcome: Outcome | None = None


DeliveryState = Outcome | Received | Declared | TransactionalState

DELIVERY_STATE: Final = one_of(Received, Accepted, Rejected, Released, Modified, Declared, TransactionalState)


@dataclass(slots=True)
class Source(Fielded):
    """[AMQP 3.5.3] Where a link's messages come from."""

    DESCRIPTOR: ClassVar[int] = 0x28
    FIELDS: ClassVar[dict[str, Field]] = {
        "address": Field(ANY),
        "durable": Field(UINT),
        "expiry_policy": Field(SYMBOL),
        "timeout": Field(UINT),
        "dynamic": Field(BOOLEAN),
        "dynamic_node_properties": Field(MAP),
        "distribution_mode": Field(SYMBOL),
        "filter": Field(MAP),
        "default_outcome": Field(ANY),
        "outcomes": Field(SYMBOLS),
        "capabilities": Field(SYMBOLS),
    }
    address: object = None
    durable: int | None = None
    expiry_policy: str | None = None
    timeout: int | None = None
    dynamic: bool | None = None
    dynamic_node_properties: dict[object, object] | None = None
    distribution_mode: str | None = None
    filter: dict[object, object] | None = None
    default_outcome: object = None
    outcomes: Symbol | Array | None = None
    capabilities: Symbol | Array | None = None


@dataclass(slots=True)
class Target(Fielded):
    """[AMQP 3.5.4] Where a link's messages go."""

    DESCRIPTOR: ClassVar[int] = 0x29
    FIELDS: ClassVar[dict[str, Field]] = {
        "address": Field(ANY),
        "durable": Field(UINT),
        "expiry_policy": Field(SYMBOL),
        "timeout": Field(UINT),
        "dynamic": Field(BOOLEAN),
        "dynamic_node_properties": Field(MAP),
        "capabilities": Field(SYMBOLS),
    }
    address: object = None
    durable: int | None = None
    expiry_policy: str | None = None
    timeout: int | None = None
    dynamic: bool | None = None
    dynamic_node_properties: dict[object, object] | None = None
    capabilities: Symbol | Array | None = None


@dataclass(slots=True)
class Coordinator(Fielded):
    """[AMQP 4.5.1] A target that takes no messages but the declaring and discharging of transactions."""

    DESCRIPTOR: ClassVar[int] = 0x30
    FIELDS: ClassVar[dict[str, Field]] = {"capabilities": Field(SYMBOLS)}
    capabilities: Symbol | Array | None = None


@dataclass(slots=True)
class Declare(Fielded):
    """[AMQP 4.5.2] The body of a message to the coordinator: begin a transaction."""

    DESCRIPTOR: ClassVar[int] = 0x31
    FIELDS: ClassVar[dict[str, Field]] = {"global_id": Field(ANY)}
    global_id: object = None


@dataclass(slots=True)
class Discharge(Fielded):
    """[AMQP 4.5.3] The body of a message to the coordinator: commit a transaction, or roll it back."""

    DESCRIPTOR: ClassVar[int] = 0x32
    FIELDS: ClassVar[dict[str, Field]] = {"txn_id": Field(BINARY, mandatory=True), "fail": Field(BOOLEAN)}
    txn_id: bytes
    fail: bool | None = None


COMPOSITES: Final[dict[int, type[Fielded]]] = {
    kind.DESCRIPTOR: kind
    for kind in (
        Error,
        Received,
        Accepted,
        Rejected,
        Released,
        Modified,
        Source,
        Target,
        Coordinator,
        Declare,
        Discharge,
        Declared,
        TransactionalState,
    )
}

ACCEPTED: Final = Accepted()
RELEASED: Final = Released()
