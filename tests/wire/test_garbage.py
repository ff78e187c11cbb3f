"""Nothing a peer sends makes `receive` raise: the connection ends, or it waits for more."""

from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.amqp.connection import MAX_FRAME_SIZE
from longshore.wire.fields import Fielded
from longshore.wire.frames import AMQP_HEADER, SASL_FRAME, SASL_HEADER, encode_frame
from longshore.wire.performatives import (
    Attach,
    Begin,
    Close,
    Detach,
    Disposition,
    End,
    Flow,
    Open,
    SaslInit,
    Transfer,
)
from longshore.wire.values import Symbol
from tests.unit.amqp.peer import CHANNEL, frame, parse

from .conversation import CONVERSATION, Broker
from .damage import damaged
from .performatives import composites, performatives

OPENING = AMQP_HEADER + encode_frame(0, Open("client"))
BEGINNINGS = (
    b"",
    AMQP_HEADER,
    SASL_HEADER,
    SASL_HEADER + encode_frame(0, SaslInit(Symbol("PLAIN")), SASL_FRAME),
    SASL_HEADER + encode_frame(0, SaslInit(Symbol("ANONYMOUS")), SASL_FRAME),
    OPENING,
    OPENING + frame(Begin(None, 0, 100, 100)),
    OPENING + encode_frame(0, Close()),
    *(CONVERSATION[: len(CONVERSATION) * part // 8] for part in range(1, 8)),
)
"""Ways to bring a connection into each of its states."""

few = st.integers(0, 3)
flags = st.none() | st.booleans()

frames = st.one_of(
    composites(Begin, next_outgoing_id=few, incoming_window=few),
    composites(Attach, handle=few),
    composites(Attach, handle=few),
    composites(Flow, handle=few, next_incoming_id=few, link_credit=few, delivery_count=few),
    composites(Transfer, handle=few, delivery_id=st.none() | few, more=flags, aborted=flags),
    composites(Transfer, handle=few, delivery_id=few, more=flags, aborted=st.none()),
    composites(Disposition, first=few, last=st.none() | few),
    composites(Detach, handle=few),
    st.just(End()),
    performatives,
)
"""Well-formed frames that often name the same few links and deliveries."""


def check(broker: Broker) -> None:
    """What must hold whatever was said."""
    closings = [words for words in broker.story if words[0] == "closed"]
    assert len(closings) == broker.connection.closed
    assert not closings or broker.story[-1] == closings[0]
    assert len(broker.connection._buffer) < MAX_FRAME_SIZE
    assert not (broker.connection.closed and broker.connection.sessions)
    for session in broker.connection.sessions.values():
        assert all(link.credit >= 0 for link in session.links.values())
    parse(broker.output)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(BEGINNINGS), st.lists(st.binary(max_size=40), max_size=3))
def test_noise(beginning: bytes, noise: list[bytes]) -> None:
    broker = Broker()
    broker.hears(beginning)
    for data in noise:
        broker.hears(data)
        check(broker)


@settings(max_examples=150, deadline=None)
@given(damaged(st.just(CONVERSATION)))
def test_a_damaged_conversation(data: bytes) -> None:
    broker = Broker()
    broker.hears(data)
    check(broker)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(frames, st.binary(max_size=8)), max_size=12))
def test_frames_in_any_order(said: list[tuple[Fielded, bytes]]) -> None:
    broker = Broker()
    broker.hears(OPENING + frame(Begin(None, 0, 3, 100)))
    for body, payload in said:
        broker.hears(frame(body, payload if isinstance(body, Transfer) else b"", channel=CHANNEL))
        check(broker)
