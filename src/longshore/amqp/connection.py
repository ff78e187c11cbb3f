"""A connection [AMQP 2.4]: protocol headers, SASL, frames, channels, idle time-outs. The door of the room."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from longshore.amqp.errors import (
    CONNECTION_FORCED,
    DECODE_ERROR,
    FRAMING_ERROR,
    ILLEGAL_STATE,
    NOT_ALLOWED,
    RESOURCE_LIMIT_EXCEEDED,
    PeerViolation,
    Scope,
)
from longshore.amqp.events import Closed, Event, Opened, SaslRequested, Violated
from longshore.amqp.session import Session
from longshore.amqp.states import CONNECTION, ConnectionState
from longshore.wire.decode import DecodeError
from longshore.wire.fields import Fielded
from longshore.wire.frames import (
    AMQP_FRAME,
    AMQP_HEADER,
    EMPTY_FRAME,
    FRAME_HEADER_BYTES,
    MIN_MAX_FRAME_SIZE,
    PROTOCOL_HEADER_BYTES,
    SASL_FRAME,
    SASL_HEADER,
    encode_frame,
    unpack_frame_header,
)
from longshore.wire.performatives import (
    Begin,
    Close,
    Open,
    SaslInit,
    SaslMechanisms,
    SaslOutcome,
    Transfer,
    decode_performative,
)
from longshore.wire.states import Error
from longshore.wire.values import array_of_symbols

MAX_FRAME_SIZE: Final = 65_536
"""What we accept in one frame: the same as Azure's, so that clients split messages as they do there."""

IDLE_TIME_OUT_MS: Final = 240_000
"""What we announce; the peer must send something within it, and is given twice as long [AMQP 2.4.5]."""

MAX_SESSIONS: Final = 256
"""Channels per connection; announced as channel-max. SDKs use one per link at most."""

MECHANISMS: Final = ("MSSBCBS", "PLAIN", "ANONYMOUS", "EXTERNAL")

_RAW_HEADERS: Final = {SASL_HEADER: "< sasl header", AMQP_HEADER: "< amqp header"}
_HEADER_STATES: Final = (ConnectionState.AWAIT_HEADER, ConnectionState.AWAIT_AMQP_HEADER)
_SASL_STATES: Final = (ConnectionState.SASL_OFFERED, ConnectionState.SASL_DECIDING)
_CONTROL: Final = (Begin, Open, Close)


class Connection:
    """One peer.

    Args:
        container_id: Our name in the open.
        now_ms: The time.
        on_output: Called when there is something to send, once until `data_to_send` has fetched it.
    """

    __slots__ = (
        "_buffer",
        "_container_id",
        "_ended",
        "_last_received_ms",
        "_last_sent_ms",
        "_last_word",
        "_on_output",
        "_out",
        "_peer_idle_time_out_ms",
        "hostname",
        "peer_max_frame_size",
        "pending_bytes",
        "sessions",
        "state",
    )

    def __init__(self, container_id: str, now_ms: int, on_output: Callable[[], None]) -> None:
        self._container_id = container_id
        self._on_output = on_output
        self._buffer = b""
        self._ended: set[int] = set()
        self._out: list[bytes] = []
        self._last_received_ms = now_ms
        self._last_sent_ms = now_ms
        self._last_word = False
        self._peer_idle_time_out_ms = 0
        self.hostname: str | None = None
        self.pending_bytes = 0
        """What `data_to_send` would return."""
        self.peer_max_frame_size = MIN_MAX_FRAME_SIZE
        self.sessions: dict[int, Session] = {}
        self.state = ConnectionState.AWAIT_HEADER

    @property
    def closed(self) -> bool:
        """Nothing more will be read; once `data_to_send` is empty, the transport can go."""
        return self.state is ConnectionState.CLOSED

    def _step(self, signal: str) -> None:
        following = CONNECTION.get((self.state, signal))
        if following is None:
            raise PeerViolation(
                Scope.CONNECTION, ILLEGAL_STATE, f"{signal[2:]} is not allowed in state {self.state.name}"
            )
        self.state = following

    # -- bytes in ----------------------------------------------------------------------------------

    def receive(self, data: bytes, now_ms: int) -> Iterator[Event]:
        """Take bytes from the peer; yields what happened, however the bytes were cut.

        The driver must handle each event before asking for the next: frames behind it are not read yet,
        so that a link is accepted before its first transfer is looked at.
        """
        self._last_received_ms = now_ms
        buf = self._buffer + data if self._buffer else data
        pos, end = 0, len(buf)
        try:
            while self.state is not ConnectionState.CLOSED:
                if self.state in _HEADER_STATES:
                    if end - pos < PROTOCOL_HEADER_BYTES:
                        self._refuse_foreign(buf[pos:end])
                        break
                    self._on_header(buf[pos : pos + PROTOCOL_HEADER_BYTES])
                    pos += PROTOCOL_HEADER_BYTES
                    continue
                if end - pos < FRAME_HEADER_BYTES:
                    break
                size, offset, frame_type, channel = unpack_frame_header(buf, pos)
                _check_frame(size, offset)
                if end - pos < size:
                    break
                frame_end = pos + size
                if size > offset * 4 or self.state in _SASL_STATES:  # [AMQP 5.3.1] no SASL frame is empty
                    yield from self._on_frame(buf, pos + offset * 4, frame_end, frame_type, channel)
                pos = frame_end
        except (PeerViolation, DecodeError) as problem:
            yield from self._blame(problem)
            pos = end
        self._buffer = buf[pos:] if self.state is not ConnectionState.CLOSED else b""

    def _refuse_foreign(self, beginning: bytes) -> None:
        if not (SASL_HEADER.startswith(beginning[:4]) or AMQP_HEADER.startswith(beginning[:4])):
            self._on_header(beginning)

    def _on_header(self, header: bytes) -> None:
        """[AMQP 2.2] A header we do not speak is answered with the one we do, and the connection ends."""
        signal = _RAW_HEADERS.get(header)
        if signal is None or (self.state, signal) not in CONNECTION:
            self.send_bytes(SASL_HEADER)
            self.state = ConnectionState.CLOSED
            raise PeerViolation(Scope.CONNECTION, FRAMING_ERROR, f"{header!r} is no protocol header of ours")
        self._step(signal)
        self.send_bytes(header)
        if header == SASL_HEADER:
            self.send(0, SaslMechanisms(array_of_symbols(*MECHANISMS)), SASL_FRAME)

    def _on_frame(self, buf: bytes, start: int, end: int, frame_type: int, channel: int) -> Iterable[Event]:
        """Take one frame's body. A violation that costs only its session ends that session here."""
        performative, payload_at = decode_performative(buf, start)
        if payload_at > end:
            raise DecodeError(start, "the performative is longer than its frame")
        if frame_type != (SASL_FRAME if self.state in _SASL_STATES else AMQP_FRAME):
            raise PeerViolation(
                Scope.CONNECTION, FRAMING_ERROR, f"a frame of type {frame_type} came out of turn"
            )
        if self.state is ConnectionState.CLOSE_SENT:
            return self._on_close(performative) if isinstance(performative, Close) else ()
        if self.state is not ConnectionState.OPENED:
            return self._on_beginning(performative)
        session = self.sessions.get(channel)
        if session is None or isinstance(performative, _CONTROL):
            return self._on_control(performative, channel)
        try:
            if isinstance(performative, Transfer):
                return session.on_transfer(performative, buf[payload_at:end])
            return session.receive(performative)
        except PeerViolation as violation:
            if violation.scope is Scope.CONNECTION:
                raise
            error = Error(violation.condition, violation.description)
            return [Violated(error), *session.end(error)]

    def _on_beginning(self, performative: Fielded) -> Iterable[Event]:
        """Take a frame before the connection is open: sasl-init, then open."""
        if isinstance(performative, SaslInit):
            return self._on_sasl_init(performative)
        if isinstance(performative, Open):
            self._step("< open")
            return self._on_open(performative)
        raise PeerViolation(
            Scope.CONNECTION,
            ILLEGAL_STATE,
            f"{type(performative).__name__} came before the connection was open",
        )

    def _on_sasl_init(self, init: SaslInit) -> Iterator[Event]:
        self._step("< sasl-init")
        yield SaslRequested(init.mechanism, init.initial_response or b"")
        if self.closed:  # the outcome was "failed"; the peer hears no more than that
            yield Closed(None, violated=False)

    def sasl_outcome(self, *, ok: bool) -> None:
        """Answer `SaslRequested`."""
        self._step("> sasl-outcome ok" if ok else "> sasl-outcome failed")
        self.send(0, SaslOutcome(0 if ok else 1), SASL_FRAME)

    def _on_open(self, theirs: Open) -> Sequence[Event]:
        size = theirs.max_frame_size
        self.peer_max_frame_size = MAX_FRAME_SIZE if size is None else min(size, MAX_FRAME_SIZE)
        self._peer_idle_time_out_ms = theirs.idle_time_out or 0
        self.hostname = theirs.hostname
        self._step("> open")
        self.send(
            0,
            Open(
                self._container_id,
                max_frame_size=MAX_FRAME_SIZE,
                channel_max=MAX_SESSIONS - 1,
                idle_time_out=IDLE_TIME_OUT_MS,
            ),
        )
        if size is not None and size < MIN_MAX_FRAME_SIZE:
            raise PeerViolation(
                Scope.CONNECTION, NOT_ALLOWED, f"max-frame-size must be {MIN_MAX_FRAME_SIZE} or more"
            )
        return (Opened(theirs),)

    def _on_control(self, performative: Fielded, channel: int) -> Sequence[Event]:
        """Take a frame that begins a session or ends the connection."""
        if isinstance(performative, Close):
            return self._on_close(performative)
        if channel >= MAX_SESSIONS:  # [AMQP 2.7.1] beyond channel-max
            raise PeerViolation(
                Scope.CONNECTION, FRAMING_ERROR, f"a connection may have {MAX_SESSIONS} sessions"
            )
        if channel in self._ended and not isinstance(performative, _CONTROL):
            return ()  # pyamqp still detaches its links after it ended their session
        if not isinstance(performative, Begin) or channel in self.sessions:
            name = type(performative).__name__
            raise PeerViolation(Scope.CONNECTION, NOT_ALLOWED, f"{name} is not allowed on channel {channel}")
        self._ended.discard(channel)
        session = self.sessions[channel] = Session(self, channel, performative)
        session.accept()
        return ()

    def _on_close(self, close: Close) -> Sequence[Event]:
        if self.state is ConnectionState.OPENED:
            self._send_close(Close())
        self._step("< close")
        return [*self._drop_sessions(), Closed(close.error, violated=False)]

    # -- ends --------------------------------------------------------------------------------------

    def _blame(self, problem: PeerViolation | DecodeError) -> list[Event]:
        condition = problem.condition if isinstance(problem, PeerViolation) else DECODE_ERROR
        return self.fail(condition, str(problem))

    def fail(self, condition: str, description: str) -> list[Event]:
        """Blame the peer and end the connection, with a close where it was open; returns what that ended."""
        error = Error(condition, description)
        if self.state is ConnectionState.OPENED:
            self._send_close(Close(error))
        self.state = ConnectionState.CLOSED
        return [*self._drop_sessions(), Closed(error, violated=True)]

    def close(self, description: str) -> None:
        """Close from our side without blame: the broker stops."""
        if self.state is ConnectionState.OPENED:
            self._step("> close")
            self._send_close(Close(Error(CONNECTION_FORCED, description)))

    def _send_close(self, close: Close) -> None:
        """[AMQP 2.4.3] A close is the last thing ever written; what still wants to leave is dropped."""
        self.send(0, close)
        self._last_word = True

    def lost(self) -> list[Event]:
        """The transport is gone; returns what that ended."""
        if self.state is ConnectionState.CLOSED:
            return []
        self.state = ConnectionState.CLOSED
        return [*self._drop_sessions(), Closed(None, violated=False)]

    def forget(self, channel: int) -> None:
        """A session is over; its channel is free."""
        del self.sessions[channel]
        self._ended.add(channel)

    def _drop_sessions(self) -> list[Event]:
        return [event for session in list(self.sessions.values()) for event in session.over()]

    # -- bytes out ---------------------------------------------------------------------------------

    def send(self, channel: int, performative: Fielded, frame_type: int = AMQP_FRAME) -> None:
        """Put one frame on its way."""
        self.send_bytes(encode_frame(channel, performative, frame_type))

    def send_bytes(self, frame: bytes) -> None:
        """Put an encoded frame on its way."""
        if self._last_word:
            return
        if not self._out:
            self._on_output()
        self._out.append(frame)
        self.pending_bytes += len(frame)

    def data_to_send(self, now_ms: int) -> bytes:
        """Return what has gathered since the last call: one write per turn."""
        if not self._out:
            return b""
        data = b"".join(self._out)
        self._out.clear()
        self.pending_bytes = 0
        self._last_sent_ms = now_ms
        return data

    # -- time --------------------------------------------------------------------------------------

    def put_forward(self, ms: int) -> None:
        """The clock was put forward by hand: neither side has been silent for that time."""
        self._last_received_ms += ms
        self._last_sent_ms += ms

    def next_tick_ms(self) -> int:
        """Return when `on_tick` must be called at the latest."""
        silence_ms = self._last_received_ms + 2 * IDLE_TIME_OUT_MS
        if not self._peer_idle_time_out_ms or self.state is not ConnectionState.OPENED:
            return silence_ms
        return min(silence_ms, self._last_sent_ms + self._peer_idle_time_out_ms // 2)

    def on_tick(self, now_ms: int) -> list[Event]:
        """[AMQP 2.4.5] Keep the peer from timing out, and give up on a silent one."""
        if self.closed:
            return []
        if now_ms >= self._last_received_ms + 2 * IDLE_TIME_OUT_MS:
            return self.fail(RESOURCE_LIMIT_EXCEEDED, f"nothing came for {2 * IDLE_TIME_OUT_MS} ms")
        idle_ms = self._peer_idle_time_out_ms
        due = idle_ms > 0 and now_ms >= self._last_sent_ms + idle_ms // 2
        if due and self.state is ConnectionState.OPENED and not self._out:  # what waits to be sent will do
            self.send_bytes(EMPTY_FRAME)
        return []


def _check_frame(size: int, offset: int) -> None:
    """[AMQP 2.3] The data offset counts 4-byte words from the frame's start and is at least 2."""
    if not FRAME_HEADER_BYTES <= size <= MAX_FRAME_SIZE or not 2 <= offset <= size // 4:
        problem = f"a frame of {size} bytes with data offset {offset}; {MAX_FRAME_SIZE} bytes are allowed"
        raise PeerViolation(Scope.CONNECTION, FRAMING_ERROR, problem)
