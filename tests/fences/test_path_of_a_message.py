"""The way of one message through the house, room by room, in order: who adds a room must say so here.

The lists are what ARCHITECTURE.md describes. They hold for the pure-Python modules: compiled ones are
invisible to a profiler.
"""

import asyncio
import gc
import sys
import threading
from pathlib import Path
from types import FrameType

import pytest

from longshore.model.entities import QueueDescription, Topology
from longshore.security.rights import ALL_RIGHTS, AccessPolicy
from longshore.server.clock import wall_clock
from longshore.server.host import Host
from longshore.wire.frames import AMQP_HEADER, SASL_FRAME, SASL_HEADER, encode_frame
from longshore.wire.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Disposition,
    Flow,
    Open,
    SaslInit,
    Transfer,
)
from longshore.wire.states import ACCEPTED, Source, Target

MESSAGE = b"\x00\x53\x73\xc0\x04\x01\xa1\x01m\x00\x53\x75\xa0\x05hello"

SEND = [
    "server.transport",
    "server.host",
    "server.clock",
    "broker.kernel",
    "amqp.connection",
    "wire.performatives",
    "wire.decode",
    "amqp.session",
    "amqp.link",
    "amqp.events",
    "broker.producer",
    "broker.ingest",
    "wire.sections",
    "broker.properties",
    "engine.message",
    "engine.intake",
    "broker.errors",
    "engine.arrivals",
    "model.entities",
    "engine.holding",
    "store.batch",
    "model.keys",
    "engine.changes",
    "broker.outbox",
    "broker.pump",
    "broker.unit",
    "server.committer",
    "server.room",
    "engine.order",
    "engine.context",
    "engine.lane",
    "engine.timetable",
    "wire.frames",
    "wire.encode",
    "engine.queue",
    "broker.consumer",
]
COMMIT = ["server.committer", "store.writer", "store.batch", "server.host"]
RECEIVE = [
    "server.transport",
    "server.host",
    "server.clock",
    "broker.kernel",
    "amqp.connection",
    "wire.performatives",
    "wire.decode",
    "wire.fields",
    "amqp.session",
    "amqp.link",
    "amqp.events",
    "broker.pump",
    "broker.consumer",
    "engine.lane",
    "engine.queue",
    "server.randomness",
    "engine.holding",
    "engine.context",
    "broker.egress",
    "wire.encode",
    "wire.frames",
    "broker.unit",
    "store.batch",
    "broker.outbox",
    "server.room",
]
SETTLE = [
    "server.transport",
    "server.host",
    "server.clock",
    "broker.kernel",
    "amqp.connection",
    "wire.performatives",
    "wire.decode",
    "wire.values",
    "wire.fields",
    "wire.states",
    "amqp.session",
    "amqp.events",
    "broker.consumer",
    "broker.decisions",
    "engine.queue",
    "engine.lane",
    "engine.endings",
    "store.batch",
    "engine.holding",
    "engine.changes",
    "broker.outbox",
    "broker.pump",
    "broker.unit",
    "server.committer",
    "server.room",
    "engine.order",
    "engine.context",
    "wire.frames",
    "wire.encode",
]


class Visits:
    """The modules of ours that a thread entered, in the order of their first visit."""

    def __init__(self) -> None:
        self.by_thread: dict[str, list[str]] = {}

    def __call__(self, frame: FrameType, event: str, _arg: object) -> None:
        name = str(frame.f_globals.get("__name__", ""))
        if event == "call" and name.startswith("longshore."):
            visited = self.by_thread.setdefault(threading.current_thread().name, [])
            room = name.removeprefix("longshore.")
            if room not in visited:
                visited.append(room)

    def take(self, thread: str) -> list[str]:
        return self.by_thread.pop(thread, [])


async def test_a_message_takes_the_way_that_the_architecture_describes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("longshore.server.host.TICK_S", 3_600)  # housekeeping goes other ways
    policy = AccessPolicy("root", "key", "key", ALL_RIGHTS)
    host = Host("path-namespace", tmp_path / "store.sqlite3", [policy], wall_clock(), lambda *_, **__: None)
    host.provision(Topology(queues={"orders": QueueDescription()}))
    visits = Visits()
    threading.setprofile(visits)
    try:
        port = await host.start("127.0.0.1", 0)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            SASL_HEADER
            + encode_frame(0, SaslInit("PLAIN", b"\0root\0key"), SASL_FRAME)
            + AMQP_HEADER
            + encode_frame(0, Open("client", max_frame_size=65_536))
            + encode_frame(0, Begin(None, 0, 1_000, 1_000))
            + encode_frame(0, Attach("out", 0, SENDER, target=Target("orders"), source=Source()))
            + encode_frame(0, Attach("in", 1, RECEIVER, source=Source("orders"), target=Target()))
        )
        await settled(reader)

        main = threading.current_thread().name
        assert await travel(visits, main, reader, writer, transfer()) == SEND
        assert visits.take("longshore-commit") == COMMIT
        assert await travel(visits, main, reader, writer, credit()) == RECEIVE
        assert await travel(visits, main, reader, writer, completion()) == SETTLE
        assert visits.take("longshore-commit") == COMMIT
        writer.close()
    finally:
        threading.setprofile(None)
        await host.stop()


def transfer() -> bytes:
    body = Transfer(0, 0, b"tag", 0, settled=False).encode() + MESSAGE
    return (8 + len(body)).to_bytes(4, "big") + b"\x02\x00\x00\x00" + body


def credit() -> bytes:
    return encode_frame(0, Flow(0, 1_000, 1, 1_000, handle=1, delivery_count=0, link_credit=1))


def completion() -> bytes:
    return encode_frame(0, Disposition(RECEIVER, 0, settled=False, state=ACCEPTED))


async def settled(reader: asyncio.StreamReader) -> None:
    """Read until the broker has said all it has to say for now."""
    while True:
        try:
            await asyncio.wait_for(reader.read(65_536), 0.15)
        except TimeoutError:
            return


async def travel(
    visits: Visits, thread: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, frame: bytes
) -> list[str]:
    """Return the rooms that a frame and the answer to it went through on the event loop's thread."""
    gc.collect()  # what other tests have left would be seen going through the house on its way out
    sys.setprofile(visits)
    try:
        writer.write(frame)
        await reader.read(65_536)
    finally:
        sys.setprofile(None)
    return visits.take(thread)
