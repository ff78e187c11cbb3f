"""From a file to a plan: the bytes become text, the text values, the values models.

Where the text is no YAML nothing more can be said; from there on every problem of the file is found in
one run. Only `load_plan` touches the disk.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from longshore.plan.crosscheck import crosscheck
from longshore.plan.document import Plan
from longshore.plan.explain import explain
from longshore.plan.problems import PlanError, Problem
from longshore.plan.source import Source
from longshore.plan.text import MAX_BYTES, decode

Model = TypeVar("Model", bound=BaseModel)


def load_plan(path: Path) -> Plan:
    """Read a plan file; raises PlanError with every problem of the file."""
    return parse_plan(read(path), str(path))


def read(path: Path, expected: str = "a plan file") -> bytes:
    """Return the bytes of a file, of one that is too large no more than shows it; raises PlanError."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror}"
        raise PlanError(Problem(str(path), 1, 1, "", reason, expected)) from error


def parse_plan(data: bytes, file: str) -> Plan:
    """Return the plan in a file's bytes; `file` is its name in positions. Raises PlanError."""
    return plan_in(Source(decode(file, data)))


def plan_in(source: Source) -> Plan:
    """Return the plan that a file holds; raises PlanError."""
    plan = checked(source, Plan, crosscheck)
    plan._source = source
    return plan


def checked(source: Source, model: type[Model], check: Callable[[Source], list[Problem]]) -> Model:
    """Return a file's values as a model; raises PlanError with what reading, checks and model found wrong."""
    problems = [*source.problems, *check(source)]
    try:
        values = model.model_validate(source.data)
    except ValidationError as error:
        raise _plan_error(problems + explain(error, source, model)) from error
    if problems:
        raise _plan_error(problems)
    return values


def _plan_error(problems: list[Problem]) -> PlanError:
    return PlanError(*sorted(problems, key=lambda problem: (problem.line, problem.column)))
