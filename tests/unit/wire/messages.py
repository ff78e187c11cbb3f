"""Messages in sections, written by hand."""

from itertools import product

from longshore.wire.encode import (
    encode_binary,
    encode_list,
    encode_map,
    encode_string,
    encode_uint,
    encode_value,
)
from longshore.wire.sections import (
    AMQP_SEQUENCE,
    AMQP_VALUE,
    APPLICATION_PROPERTIES,
    DATA,
    DELIVERY_ANNOTATIONS,
    FOOTER,
    HEADER,
    MESSAGE_ANNOTATIONS,
    PROPERTIES,
)
from longshore.wire.values import Symbol, UInt


def section(code: int, value: bytes) -> bytes:
    return b"\x00\x53" + bytes((code,)) + value


HEAD = section(HEADER, encode_list([b"\x41", b"\x50\x07", encode_uint(60_000), b"\x40", encode_uint(2)]))
DELIVERY = section(DELIVERY_ANNOTATIONS, encode_map({Symbol("x-opt-d"): 1}))
ANNOTATIONS = section(MESSAGE_ANNOTATIONS, encode_map({Symbol("x-opt-a"): "b"}))
PROPERTY_LIST = section(PROPERTIES, encode_list([encode_string("id"), b"\x40", encode_string("to")]))
APPLICATION = section(APPLICATION_PROPERTIES, encode_map({"color": "red", "size": UInt(300)}))
BODY = section(DATA, encode_binary(b"body"))
SEQUENCE = section(AMQP_SEQUENCE, encode_list([b"\x41"]))
VALUE = section(AMQP_VALUE, encode_value({"a": 1}))
FOOT = section(FOOTER, encode_map({Symbol("f"): 1}))

BODIES = (b"", BODY, BODY * 3, SEQUENCE, SEQUENCE * 2, VALUE)
HEADS = ((b"", HEAD), (b"", DELIVERY), (b"", ANNOTATIONS))

EVERY_COMBINATION = [
    (header, delivery, annotations, properties, application, body, footer)
    for header, delivery, annotations, properties, application, footer, body in product(
        *HEADS, (b"", PROPERTY_LIST), (b"", APPLICATION), (b"", FOOT), BODIES
    )
]
"""Every message of sections that are there or not: each as its parts, in order."""
