"""A client's connection: frames out, frames in, promises kept. One session, on channel 0."""

from collections import deque
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, cast

from longshore.wire.decode import decode_value
from longshore.wire.encode import encode_map, encode_value
from longshore.wire.fields import Fielded
from longshore.wire.frames import (
    AMQP_HEADER,
    FRAME_HEADER_BYTES,
    SASL_FRAME,
    SASL_HEADER,
    encode_frame,
    unpack_frame_header,
)
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
    decode_performative,
    delivery_state,
)
from longshore.wire.sections import PROPERTY_NAMES, index_sections, read_list, read_map
from longshore.wire.states import Coordinator, DeliveryState, Error, Source, Target
from longshore.wire.values import Described, Symbol

from .agenda import Agenda, Promise
from .ledger import Violation
from .net import Line

USER, PASSWORD = "root", "root-key"
_WINDOW = 1_000_000
_FRAME_BYTES = 4_096
_FRAME_PAYLOAD_BYTES = 3_500


class Lost(Exception):  # noqa: N818  # what the client knows: the answer is lost
    """The connection is over, or the session: there will be no answer."""


class Detached(Exception):  # noqa: N818  # the broker's word
    """The link is over, or never came to be."""

    def __init__(self, error: Error | None) -> None:
        super().__init__("" if error is None else f"{error.condition}: {error.description}")
        self.condition = None if error is None else error.condition


class Delivery:
    """A message on its way in, and what is known of it."""

    __slots__ = ("delivery_id", "link", "payload", "sent_ms", "settled", "tag")

    def __init__(self, link: "InLink", first: Transfer) -> None:
        self.link = link
        self.delivery_id = first.delivery_id or 0
        self.tag = first.delivery_tag or b""
        self.settled = bool(first.settled)
        self.payload = b""
        self.sent_ms = 0


class _Link:
    """What both kinds of link share."""

    def __init__(self, connection: "Connection", handle: int) -> None:
        self.connection = connection
        self.handle = handle
        self.attached: Promise[Attach] = connection.agenda.promise()
        self.over: Exception | None = None
        self.on_over: Callable[[], None] = lambda: None
        self._closing: Promise[None] | None = None

    def on_attach(self, attach: Attach, sent_ms: int) -> None:  # noqa: ARG002  # receivers want the time
        """The broker answered; a refusal follows with a detach [AMQP 2.6.3]."""
        end = attach.target if attach.role is RECEIVER else attach.source
        if end is not None:
            self.attached.keep(attach)

    def end(self, error: Exception) -> None:
        """Nothing more happens here."""
        if self.over is None:
            self.over = error
            self.on_over()
            self.attached.fail(error)
            if self._closing is not None:
                self._closing.keep(None)

    async def close(self) -> None:
        """Detach, and wait for the answer."""
        if self.over is None:
            self._closing = self.connection.agenda.promise()
            self.connection.say(Detach(self.handle, closed=True))
            await self._closing


class OutLink(_Link):
    """A link on which the client sends."""

    def __init__(self, connection: "Connection", handle: int) -> None:
        super().__init__(connection, handle)
        self.credit = 0
        self.sent = 0
        self._waiting: list[Promise[None]] = []
        self.unanswered: dict[int, Promise[DeliveryState | None]] = {}

    def on_flow(self, flow: Flow) -> None:
        """The broker granted credit."""
        self.credit = (flow.delivery_count or 0) + (flow.link_credit or 0) - self.sent
        if self.credit > 0:
            waiting, self._waiting = self._waiting, []
            for promise in waiting:
                promise.keep(None)

    async def ready(self) -> None:
        """Wait until there is credit."""
        while self.credit <= 0:
            if self.over is not None:
                raise self.over
            promise: Promise[None] = self.connection.agenda.promise()
            self._waiting.append(promise)
            await promise
        if self.over is not None:
            raise self.over

    def send(
        self,
        payload: bytes,
        *,
        message_format: int = 0,
        settled: bool = False,
        state: DeliveryState | None = None,
    ) -> "Promise[DeliveryState | None]":
        """Send a delivery in as many frames as it takes; the answer is promised."""
        connection = self.connection
        answer: Promise[DeliveryState | None] = connection.agenda.promise()
        if self.over is not None:
            answer.fail(self.over)
            return answer
        delivery_id = connection.next_delivery_id()
        self.credit -= 1
        self.sent += 1
        if settled:
            answer.keep(None)
        else:
            self.unanswered[delivery_id] = connection.sent[delivery_id] = answer
        tag = delivery_id.to_bytes(4, "big")
        transfer = Transfer(self.handle, delivery_id, tag, message_format, settled=settled, state=state)
        data = b""
        while True:
            chunk, payload = payload[:_FRAME_PAYLOAD_BYTES], payload[_FRAME_PAYLOAD_BYTES:]
            transfer.more = bool(payload)
            encoded = transfer.encode() + chunk
            data += (8 + len(encoded)).to_bytes(4, "big") + b"\x02\x00\x00\x00" + encoded
            if not payload:
                break
        connection.say_raw(data)
        return answer

    def end(self, error: Exception) -> None:
        super().end(error)
        for waiting in self._waiting:
            waiting.fail(error)
        for answer in self.unanswered.values():
            answer.fail(error)
        self._waiting.clear()
        self.unanswered.clear()


class InLink(_Link):
    """A link on which the client receives."""

    def __init__(self, connection: "Connection", handle: int) -> None:
        super().__init__(connection, handle)
        self.received = 0
        self.granted = 0
        """Deliveries that may come in all."""
        self._most = 0
        """Deliveries that may have left before the broker heard of a smaller credit."""
        self.attached_ms = 0
        self.inbox: deque[Delivery] = deque()
        self._partial: Delivery | None = None
        self._waiting: Promise[bool] | None = None

    def on_attach(self, attach: Attach, sent_ms: int) -> None:
        self.attached_ms = sent_ms
        super().on_attach(attach, sent_ms)

    def grant(self, credit: int, *, drain: bool = False) -> None:
        """Let that many deliveries come from here on."""
        if self.over is not None:
            return
        self.granted = self.received + credit
        self._most = max(self._most, self.granted)
        self.connection.say(
            Flow(
                self.connection.received, _WINDOW, 0, _WINDOW, self.handle, self.received, credit, drain=drain
            )
        )

    def on_transfer(self, transfer: Transfer, payload: bytes, sent_ms: int) -> None:
        """A frame of a delivery came."""
        if self._partial is None:
            self._partial = Delivery(self, transfer)
        delivery = self._partial
        delivery.payload += payload
        delivery.sent_ms = sent_ms
        if transfer.more:
            return
        self._partial = None
        self.received += 1
        if self.received > self._most and self.over is None:
            raise Violation(f"credit: delivery {self.received} came, {self._most} were granted")
        self.inbox.append(delivery)
        self._wake(arrived=True)

    def on_flow(self, flow: Flow) -> None:
        """The broker has drained the link: the credit is gone."""
        if flow.drain:
            self.received = self.granted = flow.delivery_count or 0
            self._most = max(self._most, self.received)

    async def next(self, patience_ms: int) -> Delivery | None:
        """Return the next message, None when none comes in time. Raises what ended the link."""
        if not self.inbox and self.over is None:
            self._waiting = self.connection.agenda.promise()
            waiting = self._waiting
            self.connection.agenda.after(patience_ms, lambda: waiting.keep(False))
            await waiting
        if self.inbox:
            return self.inbox.popleft()
        if self.over is not None:
            raise self.over
        return None

    def settle(self, delivery: Delivery, state: DeliveryState) -> "Promise[DeliveryState | None]":
        """Decide about a delivery; the answer is promised."""
        answer: Promise[DeliveryState | None] = self.connection.agenda.promise()
        if self.over is not None:
            answer.fail(self.over)
            return answer
        self.connection.decided[delivery.delivery_id] = (self, answer)
        self.connection.say(
            Disposition(
                RECEIVER,
                delivery.delivery_id,
                delivery.delivery_id,
                settled=False,
                state=state,
            )
        )
        return answer

    def end(self, error: Exception) -> None:
        super().end(error)
        self.connection.drop_decisions(self, error)
        self._wake(arrived=False)

    def _wake(self, *, arrived: bool) -> None:
        if self._waiting is not None:
            self._waiting.keep(arrived)


class Reply:
    """The answer of a request node."""

    def __init__(self, delivery: Delivery) -> None:
        payload = delivery.payload
        self.sent_ms = delivery.sent_ms
        sections = index_sections(payload)
        fields = read_list(payload, sections.properties, len(PROPERTY_NAMES))
        properties = read_map(payload, sections.application_properties)
        section = decode_value(payload, sections.body)[0]
        self.correlation_id = fields[PROPERTY_NAMES.index("correlation_id")]
        self.status = int(cast("int", properties["statusCode"]))
        self.condition = properties.get("errorCondition")
        self.body = cast("dict[str, Any]", section.value if isinstance(section, Described) else {})


class Connection:
    """One connection, from `connect` on; it ends once and for all with `gone`."""

    def __init__(self, agenda: Agenda, name: str) -> None:
        self.agenda = agenda
        self.name = name
        self.line: Line | None = None
        self.over: Exception | None = None
        self.ended_by_broker = False
        """It ended with blame."""
        self.opened: Promise[None] = agenda.promise()
        self.received = 0
        """Transfer frames."""
        self.sent: dict[int, Promise[DeliveryState | None]] = {}
        self.decided: dict[int, tuple[InLink, Promise[DeliveryState | None]]] = {}
        self._links: dict[int, OutLink | InLink] = {}
        self._delivery_ids = count()
        self._buffer = b""
        self._requests: dict[str, tuple[OutLink, InLink]] = {}
        self._replies: dict[str, Promise[Reply]] = {}
        self._request_ids = count(1)

    # -- beginning and end -------------------------------------------------------------------------

    async def begin(self, line: Line, user: str = USER, password: str = PASSWORD) -> None:
        """Say all that opens a connection, and wait until the broker has begun the session."""
        self.line = line
        proof = SaslInit("PLAIN", f"\0{user}\0{password}".encode())
        self.say_raw(
            SASL_HEADER
            + encode_frame(0, proof, SASL_FRAME)
            + AMQP_HEADER
            + encode_frame(0, Open(self.name, max_frame_size=_FRAME_BYTES))
            + encode_frame(0, Begin(None, 0, _WINDOW, _WINDOW))
        )
        await self.opened

    async def close(self) -> None:
        """Close, without waiting for more than the broker's close."""
        if self.over is None:
            self.say(Close())
            while self.over is None:
                await self.agenda.sleep(20)

    def cut(self) -> None:
        """Cut the connection off without a word."""
        if self.line is not None:
            self.line.cut()

    def gone(self) -> None:
        """The connection is over."""
        self._end(Lost("the connection is over"))

    def _end(self, error: Exception) -> None:
        if self.over is not None:
            return
        self.over = error
        self.opened.fail(error)
        for link in list(self._links.values()):
            link.end(error)
        self._links.clear()
        for reply in self._replies.values():
            reply.fail(error)

    # -- bytes -------------------------------------------------------------------------------------

    def say_raw(self, data: bytes) -> None:
        """Write bytes."""
        if self.line is not None and self.over is None:
            self.line.say(data)

    def say(self, performative: Fielded) -> None:
        """Write a frame."""
        self.say_raw(encode_frame(0, performative))

    def next_delivery_id(self) -> int:
        """Return the number of the next delivery out."""
        return next(self._delivery_ids)

    def hear(self, data: bytes, sent_ms: int) -> None:
        """Read bytes."""
        buf = self._buffer + data
        pos = 0
        while len(buf) - pos >= FRAME_HEADER_BYTES and self.over is None:
            if buf.startswith(b"AMQP", pos):
                pos += FRAME_HEADER_BYTES
                continue
            size = unpack_frame_header(buf, pos)[0]
            if len(buf) - pos < size:
                break
            if size > FRAME_HEADER_BYTES:
                performative, payload_at = decode_performative(buf, pos + FRAME_HEADER_BYTES)
                self._on_frame(performative, buf[payload_at : pos + size], sent_ms)
            pos += size
        self._buffer = buf[pos:]

    def _on_frame(self, frame: Fielded, payload: bytes, sent_ms: int) -> None:
        if isinstance(frame, Transfer):
            self.received += 1
            link = self._links.get(frame.handle)
            if isinstance(link, InLink):
                link.on_transfer(frame, payload, sent_ms)
        elif isinstance(frame, Disposition):
            self._on_disposition(frame)
        elif isinstance(frame, Flow):
            found = self._links.get(-1 if frame.handle is None else frame.handle)
            if found is not None:
                found.on_flow(frame)
        elif isinstance(frame, Attach):
            found = self._links.get(frame.handle)
            if found is not None:
                found.on_attach(frame, sent_ms)
        elif isinstance(frame, Detach):
            self._on_detach(frame)
        elif isinstance(frame, Begin):
            self.opened.keep(None)
        elif isinstance(frame, End | Close):
            self.ended_by_broker = frame.error is not None
            self.say(Close())
            self._end(Lost(f"the broker ended it: {frame.error}"))

    def _on_detach(self, detach: Detach) -> None:
        link = self._links.pop(detach.handle, None)
        if link is None:
            return
        if link._closing is None:
            self.say(Detach(detach.handle, closed=True))
        link.end(Detached(detach.error))

    def _on_disposition(self, disposition: Disposition) -> None:
        last = disposition.first if disposition.last is None else disposition.last
        state = delivery_state(disposition.state)
        for delivery_id in range(disposition.first, last + 1):
            if disposition.role is RECEIVER:
                answer = self.sent.pop(delivery_id, None)
                for link in self._links.values():
                    if isinstance(link, OutLink):
                        link.unanswered.pop(delivery_id, None)
            else:
                answer = self.decided.pop(delivery_id, (None, None))[1]
            if answer is not None:
                answer.keep(state)

    def drop_decisions(self, link: InLink, error: Exception) -> None:
        """A link is over: what was decided on it gets no answer."""
        for delivery_id in [known for known, (owner, _) in self.decided.items() if owner is link]:
            self.decided.pop(delivery_id)[1].fail(error)

    # -- links -------------------------------------------------------------------------------------

    async def sender(
        self, address: str | Coordinator, properties: Mapping[object, object] | None = None
    ) -> OutLink:
        """Return an attached link to send on."""
        link = OutLink(self, self._free_handle())
        self._register(link)
        target = Target(address) if isinstance(address, str) else address
        self.say(
            Attach(
                f"{self.name}-{link.handle}",
                link.handle,
                SENDER,
                source=Source(),
                target=target,
                initial_delivery_count=0,
                properties=dict(properties) if properties else None,
            )
        )
        await link.attached
        return link

    async def receiver(
        self,
        address: str,
        *,
        delete: bool = False,
        filters: Mapping[object, object] | None = None,
        properties: Mapping[object, object] | None = None,
    ) -> InLink:
        """Return an attached link to receive on."""
        link = InLink(self, self._free_handle())
        self._register(link)
        self.say(
            Attach(
                f"{self.name}-{link.handle}",
                link.handle,
                RECEIVER,
                snd_settle_mode=1 if delete else 0,
                source=Source(address, filter=dict(filters) if filters else None),
                target=Target(f"{self.name}-{link.handle}"),
                properties=dict(properties) if properties else None,
            )
        )
        await link.attached
        return link

    def _free_handle(self) -> int:
        return next(handle for handle in count() if handle not in self._links)

    def _register(self, link: OutLink | InLink) -> None:
        self._links[link.handle] = link
        if self.over is not None:
            link.end(self.over)

    # -- requests ----------------------------------------------------------------------------------

    async def request(self, entity: str, operation: str, body: Mapping[object, object]) -> Reply:
        """Return the answer of an entity's request node."""
        if entity not in self._requests:
            answers = await self.receiver(f"{entity}/$management")
            answers.grant(1_000_000)
            self._requests[entity] = await self.sender(f"{entity}/$management"), answers
            self.agenda.start(self._read_replies(answers))
        asking, answers = self._requests[entity]
        await asking.ready()
        name = f"r{next(self._request_ids)}"
        reply: Promise[Reply] = self.agenda.promise()
        self._replies[name] = reply
        if self.over is not None:
            raise self.over
        asking.send(
            b"\x00\x53\x73"
            + encode_value([name, None, None, None, f"{self.name}-{answers.handle}"])
            + b"\x00\x53\x74"
            + encode_map({"operation": operation})
            + b"\x00\x53\x77"
            + encode_value(dict(body)),
            settled=True,
        )
        return await reply

    async def _read_replies(self, answers: InLink) -> None:
        while answers.over is None:
            try:
                delivery = await answers.next(1_000_000_000)
            except (Lost, Detached):
                return
            if delivery is not None:
                reply = Reply(delivery)
                asked = self._replies.pop(str(reply.correlation_id), None)
                if asked is not None:
                    asked.keep(reply)


def session_filter(session: str | None) -> dict[object, object]:
    """Return the filter that asks for a session, or for the next available one."""
    return {Symbol("com.microsoft:session-filter"): session}
