"""Large messages and many connections: what they cost in memory.

python -m bench.limits [MESSAGES [MEGABYTES [CONNECTIONS]]]
"""

import sys
import time
from typing import Final

from bench.broker import QUEUE, Running, running
from bench.wire_client import Receiver, Sender, Wire, complete
from longshore.wire.frames import TRANSFER_OVERHEAD_BYTES
from longshore.wire.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Disposition,
    Flow,
    Transfer,
    decode_performative,
)
from longshore.wire.states import Source, Target

WINDOW: Final = 0x7FFF_FFFF
FRAME_BYTES: Final = 65_536
_ATTACH, _FLOW, _TRANSFER, _DISPOSITION = 0x12, 0x13, 0x14, 0x15


def main() -> None:
    """Do both, and print the figures."""
    given = [int(text) for text in sys.argv[1:4]]
    messages, megabytes, connections = (*given, *(50, 50, 2_000)[len(given) :])
    with running() as broker:
        large_messages(broker, messages, megabytes)
    with running() as broker:
        idle_connections(broker, connections)


def large_messages(broker: Running, count: int, megabytes: int) -> None:
    """Send them all, then receive and complete them all."""
    before_mb, start_s = broker.memory_mb(), time.monotonic()
    body = bytes(megabytes * 1_048_576)
    sender = Wire(broker.access)
    sender.send(Attach("out", 0, SENDER, source=Source(), target=Target(QUEUE), initial_delivery_count=0))
    sender.wait_for(_FLOW)
    for number in range(count):
        send_large(sender, number, b"\x00\x53\x75\xb0" + len(body).to_bytes(4, "big") + body)
        answer, _ = decode_performative(sender.wait_for(_DISPOSITION), 8)
        if not isinstance(answer, Disposition) or type(answer.state).__name__ != "Accepted":
            raise SystemExit(f"message {number} was not accepted: {answer}")
    sent_s, sent_mb = time.monotonic(), broker.memory_mb("VmHWM")
    receiver = Wire(broker.access)
    receiver.send(Attach("in", 0, RECEIVER, source=Source(QUEUE), target=Target()))
    for number in range(count):
        receiver.send(Flow(0, WINDOW, 0, WINDOW, 0, number, 1))
        size_bytes = receive_large(receiver)
        if size_bytes < len(body):
            raise SystemExit(f"message {number} came with {size_bytes} bytes")
        receiver.socket.sendall(complete(number, number))
        receiver.wait_for(_DISPOSITION)
    end_s, peak_mb = time.monotonic(), broker.memory_mb("VmHWM")
    total_mb = count * megabytes
    print(f"{count} messages of {megabytes} MB, {total_mb:,} MB in and out; before: {before_mb:.0f} MB")
    print(f"  in   {total_mb / (sent_s - start_s):7.0f} MB/s   peak {sent_mb:.0f} MB")
    print(f"  out  {total_mb / (end_s - sent_s):7.0f} MB/s   peak {peak_mb:.0f} MB", flush=True)


def send_large(wire: Wire, number: int, message: bytes) -> None:
    """Send one message in as many frames as it takes."""
    room = FRAME_BYTES - TRANSFER_OVERHEAD_BYTES - 20
    for start in range(0, len(message), room):
        more = start + room < len(message)
        first = Transfer(0, number, number.to_bytes(4, "big"), 0, settled=False, more=more)
        body = (first if start == 0 else Transfer(0, more=more)).encode() + message[start : start + room]
        wire.socket.sendall((8 + len(body)).to_bytes(4, "big") + b"\x02\x00\x00\x00" + body)


def receive_large(wire: Wire) -> int:
    """Read one message, and keep nothing of it but its size."""
    size_bytes = 0
    while True:
        frame = wire.wait_for(_TRANSFER)
        transfer, payload_at = decode_performative(frame, 8)
        size_bytes += len(frame) - payload_at
        if not (isinstance(transfer, Transfer) and transfer.more):
            return size_bytes


def idle_connections(broker: Running, count: int) -> None:
    """Open connections with a receiving link each, then send a message and see that it comes soon."""
    before_mb, start_s = broker.memory_mb(), time.monotonic()
    wires = []
    for _ in range(count):
        wire = Wire(broker.access)
        wire.send(Attach("in", 0, RECEIVER, source=Source(f"{QUEUE}/$DeadLetterQueue"), target=Target()))
        wire.wait_for(_ATTACH)
        wires.append(wire)
    opened_s, after_mb = time.monotonic(), broker.memory_mb()
    receiver = Receiver(broker.access, QUEUE, 10)
    sender = Sender(broker.access, QUEUE, 1_024)
    times_ms = []
    for _ in range(200):
        sent_s = time.monotonic()
        sender.send(1)
        while not receiver.read():
            pass
        times_ms.append((time.monotonic() - sent_s) * 1_000)
    times_ms.sort()
    print(f"{count} idle connections with a link each, opened in {opened_s - start_s:.1f} s")
    print(
        f"  memory {before_mb:.0f} MB before, {after_mb:.0f} MB with them: "
        f"{(after_mb - before_mb) * 1_024 / count:.0f} KB each"
    )
    print(f"  a message beside them: median {times_ms[100]:.1f} ms, 95 of 100 within {times_ms[190]:.1f} ms")
    for wire in wires:
        wire.socket.close()


if __name__ == "__main__":
    main()
