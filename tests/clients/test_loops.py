"""The shell runs on asyncio's own event loop and on uvloop, which `run` prefers when it is installed."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import uvloop

from longshore.model.entities import QueueDescription, Topology
from longshore.security.rights import ALL_RIGHTS, AccessPolicy
from longshore.server import run
from longshore.server.certificates import ensure
from longshore.server.clock import wall_clock
from longshore.server.host import Host
from longshore.wire.performatives import Disposition, Transfer
from longshore.wire.states import Accepted

from .raw import ROOT, WAYS, Raw, raw_by

KEY = "a key for the tests"
HELLO = b"\x00\x53\x75\xa0\x05hello"


class InProcess:
    """How to reach a host of this process."""

    def __init__(self, port: int, ca_file: str) -> None:
        self.port = port
        self.ca_file = ca_file

    def key_of(self, policy: str) -> str:
        assert policy == ROOT
        return KEY


def exchange(raw: Raw) -> None:
    with raw.open():
        raw.attach_sender("q")
        raw.attach_receiver("q", credit=1)
        raw.transfer(0, HELLO)
        assert isinstance(raw.wait_for(Disposition).state, Accepted)
        raw.wait_for(Transfer)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "loop_factory",
    [pytest.param(asyncio.new_event_loop, id="asyncio"), pytest.param(uvloop.new_event_loop, id="uvloop")],
)
def test_a_host_serves_on_this_loop(
    tmp_path: Path, loop_factory: Callable[[], asyncio.AbstractEventLoop], way: str
) -> None:
    lines: list[str] = []

    async def serve() -> None:
        tls = ensure(tmp_path / "tls", [])
        policies = [AccessPolicy(ROOT, KEY, KEY, ALL_RIGHTS)]
        host = Host(
            "tests",
            tmp_path / "tests.sqlite3",
            policies,
            wall_clock(),
            lambda event, **_: lines.append(event),
            tls=tls,
        )
        host.provision(Topology(queues={"q": QueueDescription()}))
        port = await host.start("127.0.0.1", 0)
        raw = await asyncio.to_thread(raw_by, InProcess(port, str(tmp_path / "tls" / "ca.pem")), way)
        await asyncio.to_thread(exchange, raw)
        await host.stop()

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(serve())
    assert lines == []


def test_uvloop_is_preferred_when_it_is_installed() -> None:
    assert run._loop_factory() is uvloop.new_event_loop


def test_asyncios_own_loop_does_when_uvloop_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)

    assert run._loop_factory() is None
