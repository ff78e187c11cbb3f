"""A client's connection: frames out, frames in, promises kept. One session, on channel 0."""

from collections.abc import Mapping
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
from longshore.wire.states import Coordinator, DeliveryState, Source, Target
from longshore.wire.values import Described, Symbol

from .agenda import Agenda, Promise
from .links import WINDOW, Delivery, Detached, InLink, Lost, OutLink
from .net import Line

USER, PASSWORD = "root", "root-key"
_FRAME_BYTES = 4_096


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
            + encode_frame(0, Begin(None, 0, WINDOW, WINDOW))
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
