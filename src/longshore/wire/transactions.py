"""Transactions [AMQP 4] on the wire: what a coordinator reads, and the states that answer, written cheaply.

The composites themselves stand in `states`, because attach, transfer and disposition hold them.
"""

from typing import Final

from longshore.wire.decode import DecodeError, decode_value
from longshore.wire.encode import encode_binary, encode_list
from longshore.wire.fields import claim
from longshore.wire.sections import AMQP_VALUE, index_sections
from longshore.wire.states import COMPOSITES, Declare, Declared, Discharge, TransactionalState
from longshore.wire.values import Described

_DECLARED: Final = bytes((0x00, 0x53, Declared.DESCRIPTOR))
_TRANSACTIONAL_STATE: Final = bytes((0x00, 0x53, TransactionalState.DESCRIPTOR))


def decode_request(payload: bytes) -> Declare | Discharge:
    """Return what a message to the coordinator asks for: its body is one amqp-value [AMQP 4.2, 4.3].

    Raises DecodeError when it is no such message.
    """
    body = index_sections(payload).body
    if body < 0:
        raise DecodeError(len(payload), "a message to the coordinator has a body")
    section, _ = decode_value(payload, body)
    if isinstance(section, Described) and section.descriptor == AMQP_VALUE:
        request = claim(section.value, COMPOSITES, body)
        if isinstance(request, Declare | Discharge):
            return request
    raise DecodeError(body, "a message to the coordinator is a declare or a discharge")


def encode_declared(txn_id: bytes) -> bytes:
    """Return `Declared(txn_id)` as `encode_disposition` takes it."""
    return _DECLARED + encode_list([encode_binary(txn_id)])


def encode_transactional_state(txn_id: bytes, outcome: bytes) -> bytes:
    """Return `TransactionalState(txn_id, ...)` as `encode_disposition` takes it; `outcome` is encoded."""
    return _TRANSACTIONAL_STATE + encode_list([encode_binary(txn_id), outcome])
