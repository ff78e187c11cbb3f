"""A recorded conversation, and a broker in a nutshell for the connection to serve.

The client sends without waiting for answers, so one byte string is all it ever says. The broker takes every
link but those for "nowhere", accepts every message that is not too large and hands it to the links that
receive, declares whatever a coordinator is told, and confirms every decision: as the real one does, without
any entity behind it.
"""

from longshore.amqp.connection import Connection
from longshore.amqp.events import (
    AttachRequested,
    Closed,
    CreditChanged,
    Delivered,
    Detached,
    Event,
    Opened,
    SaslRequested,
    Settled,
    Violated,
)
from longshore.amqp.link import ReceiverLink, SenderLink
from longshore.amqp.states import LinkState
from longshore.wire.frames import AMQP_HEADER, EMPTY_FRAME, SASL_FRAME, SASL_HEADER
from longshore.wire.performatives import (
    RECEIVER,
    SENDER,
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
from longshore.wire.states import (
    ACCEPTED,
    Accepted,
    Coordinator,
    Declare,
    Error,
    Modified,
    Rejected,
    Source,
    Target,
    TransactionalState,
)
from longshore.wire.transactions import encode_declared
from longshore.wire.values import Symbol
from tests.unit.amqp.peer import frame

TAG = bytes(range(16))

CONVERSATION = b"".join(
    (
        SASL_HEADER,
        frame(SaslInit(Symbol("PLAIN"), b"\0user\0key", "host"), channel=0, frame_type=SASL_FRAME),
        AMQP_HEADER,
        frame(Open("client", "host", max_frame_size=600, idle_time_out=60_000), channel=0),
        frame(Begin(None, 0, 4, 2_048)),
        frame(Begin(None, 0, 2_048, 2_048), channel=0),
        frame(Attach("sends", 0, SENDER, 0, 0, Source("c"), Target("queue"), initial_delivery_count=0)),
        frame(Attach("receives", 1, RECEIVER, 0, 1, Source("queue"), Target("c"))),
        frame(Attach("takes", 2, RECEIVER, 1, 0, Source("queue"), Target("c"))),
        frame(Attach("lost", 3, RECEIVER, source=Source("nowhere"))),
        frame(Flow(0, 4, 0, 2_048, 1, 0, 3)),
        frame(Flow(0, 4, 0, 2_048, 2, 0, 2, echo=True)),
        frame(Transfer(0, 0, b"0", 0), b"whole"),
        EMPTY_FRAME,
        frame(Transfer(0, 1, b"1", 0, more=True), b"first " * 50),
        frame(Transfer(0, more=True, state=TransactionalState(b"txn")), b"second " * 50),
        frame(Transfer(0), b"third"),
        frame(Transfer(0, 2, b"2", 0, more=True), b"given up"),
        frame(Transfer(0, aborted=True)),
        frame(Transfer(0, 3, b"3", 0x8001_3700, settled=True), b"batch"),
        frame(Attach("declares", 4, SENDER, target=Coordinator(), initial_delivery_count=0)),
        frame(Transfer(4, 4, b"4", 0), b"\x00\x53\x77" + Declare().encode()),
        frame(Transfer(0, 5, b"5", 0, more=True), b"too large " * 60),
        frame(Transfer(0), b"too large " * 60),
        frame(Disposition(RECEIVER, 0, state=TransactionalState(b"txn", Accepted()))),
        frame(Disposition(RECEIVER, 1, 2, True, Modified(True, False))),
        frame(Flow(4, 100, 4, 2_048)),
        frame(Disposition(RECEIVER, 3, 9, state=Rejected(Error(Symbol("x:y"), "no", {Symbol("a"): 1})))),
        frame(Flow(8, 100, 4, 2_048, 1, 2, 5, drain=True)),
        frame(Detach(3, closed=True)),
        frame(Detach(1, closed=True)),
        frame(End(), channel=0),
        frame(Transfer(0, 6, b"6", 0), b"last"),
        frame(End()),
        frame(Detach(0, closed=True)),
        frame(Close(), channel=0),
    )
)


class Broker:
    """A connection with a driver; `story` is what happened, in words that do not depend on objects."""

    def __init__(self) -> None:
        self.connection = Connection("broker", 0, lambda: None)
        self.story: list[tuple[object, ...]] = []
        self.output = b""
        self._receivers: list[SenderLink] = []

    def hears(self, data: bytes) -> None:
        """Take bytes from the client."""
        for event in self.connection.receive(data, 0):
            self.story.append(told(event))
            self._handle(event)
        self.output += self.connection.data_to_send(0)

    def _handle(self, event: Event) -> None:
        if isinstance(event, SaslRequested):
            self.connection.sasl_outcome(ok=event.mechanism != "ANONYMOUS")
        elif isinstance(event, AttachRequested):
            self._attach(event)
        elif isinstance(event, Delivered):
            self._pass_on(event)
        elif isinstance(event, Settled) and not event.settled and event.state is not None:
            for delivery_id, _link, _tag in event.deliveries:
                event.session.settle_sent(delivery_id, delivery_id, event.state.encode())
        elif isinstance(event, CreditChanged) and event.link.drain:
            event.link.drained()

    def _attach(self, event: AttachRequested) -> None:
        link = event.link
        source = link.attach.source
        if source is not None and source.address == "nowhere":
            link.refuse(Error("amqp:not-found", "no such queue"))
        elif isinstance(link, ReceiverLink):
            link.accept(credit=4, max_message_size=1_000)
        elif isinstance(link, SenderLink):
            link.accept()
            self._receivers.append(link)

    def _pass_on(self, delivered: Delivered) -> None:
        outcome = outcome_of(delivered)
        if not delivered.settled:
            delivery_id = delivered.delivery_id
            delivered.link.session.settle_received(delivery_id, delivery_id, outcome)
        delivered.link.replenish(0)
        for link in self._receivers if outcome == ACCEPTED.encode() else ():
            if link.state is LinkState.ATTACHED and link.credit > 0:
                link.deliver(TAG, delivered.payload * 3)


def outcome_of(delivered: Delivered) -> bytes:
    """Return what the broker answers to a delivery."""
    if delivered.oversize_bytes:
        return Rejected(Error("too-large", str(delivered.oversize_bytes))).encode()
    if isinstance(delivered.link.attach.target, Coordinator):
        return encode_declared(b"txn")
    return ACCEPTED.encode()


def told(event: Event) -> tuple[object, ...]:
    """Return an event as words and numbers; what a peer is blamed for, but not how it is put."""
    match event:
        case Violated(error):
            return "violated", error.condition
        case SaslRequested(mechanism, response):
            return "sasl", mechanism, response
        case Opened(opened):
            return "opened", opened.container_id
        case AttachRequested(link):
            return "attach", link.attach
        case Delivered(link, delivery_id, message_format, payload, settled, state, oversize_bytes):
            what = message_format, payload, settled, state, oversize_bytes
            return "delivered", link.attach.name, delivery_id, what, link.credit
        case CreditChanged(link):
            return "credit", link.attach.name, link.credit, link.drain
        case Settled(session, deliveries, state, settled):
            ids = [delivery_id for delivery_id, _link, _tag in deliveries]
            return "settled", session.channel, ids, state, settled
        case Detached(link):
            return "detached", link.attach.name
        case Closed(error, violated):
            return "closed", error.condition if error is not None else None, violated
