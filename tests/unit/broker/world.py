"""A kernel on a store in memory, and clients that talk to it in frames: no socket, no thread, no clock."""

from collections.abc import Mapping
from itertools import count

import apsw

from longshore.broker.codec import MessageCodec
from longshore.broker.kernel import Kernel
from longshore.broker.peer import Peer
from longshore.broker.provision import provision
from longshore.broker.recovery import recover
from longshore.engine.context import Context
from longshore.engine.namespace import Namespace
from longshore.model.entities import QueueDescription, TopicDescription, Topology
from longshore.security.rights import ALL_RIGHTS, AccessPolicy, Right
from longshore.store.batch import Batch
from longshore.store.paging import Pager
from longshore.store.schema import CREATE
from longshore.store.writer import write
from longshore.wire.encode import encode_map, encode_value
from longshore.wire.fields import Fielded
from longshore.wire.frames import AMQP_HEADER, SASL_FRAME, SASL_HEADER, encode_frame
from longshore.wire.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Close,
    Detach,
    Disposition,
    Flow,
    Open,
    SaslInit,
    Transfer,
    decode_performative,
)
from longshore.wire.sections import index_sections, read_map
from longshore.wire.states import (
    ACCEPTED,
    Accepted,
    Coordinator,
    DeliveryState,
    Rejected,
    Source,
    Target,
)
from longshore.wire.values import Symbol, Timestamp

ROOT = AccessPolicy("root", "root-key", "other-key", ALL_RIGHTS)
LISTENER = AccessPolicy("listener", "listen-key", "listen-key-2", Right.LISTEN)
SENDER_ONLY = AccessPolicy("sender", "send-key", "send-key-2", Right.SEND)
START_MS = 1_700_000_000_000


FRAME_PAYLOAD_BYTES = 60_000
BODY_BUDGET_BYTES = 1_000_000


class World:
    """One namespace. `commit` puts on disk what has gathered, `fail` is a disk that would not take it."""

    def __init__(
        self,
        queues: Mapping[str, QueueDescription] | None = None,
        topics: Mapping[str, TopicDescription] | None = None,
    ) -> None:
        ids = count(1)
        self.now_ms = START_MS
        self.logged: list[tuple[str, dict[str, object]]] = []
        self.store = apsw.Connection(":memory:")
        self.store.execute(CREATE)
        self.namespace = empty_namespace(self.store)
        entities = Batch()
        provision(self.namespace, Topology(queues or {}, topics or {}), entities)
        write(self.store, entities)
        self.kernel = Kernel(
            self.namespace, lambda: [ROOT, LISTENER, SENDER_ONLY], lambda: f"{next(ids):032x}", self._log
        )

    def _log(self, event: str, **fields: object) -> None:
        self.logged.append((event, fields))

    def commit(self) -> None:
        while (unit := self.kernel.take_unit()) is not None:
            write(self.store, unit.batch)
            self.kernel.committed(self.now_ms)

    def fail(self) -> None:
        assert self.kernel.take_unit() is not None
        self.kernel.failed(self.now_ms)

    def restarted(self) -> Namespace:
        """Return the namespace as a broker would find it that started now."""
        namespace = empty_namespace(self.store)
        recover(namespace, self.store)
        return namespace

    def send(self, address: str, *payloads: bytes) -> None:
        """Send messages from a client of their own, and let them be committed."""
        client = self.client()
        client.attach_sender(address)
        client.hear()
        for payload in payloads:
            client.send(payload)
        self.commit()
        assert {type(state) for state in client.outcomes()} == {Accepted}

    def receive(self, address: str, credit: int = 1, *, session: str | bool | None = False) -> "Client":
        """Return a client that receives; what it got is still to be heard."""
        client = self.client()
        client.attach_receiver(address, session=session)
        client.hear()
        client.grant(credit)
        return client

    def pass_time(self, ms: int) -> None:
        self.now_ms += ms
        self.kernel.tick(self.now_ms)

    def client(self, user: str = "root", password: str = "root-key") -> "Client":
        """Return a client that has proved a key and begun a session."""
        client = Client(self)
        client.say_raw(SASL_HEADER + encode_frame(0, SaslInit("PLAIN", plain(user, password)), SASL_FRAME))
        client.open()
        return client

    def anonymous(self) -> "Client":
        """Return a client that has proved nothing yet."""
        client = Client(self)
        client.say_raw(SASL_HEADER + encode_frame(0, SaslInit("ANONYMOUS"), SASL_FRAME))
        client.open()
        return client


def empty_namespace(store: apsw.Connection) -> Namespace:
    """Return a namespace that reads from a store; its chance is always 0."""
    tokens = count(1)
    context = Context(
        lambda: next(tokens).to_bytes(16, "big"), lambda: 0.0, MessageCodec(), Pager(store), BODY_BUDGET_BYTES
    )
    return Namespace("test-namespace", context)


class NoPager:
    """A store that is never asked."""

    def payloads(self, keys: list[int]) -> dict[int, bytes]:
        raise AssertionError(keys)

    def session_state(self, entity_id: int, session_id: str) -> bytes | None:
        raise AssertionError(entity_id, session_id)


def plain(user: str, password: str) -> bytes:
    return f"\0{user}\0{password}".encode()


class Client:
    """One connection with one session on channel 0."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.peer: Peer = world.kernel.connected("client", world.now_ms)
        self._delivery_id = 0
        self._header_bytes = 16

    def open(self) -> None:
        self.say_raw(AMQP_HEADER)
        self.say(Open("client", max_frame_size=65_536), Begin(None, 0, 10_000, 10_000))
        self.hear()

    def say_raw(self, data: bytes) -> None:
        self._world.kernel.received(self.peer, data, self._world.now_ms)

    def say(self, *performatives: Fielded) -> None:
        self.say_raw(b"".join(encode_frame(0, performative) for performative in performatives))

    def hear(self) -> list[Fielded]:
        """Return what the broker has said since the last time, without protocol headers."""
        return [performative for performative, _payload in self.hear_frames()]

    def hear_frames(self) -> list[tuple[Fielded, bytes]]:
        data = self.peer.connection.data_to_send(self._world.now_ms)
        frames, pos = [], 0
        while pos < len(data):
            if data[pos : pos + 4] == b"AMQP":
                pos += 8
                continue
            end = pos + int.from_bytes(data[pos : pos + 4], "big")
            performative, payload_at = decode_performative(data, pos + 8)
            frames.append((performative, data[payload_at:end]))
            pos = end
        return frames

    # -- links -------------------------------------------------------------------------------------

    def attach_sender(
        self,
        address: str | Coordinator,
        handle: int = 0,
        *,
        properties: dict[object, object] | None = None,
    ) -> None:
        target = Target(address) if isinstance(address, str) else address
        self.say(
            Attach(
                f"out-{handle}",
                handle,
                SENDER,
                source=Source(),
                target=target,
                initial_delivery_count=0,
                properties=properties,
            )
        )

    def attach_receiver(
        self,
        address: str,
        handle: int = 1,
        *,
        credit: int = 0,
        delete: bool = False,
        session: str | bool | None = False,
        properties: dict[object, object] | None = None,
        filters: dict[object, object] | None = None,
    ) -> None:
        if session is not False:
            filters = {Symbol("com.microsoft:session-filter"): session}
        self.say(
            Attach(
                f"in-{handle}",
                handle,
                RECEIVER,
                snd_settle_mode=1 if delete else 0,
                source=Source(address, filter=filters),
                target=Target(),
                properties=properties,
            )
        )
        if credit:
            self.grant(credit, handle)

    def grant(self, credit: int, handle: int = 1, *, received: int = 0, drain: bool = False) -> None:
        self.say(Flow(0, 10_000, 0, 10_000, handle, received, credit, drain=drain))

    def detach(self, handle: int) -> None:
        self.say(Detach(handle, closed=True))

    def send(
        self,
        payload: bytes,
        handle: int = 0,
        *,
        message_format: int = 0,
        settled: bool = False,
        state: DeliveryState | None = None,
    ) -> None:
        """Send a message, in as many frames as it takes."""
        transfer = Transfer(handle, self._delivery_id, b"tag", message_format, settled=settled, state=state)
        self._delivery_id += 1
        while True:
            chunk, payload = payload[:FRAME_PAYLOAD_BYTES], payload[FRAME_PAYLOAD_BYTES:]
            transfer.more = bool(payload)
            body = transfer.encode() + chunk
            self.say_raw((8 + len(body)).to_bytes(4, "big") + b"\x02\x00\x00\x00" + body)
            if not payload:
                return

    def settle(
        self,
        first: int,
        last: int | None = None,
        state: DeliveryState = ACCEPTED,
        *,
        settled: bool = False,
    ) -> None:
        self.say(Disposition(RECEIVER, first, last, settled=settled, state=state))

    def outcomes(self) -> list[object]:
        """Return the states in the dispositions that came."""
        return [frame.state for frame in self.hear() if isinstance(frame, Disposition)]

    def errors(self) -> list[str]:
        """Return the conditions in what came: rejections, detaches, the end of the connection."""
        errors = []
        for frame in self.hear():
            if isinstance(frame, Disposition) and isinstance(frame.state, Rejected):
                errors.append(frame.state.error)
            elif isinstance(frame, Detach | Close):
                errors.append(frame.error)
        return [error.condition for error in errors if error is not None]

    def deliveries(self) -> list[tuple[Transfer, bytes]]:
        return [(frame, payload) for frame, payload in self.hear_frames() if isinstance(frame, Transfer)]

    def bodies(self) -> list[bytes]:
        return [body_of(payload) for _transfer, payload in self.deliveries()]


def message(
    body: bytes,
    *,
    message_id: str | None = "id",
    session: str | None = None,
    properties: dict[object, object] | None = None,
    annotations: dict[object, object] | None = None,
    scheduled_ms: int | None = None,
) -> bytes:
    """Return an encoded message."""
    notes = dict(annotations or {})
    if scheduled_ms is not None:
        notes[Symbol("x-opt-scheduled-enqueue-time")] = Timestamp(scheduled_ms)
    fields: list[object] = [message_id, *[None] * 9, session]
    return b"".join(
        (
            b"\x00\x53\x72" + encode_map(notes) if notes else b"",
            b"\x00\x53\x73" + encode_value(fields),
            b"\x00\x53\x74" + encode_map(properties) if properties else b"",
            b"\x00\x53\x75" + encode_value(body),
        )
    )


def body_of(payload: bytes) -> bytes:
    return payload[index_sections(payload).body + 5 :]


def annotations_of(payload: bytes) -> dict[object, object]:
    return read_map(payload, index_sections(payload).message_annotations)


def application_properties_of(payload: bytes) -> dict[object, object]:
    return read_map(payload, index_sections(payload).application_properties)
