"""Plan files: any bytes are a plan or raise PlanError; any plan can be checked, resolved and deployed.

What checking finds has its place in the file, what resolving gives is a plan without errors that a machine
can settle, and an exporter writes it or says in ExportError what cannot be deployed.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from fuzz.target import Target
from fuzz.targets._problems import told
from longshore import emulator
from longshore.azure import settings
from longshore.azure.arm import json_text, parameters_file, template
from longshore.azure.cli import az_script
from longshore.azure.errors import ExportError
from longshore.findings.catalog import catalog
from longshore.findings.check import check
from longshore.findings.draft import Draft
from longshore.findings.finding import Rule
from longshore.findings.finding import Target as For
from longshore.findings.machine import as_json
from longshore.findings.resolve import resolve
from longshore.plan import Plan, PlanError, parse_plan, topology
from longshore.plan.diff import differences

_ROOT: Final = Path(__file__).parents[2]


def run(data: bytes) -> None:
    """Do with a plan all that the command line does."""
    try:
        plan = parse_plan(data, "plan.yaml")
    except PlanError as error:
        told(error)
        return
    topology(plan)
    for each in For:
        as_json(check(Draft(plan, each)))
    resolved = resolve(plan)
    assert not [finding for finding in resolved.left if finding.edits]
    differences(plan, resolved.plan)
    for export in (_arm, az_script, settings.appsettings_json, settings.environment, emulator.written):
        with suppress(ExportError):
            export(resolved.plan)


def _arm(plan: Plan) -> None:
    json_text(template(plan))
    json_text(parameters_file(plan))


def seeds() -> Iterable[bytes]:
    """Return what fails and what passes each rule, the plans of the tests, and one that has everything."""
    for rule in catalog():
        if isinstance(rule, Rule):
            yield rule.failing.encode()
            yield rule.passing.encode()
    for path in sorted((_ROOT / "tests/unit/plan/mistakes").glob("*.txt")):
        yield path.read_bytes().partition(b"# output")[0]


def words() -> Iterable[bytes]:
    """Return the words of the plans, and what YAML can do to them."""
    text = b"\n".join(seeds())
    yield from sorted(set(re.findall(rb"[a-z_]+: |[A-Za-z0-9.-]+", text)))
    yield from (
        b"\n",
        b"\n  ",
        b"- ",
        b": ",
        b"{",
        b"}",
        b"[",
        b"]",
        b", ",
        b"'",
        b'"',
        b"|\n",
        b">\n",
        b"#",
        b"?",
    )
    yield from (
        b"&a ",
        b"*a",
        b"!!str ",
        b"!!int ",
        b"!!binary ",
        b"<<: ",
        b"---\n",
        b"...\n",
        b"%YAML 1.1\n",
    )
    yield from (
        b"null",
        b"~",
        b"true",
        b"-1",
        b"0",
        b"0x10",
        b".inf",
        b".nan",
        b"1e999",
        b"9" * 30,
        b"PT1S",
        b"P1D",
    )
    yield from (
        b"\xed\x95\x9c",
        b"\xf0\x9f\x98\x80",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\xef\xbb\xbf",
        b"\t",
        b"\r",
        b"\x00",
    )


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=tuple(words()),
    pieces=re.compile(rb"[\w.-]+|\n *|.", re.DOTALL),
    bytes_max=3_000,
    cpu_ms_max=3_000,
    memory_max=(20_000_000, 20_000),
    traced=4,
    inputs=400,
)
