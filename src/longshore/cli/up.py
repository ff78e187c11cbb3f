"""`longshore up`: start a broker from a plan, or from the Microsoft emulator's Config.json."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any

import typer

from longshore.broker.provision import Report
from longshore.cli.exits import Exit, fail
from longshore.server.datafolder import FolderInUse
from longshore.server.run import PlanRefused, Settings, run
from longshore.store.errors import StorageFault

DEFAULT_NAMESPACE = "longshore"
EMULATOR_KEY = "SAS_KEY_VALUE"  # known to everyone: it stands in the emulator's documentation

Plan = Annotated[
    Path | None, typer.Argument(help="A plan file or Config.json; without one, an empty namespace.")
]
Data = Annotated[Path, typer.Option(help="The folder that keeps messages and keys.")]
Host = Annotated[str, typer.Option(help="The address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 picks a free one.")]
ReadyFile = Annotated[Path | None, typer.Option(help="Also write ready.json to this path.")]
EmulatorKey = Annotated[
    bool,
    typer.Option("--emulator-key", help="Also accept the Microsoft emulator's well-known key, in this run."),
]


def up(
    plan: Plan = None,
    data: Data = Path(".longshore"),
    host: Host = "127.0.0.1",
    port: Port = 5672,
    ready_file: ReadyFile = None,
    emulator_key: EmulatorKey = False,
) -> None:
    """Start a durable broker that the official Azure Service Bus SDKs talk to unchanged."""
    settings = _settings(plan, data, host, port, ready_file)
    if emulator_key:
        settings = replace(settings, root_keys=(EMULATOR_KEY,))
        _warn_of_emulator_key(host)
    try:
        run(settings, _announce)
    except FolderInUse as problem:
        fail(Exit.REFUSED, str(problem))
    except PlanRefused as problem:
        reasons = "\n".join(f"  {reason}" for reason in problem.reasons)
        fail(Exit.REFUSED, f"The plan cannot be brought to the entities in {data}:\n{reasons}")
    except StorageFault as problem:
        fail(Exit.REFUSED, f"The store in {data} failed: {problem}")
    except OSError as problem:
        fail(Exit.REFUSED, f"Cannot listen on {host}:{port} or use {data}: {problem}")


def _settings(plan: Path | None, data: Path, host: str, port: int, ready_file: Path | None) -> Settings:
    if plan is None:
        return Settings(DEFAULT_NAMESPACE, None, data, host, port, ready_file)
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
    return Settings(wanted.namespace, wanted.topology, data, host, port, ready_file, wanted.policies)


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
    for verb, paths in (("added", report.added), ("updated", report.updated)):
        if paths:
            print(f"  {verb}: {', '.join(paths)}")
    if report.kept:
        print(f"  kept, though the plan no longer names them: {', '.join(report.kept)}")
    print(f"  {ready['connection_string']}")
    print("Ctrl-C stops it.", flush=True)
