"""What a message carries comes through unchanged, however it is cut into frames."""

from typing import Any
from uuid import UUID

from proton import Message, int32, symbol, timestamp  # type: ignore[import-not-found]

from .client import QUEUE, connected

SMALLEST_FRAME_BYTES = 512
BODY_BYTES = 20_000
LARGE_BYTES = 5_000_000


def properties() -> object:
    """Every kind of application property that Service Bus knows."""
    sent = {
        "text": "서울",
        "int": int32(-3),
        "long": 2**40,
        "double": 0.5,
        "truth": True,
        "uuid": UUID(int=7),
        "time": timestamp(1_700_000_000_000),
        "nothing": None,
    }
    came = _round_trip(Message("work", properties=sent))
    types = [type(came.properties[name]).__name__ for name in sent]
    return {"same": came.properties == sent, "types": types}


def annotations() -> object:
    came = _round_trip(Message("work", annotations={symbol("x-opt-route"): "north"}))
    return {str(key): value for key, value in came.annotations.items()}


def fields() -> object:
    """The fields of header and properties that a plain AMQP client sets."""
    sent = {
        "id": 7,
        "user_id": b"me",
        "subject": "trip",
        "reply_to": "answers",
        "correlation_id": UUID(int=7),
        "content_type": "text/plain",
        "content_encoding": "identity",
        "group_id": "seoul",
        "group_sequence": 3,
        "reply_to_group_id": "busan",
        "durable": True,
        "priority": 7,
    }
    came = _round_trip(Message("work", **sent))
    return {"changed": {name: value for name, value in sent.items() if getattr(came, name) != value}}


def bodies() -> object:
    """An amqp-value, a data and an amqp-sequence section."""
    sent = {
        "value": Message({"days": 3}),
        "data": Message(b"\x00\xff", inferred=True),
        "sequence": Message([1, "two"], inferred=True),
    }
    came = {kind: _round_trip(message) for kind, message in sent.items()}
    return {
        kind: (came[kind].body, came[kind].inferred) == (sent[kind].body, sent[kind].inferred)
        for kind in sent
    }


def small_frames() -> object:
    body = _pattern(BODY_BYTES)
    with connected(max_frame_size=SMALLEST_FRAME_BYTES) as connection:
        connection.create_sender(QUEUE).send(Message(body, inferred=True))
        receiver = connection.create_receiver(QUEUE)
        before = connection.conn.transport.frames_input
        same = receiver.receive().body == body
        frames = connection.conn.transport.frames_input - before
    return {"same": same, "cut": frames > BODY_BYTES // SMALLEST_FRAME_BYTES}


def large() -> object:
    body = _pattern(LARGE_BYTES)
    return {"same": _round_trip(Message(body, inferred=True)).body == body}


def _pattern(size_bytes: int) -> bytes:
    return bytes(range(251)) * (size_bytes // 251)


def _round_trip(message: Any) -> Any:  # noqa: ANN401  # Proton has no types
    with connected() as connection:
        connection.create_sender(QUEUE).send(message)
        return connection.create_receiver(QUEUE).receive()
