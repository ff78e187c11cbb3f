"""Two hundred tests, each with a broker of its own and the official client, and how long they take.

python -m bench.kit
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = 200

HEAD = """\
import pytest
from azure.servicebus import ServiceBusClient, ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient as AsyncClient

pytestmark = pytest.mark.servicebus(queues=["orders"])
"""

SYNC = """

def test_{number}(servicebus):
    with ServiceBusClient.from_connection_string(servicebus.connection_string) as client:
        with client.get_queue_sender("orders") as sender:
            sender.send_messages(ServiceBusMessage("{number}"))
        with client.get_queue_receiver("orders") as receiver:
            (message,) = receiver.receive_messages()
            receiver.complete_message(message)
    assert servicebus.count("orders") == 0
"""

ASYNC = """

async def test_{number}(servicebus):
    async with AsyncClient.from_connection_string(servicebus.connection_string) as client:
        async with client.get_queue_sender("orders") as sender:
            await sender.send_messages(ServiceBusMessage("{number}"))
        async with client.get_queue_receiver("orders") as receiver:
            (message,) = await receiver.receive_messages()
            await receiver.complete_message(message)
    assert servicebus.count("orders") == 0
"""

SETTINGS = """\
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
servicebus_short_naps = {short_naps}
"""


def main() -> None:
    """Run them as they come, which is mostly the client's sleep, and with short naps."""
    with tempfile.TemporaryDirectory(prefix="longshore-bench-") as folder:
        tests = (SYNC if number % 2 else ASYNC for number in range(TESTS))
        text = HEAD + "".join(test.format(number=number) for number, test in enumerate(tests))
        Path(folder, "test_many.py").write_text(text)
        print(f"{TESTS} tests, each with a broker of its own")
        print(f"{'the client sleeps':>20} {'workers':>8} {'seconds':>8}")
        for short_naps, workers in ((False, 16), (True, 2), (True, 0)):
            Path(folder, "pytest.ini").write_text(SETTINGS.format(short_naps=str(short_naps).lower()))
            words = "a fiftieth" if short_naps else "as it does"
            print(f"{words:>20} {workers:8} {_run(folder, workers):8.1f}", flush=True)


def _run(folder: str, workers: int) -> float:
    started_s = time.monotonic()
    command = [sys.executable, "-m", "pytest", "--quiet", "-n", str(workers), folder]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own file
    return time.monotonic() - started_s


if __name__ == "__main__":
    main()
