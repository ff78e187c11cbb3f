"""`longshore export`: a plan as what Azure, az, an application or Microsoft's emulator reads."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from longshore import emulator
from longshore.azure import settings
from longshore.azure.arm import json_text, parameters_file, template
from longshore.azure.cli import az_script
from longshore.azure.errors import ExportError
from longshore.cli.exits import Exit, fail, fail_to_read
from longshore.cli.output import Output, deliver
from longshore.findings.resolve import resolve
from longshore.plan.document import Plan
from longshore.plan.load import load_plan
from longshore.plan.problems import PlanError


class To(Enum):
    """What a plan can be exported to."""

    ARM = "arm"
    ARM_PARAMETERS = "arm-parameters"
    AZ = "az"
    APPSETTINGS = "appsettings"
    APP_SERVICE = "app-service"
    ENV = "env"
    EMULATOR = "emulator"


@dataclass(frozen=True, slots=True)
class Exported:
    """A document, and what its reader should know that does not stand in it."""

    text: str
    notes: Iterable[object] = ()


def _emulator(plan: Plan) -> Exported:
    written = emulator.written(plan)
    return Exported(written.text, written.lost)


_EXPORTERS: dict[To, Callable[[Plan], Exported]] = {
    To.ARM: lambda plan: Exported(json_text(template(plan))),
    To.ARM_PARAMETERS: lambda plan: Exported(json_text(parameters_file(plan))),
    To.AZ: lambda plan: Exported(az_script(plan)),
    To.APPSETTINGS: lambda plan: Exported(settings.appsettings_json(plan), settings.notes(plan)),
    To.APP_SERVICE: lambda plan: Exported(settings.app_service_settings(plan)),
    To.ENV: lambda plan: Exported(settings.environment(plan), settings.notes(plan)),
    To.EMULATOR: _emulator,
}

File = Annotated[Path, typer.Argument(metavar="PLAN", help="A plan file.")]
Wanted = Annotated[
    To,
    typer.Option(
        "--to",
        help="An ARM template or its parameters; a script for az; the application's settings for .NET, for"
        " App Service, or as environment variables; the emulator's Config.json.",
    ),
]


def export(plan: File, to: Wanted, output: Output = None) -> None:
    """Write a plan as something else reads it; for Azure, as `longshore resolve` makes it.

    What the other format cannot hold, and what else its reader should know, is told on standard error.
    """
    try:
        loaded = load_plan(plan)
        if to is not To.EMULATOR:
            loaded = _resolved(loaded, plan)
        exported = _EXPORTERS[to](loaded)
    except PlanError as error:
        fail_to_read(plan, error, "exported")
    except ExportError as error:
        fail(Exit.FINDINGS, f"{error}\n\n{plan} cannot be exported to {to.value}.")
    deliver(exported.text, output)
    for note in exported.notes:
        print(note, file=sys.stderr)


def _resolved(plan: Plan, file: Path) -> Plan:
    resolved = resolve(plan)
    if resolved.made:
        told = f"is exported as `longshore resolve` makes it: {len(resolved.made)} findings settled."
        print(f"{file} {told}", file=sys.stderr)
    return resolved.plan
