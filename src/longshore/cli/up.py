"""`longshore up`: start a broker from a plan, or from the Microsoft emulator's Config.json."""

import sys
from collections.abc import Mapping
from errno import EDQUOT, ENOSPC
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, TypedDict

import typer

from longshore.broker.provision import Report
from longshore.cli.exits import Exit, fail
from longshore.model.entities import Topology
from longshore.security.rights import Right
from longshore.server.datafolder import FolderInUse
from longshore.server.host import CannotListen
from longshore.server.run import DEFAULT_PORT, PlanRefused, Settings, run
from longshore.store.errors import StorageFault, StorageUnusable

DEFAULT_NAMESPACE = "longshore"
EMULATOR_KEY = "SAS_KEY_VALUE"  # known to everyone: it stands in the emulator's documentation

Plan = Annotated[
    Path | None, typer.Argument(help="A plan file or Config.json; without one, an empty namespace.")
]
Data = Annotated[Path, typer.Option(help="The folder that keeps messages and keys.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 picks a free one.")]
TlsPort = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=65_535,
        help="A second port, for TLS by habit; 5671 beside 5672, otherwise none. Every port speaks TLS.",
        show_default=False,
    ),
]
Listen = Annotated[
    list[str] | None,
    typer.Option(metavar="HOST:PORT", help="Listen here too; can be repeated.", show_default=False),
]
ReadyFile = Annotated[Path | None, typer.Option(help="Also write ready.json to this path.")]
EmulatorKey = Annotated[
    bool,
    typer.Option("--emulator-key", help="Also accept the Microsoft emulator's well-known key, in this run."),
]


class Planned(TypedDict):
    """What a plan says about a broker: some of its settings."""

    namespace: str
    topology: Topology | None
    policies: Mapping[str, Right]


def up(
    plan: Plan = None,
    data: Data = Path(".longshore"),
    host: Host = "127.0.0.1",
    port: Port = DEFAULT_PORT,
    tls_port: TlsPort = None,
    listen: Listen = None,
    ready_file: ReadyFile = None,
    emulator_key: EmulatorKey = False,
) -> None:
    """Start a durable broker that the official Azure Service Bus SDKs talk to unchanged."""
    addresses = [_address(text) for text in listen or ()]
    settings = Settings(
        **_planned(plan),
        data=data,
        host=host,
        port=port,
        tls_port=tls_port,
        listen=addresses,
        ready_file=ready_file,
        root_keys=(EMULATOR_KEY,) if emulator_key else (),
    )
    if emulator_key:
        _warn_of_emulator_key(host)
    try:
        run(settings, _announce)
    except FolderInUse as problem:
        fail(Exit.REFUSED, str(problem))
    except PlanRefused as problem:
        reasons = "\n".join(f"  {reason}" for reason in problem.reasons)
        fail(Exit.REFUSED, f"The plan cannot be brought to the entities in {data}:\n{reasons}")
    except StorageUnusable as problem:
        fail(Exit.REFUSED, str(problem))
    except StorageFault as problem:
        fail(Exit.REFUSED, f"The store in {data} failed: {problem}")
    except CannotListen as problem:
        fail(Exit.REFUSED, f"Cannot listen on {problem}")
    except OSError as problem:
        full = problem.errno in {ENOSPC, EDQUOT}
        fail(Exit.REFUSED, f"Cannot use {data}: {'no space left on its disk' if full else problem}")


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65_535:
        fail(Exit.BAD_INPUT, f"--listen {text}: give a host and a port, such as 0.0.0.0:5673 or [::1]:5673")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _planned(plan: Path | None) -> Planned:
    """Return what the plan says; ends the program when it cannot be read."""
    if plan is None:
        return Planned(namespace=DEFAULT_NAMESPACE, topology=None, policies={})
    # Imported here: an empty namespace should not wait for the plan reader.
    from longshore.cli.loading import load  # noqa: PLC0415
    from longshore.plan.problems import PlanError  # noqa: PLC0415

    try:
        wanted = load(plan)
    except PlanError as error:
        problems = "\n\n".join(str(problem) for problem in error.problems)
        fail(
            Exit.BAD_INPUT, f"{problems}\n\n{len(error.problems)} problem(s) in {plan}; nothing was started."
        )
    return Planned(namespace=wanted.namespace, topology=wanted.topology, policies=wanted.policies)


def _warn_of_emulator_key(host: str) -> None:
    if not _is_loopback(host):
        print(
            f"Warning: with --emulator-key, whoever reaches {host} may do everything: the key is public.",
            file=sys.stderr,
        )


def _is_loopback(host: str) -> bool:
    """Say whether an address is reached from this machine only; a name other than localhost may not be."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _announce(ready: Mapping[str, Any], report: Report) -> None:
    namespace = ready["namespaces"][0]
    print(f"Longshore is up: namespace {namespace['name']} on {namespace['host']}:{namespace['port']}")
    print(f"  TLS and WebSocket: port {namespace['tls_port']}; longshore trust says how")
    for verb, paths in (("added", report.added), ("updated", report.updated)):
        if paths:
            print(f"  {verb}: {', '.join(paths)}")
    if report.kept:
        print(f"  kept, though the plan no longer names them: {', '.join(report.kept)}")
    print(f"  {ready['connection_string']}")
    print("Ctrl-C stops it.", flush=True)
