"""From a file to a plan: the bytes become text, the text values, the values models.

Where the text is no YAML nothing more can be said; from there on every problem of the file is found in
one run. Only `load_plan` touches the disk.
"""

from pathlib import Path

from pydantic import ValidationError

from longshore.plan.crosscheck import crosscheck
from longshore.plan.document import Plan
from longshore.plan.explain import explain
from longshore.plan.problems import PlanError, Problem
from longshore.plan.source import Source
from longshore.plan.text import decode


def load_plan(path: Path) -> Plan:
    """Read a plan file; raises PlanError with every problem of the file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror}"
        raise PlanError(Problem(str(path), 1, 1, "", reason, "a plan file")) from error
    return parse_plan(data, str(path))


def parse_plan(data: bytes, file: str) -> Plan:
    """Return the plan in a file's bytes; `file` is its name in positions. Raises PlanError."""
    source = Source(decode(file, data))
    problems = [*source.problems, *crosscheck(source)]
    try:
        plan = Plan.model_validate(source.data)
    except ValidationError as error:
        raise _plan_error(problems + explain(error, source)) from error
    if problems:
        raise _plan_error(problems)
    plan._source = source
    return plan


def _plan_error(problems: list[Problem]) -> PlanError:
    return PlanError(*sorted(problems, key=lambda problem: (problem.line, problem.column)))
