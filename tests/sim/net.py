"""A network: bytes come later, in pieces, sometimes not at all. What comes, comes in order."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Protocol

from longshore.broker.peer import Peer

from .agenda import Agenda
from .marks import Mark, Marks

_HIGH_WATER_BYTES = 200_000
_STALL_MS = 4_000


class Server(Protocol):
    """The broker's end, as sockets would call it."""

    def connected(self, name: str, line: "Line") -> Peer:
        """A client is there."""

    def received(self, peer: Peer, data: bytes) -> None:
        """Bytes came."""

    def lost(self, peer: Peer) -> None:
        """A client is gone."""

    def congested(self, peer: Peer, *, full: bool) -> None:
        """A client's transport is full, or has room again."""


class Ear(Protocol):
    """The client's end."""

    def hear(self, data: bytes, sent_ms: int) -> None:
        """Bytes came, which the broker wrote at that time."""

    def gone(self) -> None:
        """The connection is over."""


@dataclass(slots=True)
class Weather:
    """How bad the network is. Chances are per write."""

    latency_ms: int = 2
    cut: float = 0.0
    stall: float = 0.0
    shred: float = 0.0
    """How likely a write comes in small pieces."""


class Line:
    """One connection, seen from both ends."""

    def __init__(self, net: "Net", server: Server, ear: Ear, name: str) -> None:
        self._net = net
        self._ear = ear
        self._server = server
        self._to_client = _Pipe(net, self._reach_client)
        self._to_broker = _Pipe(net, self._reach_broker)
        self._paused: deque[bytes] | None = None
        self._congested = False
        self._breaking = False
        """What the client says from here on goes nowhere."""
        self.up = True
        self.peer = server.connected(name, self)

    # -- the client's side -------------------------------------------------------------------------

    def say(self, data: bytes) -> None:
        """The client writes."""
        if not self.up or self._breaking:
            return
        if self._net.happens(self._net.weather.cut):
            self._breaking = True
            self._to_broker.put(data[: self._net.rng.randrange(len(data))])
            self._net.agenda.after(self._net.weather.latency_ms * 4, self.cut)
            return
        self._to_broker.put(data)

    def cut(self) -> None:
        """The connection breaks; the broker may hear of it later."""
        if not self.up:
            return
        self.up = False
        self._net.marks.hit(Mark.CUT)
        self._ear.gone()
        late_ms = self._net.rng.choice((0, 0, 50, 2_000))
        self._net.agenda.after(late_ms, self._lose)

    def drop(self) -> None:
        """The broker is no more."""
        if self.up:
            self.up = False
            self._ear.gone()

    def _lose(self) -> None:
        if self.peer.connection._buffer:
            self._net.marks.hit(Mark.CUT_IN_FRAME)
        self._server.lost(self.peer)

    # -- the broker's side -------------------------------------------------------------------------

    def write(self, data: bytes, *, last: bool) -> None:
        """The broker writes; see `broker.turns.Line`."""
        if not self.up:
            return
        if data:
            self._to_client.put(data)
        if last:
            self._to_client.then(self._hang_up)
        elif self._to_client.waiting_bytes > _HIGH_WATER_BYTES and not self._congested:
            self._congested = True
            self._net.marks.hit(Mark.CONGESTED)
            self._server.congested(self.peer, full=True)

    def _hang_up(self) -> None:
        if self.up:
            self.up = False
            self._ear.gone()
            self._server.lost(self.peer)

    def pause_reading(self) -> None:
        """Let the client wait."""
        self._paused = self._paused or deque()

    def resume_reading(self) -> None:
        """Hear the client again."""
        waiting, self._paused = self._paused, None
        for data in waiting or ():
            self._reach_broker(data, 0)

    # -- arrivals ----------------------------------------------------------------------------------

    def _reach_client(self, data: bytes, sent_ms: int) -> None:
        if not self.up:
            return
        self._ear.hear(data, sent_ms)
        if self._congested and self._to_client.waiting_bytes < _HIGH_WATER_BYTES // 4:
            self._congested = False
            self._server.congested(self.peer, full=False)

    def _reach_broker(self, data: bytes, _sent_ms: int) -> None:
        if not self.up:
            return
        if self._paused is not None:
            self._paused.append(data)
        else:
            self._server.received(self.peer, data)


class _Pipe:
    """One direction."""

    def __init__(self, net: "Net", reach: Callable[[bytes, int], None]) -> None:
        self._net = net
        self._reach = reach
        self._free_ms = 0
        self.waiting_bytes = 0

    def put(self, data: bytes) -> None:
        """Bytes are on their way."""
        self.waiting_bytes += len(data)
        sent_ms = self._net.agenda.now_ms
        for piece in self._net.pieces(data):
            self.then(lambda piece=piece: self._arrive(piece, sent_ms))  # type: ignore[misc]  # the piece of now

    def _arrive(self, piece: bytes, sent_ms: int) -> None:
        self.waiting_bytes -= len(piece)
        self._reach(piece, sent_ms)

    def then(self, action: Callable[[], None]) -> None:
        """Do something when all that was put so far has arrived."""
        now_ms = self._net.agenda.now_ms
        self._free_ms = max(self._free_ms, now_ms + self._net.delay_ms())
        self._net.agenda.after(self._free_ms - now_ms, action)


class Net:
    """The weather on all lines."""

    def __init__(self, agenda: Agenda, rng: Random, marks: Marks, weather: Weather) -> None:
        self.agenda = agenda
        self.rng = rng
        self.marks = marks
        self.weather = weather

    def happens(self, chance: float) -> bool:
        """Say whether something with that chance happens now."""
        return chance > 0 and self.rng.random() < chance

    def delay_ms(self) -> int:
        """Return how long the next piece is on its way."""
        if self.happens(self.weather.stall):
            self.marks.hit(Mark.STALLED)
            return self.rng.randrange(_STALL_MS)
        return self.rng.randint(0, self.weather.latency_ms)

    def pieces(self, data: bytes) -> list[bytes]:
        """Cut bytes up."""
        if not self.happens(self.weather.shred):
            return [data]
        pieces = []
        while data:
            size = self.rng.choice((1, 7, 64, 1_000, 20_000))
            pieces.append(data[:size])
            data = data[size:]
        return pieces
