"""Run a broker in this process until it is told to stop, or its disk fails."""

import asyncio
import gc
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from longshore.broker.provision import Report
from longshore.model.entities import Topology
from longshore.security.rights import Right
from longshore.server.certificates import Certificates, ensure
from longshore.server.clock import wall_clock
from longshore.server.datafolder import ROOT_POLICY, TLS_FOLDER, DataFolder
from longshore.server.host import Host
from longshore.server.log import make_log
from longshore.store.database import examine

SWITCH_INTERVAL_S: Final = 0.0005
"""How long the writing thread waits for a busy loop to let it go on, at each of its statements."""

DEFAULT_PORT: Final = 5672
DEFAULT_TLS_PORT: Final = 5671
"""Where clients look that are given no port: AMQP's own ports."""

GC_THRESHOLDS: Final = (50_000, 20, 20)
"""A backlog is many objects without cycles: looking through them for cycles is done rarely."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `longshore up` was asked for."""

    namespace: str
    topology: Topology | None
    data: Path
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    tls_port: int | None = None
    listen: Sequence[tuple[str, int]] = ()
    """More hosts and ports."""
    ready_file: Path | None = None
    policies: Mapping[str, Right] = field(default_factory=dict)
    root_keys: tuple[str, ...] = ()  # accepted beside those on file, in this run

    @property
    def second_port(self) -> int | None:
        """The port to look for TLS at, None where the first one serves: every port speaks TLS."""
        if self.tls_port is None:
            return DEFAULT_TLS_PORT if self.port == DEFAULT_PORT else None
        return self.tls_port if self.tls_port == 0 or self.tls_port != self.port else None


class PlanRefused(Exception):  # noqa: N818  # the plan is refused; the program is not in error
    """The plan asks for a change that cannot be made to entities that exist."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


def run(settings: Settings, on_ready: Callable[[Mapping[str, Any], Report], None]) -> None:
    """Start a broker and serve until SIGINT or SIGTERM.

    Calls `on_ready` with the ready file's content and what the plan changed, once connections are accepted.

    Raises:
        FolderInUse: Another broker runs on the data folder.
        PlanRefused: The plan would change what cannot be changed.
        StorageFault: The store cannot be opened, or failed while serving.
        CannotListen: A port is not to be had.
        OSError: The folder is not to be had.
    """
    folder = DataFolder(settings.data)
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(settings, folder, on_ready))
    finally:
        folder.release()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415  # optional: the extra `uvloop`
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _serve(
    settings: Settings, folder: DataFolder, on_ready: Callable[[Mapping[str, Any], Report], None]
) -> None:
    told = _signalled()  # before anyone can know that we are up
    store = folder.store_path(settings.namespace)
    examine(store)  # before anything in the folder is changed
    policies = folder.policies(settings.policies, settings.root_keys)
    tls = ensure(folder.path / TLS_FOLDER, [settings.host, *(host for host, _ in settings.listen)])
    host = Host(settings.namespace, store, policies, wall_clock(), make_log(), tls=tls)
    report = Report() if settings.topology is None else host.provision(settings.topology)
    if report.refused:
        raise PlanRefused(report.refused)
    try:
        port, tls_port = await _listen(host, settings)
        key = next(policy.primary_key for policy in policies if policy.name == ROOT_POLICY)
        ready = ready_content(settings, port, tls_port, key)
        folder.write_ready(ready, settings.ready_file)
        on_ready(ready, report)
        await _until(told, host)
    finally:
        await host.stop()


async def _listen(host: Host, settings: Settings) -> tuple[int, int]:
    """Open the doors; returns the port and the port for TLS."""
    port = await host.start(settings.host, settings.port)
    second = settings.second_port
    tls_port = port if second is None else await host.listen(settings.host, second)
    for another_host, another_port in settings.listen:
        await host.listen(another_host, another_port)
    return port, tls_port


def ready_content(settings: Settings, port: int, tls_port: int, key: str) -> dict[str, Any]:
    """Return what the ready file says: where the broker is and how to get in."""
    address = "127.0.0.1" if settings.host in {"", "0.0.0.0", "::"} else settings.host  # noqa: S104  # compared, not bound
    connection_string = (
        f"Endpoint=sb://{address}:{port};SharedAccessKeyName={ROOT_POLICY};"
        f"SharedAccessKey={key};UseDevelopmentEmulator=true"
    )
    namespace = {
        "name": settings.namespace,
        "role": "primary",
        "host": address,
        "port": port,
        "tls_port": tls_port,
        "connection_string": connection_string,
    }
    return {
        "schema": 1,
        "pid": os.getpid(),
        "namespaces": [namespace],
        "connection_string": connection_string,
        "port": port,
        "http_url": None,
        "ca_file": str(Certificates(settings.data.resolve() / TLS_FOLDER).ca),
    }


def _signalled() -> asyncio.Event:
    """Return what SIGINT and SIGTERM set from now on."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    return told


async def _until(told: asyncio.Event, host: Host) -> None:
    """Wait for SIGINT, SIGTERM or a failing disk; the last is raised."""
    waiting = asyncio.ensure_future(told.wait())
    fault = host.fault
    if fault is None:
        raise AssertionError("the host has not been started")
    await asyncio.wait((waiting, fault), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if fault.done():
        raise fault.result()
