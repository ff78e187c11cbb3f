"""From what pydantic says about a value to a problem at its place in the file.

Pydantic names a value by its location in the models. A location is the path in the file, except that it
also names the branch of a union it went into; such steps are not in the file and fall away.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from longshore.plan.keys import known_keys
from longshore.plan.problems import Problem
from longshore.plan.source import Source, Tree, TreePath, child
from longshore.plan.suggest import suggestion

_EXPECTED_TYPE = {
    "bool_type": "true or false",
    "dict_type": "a mapping of keys to values",
    "finite_number": "a finite number",
    "float_type": "a number",
    "int_type": "a whole number",
    "model_type": "a mapping of keys to values",
    "string_type": "text",
    "tuple_type": "a list",
}
_MAX_SHOWN_CHARACTERS = 40


def explain(error: ValidationError, source: Source, root: type[BaseModel]) -> list[Problem]:
    """Return one problem for every value that the root model, or one in it, refuses."""
    return [_explain(details, source, root) for details in error.errors(include_url=False)]


def _explain(details: ErrorDetails, source: Source, root: type[BaseModel]) -> Problem:
    kind, location, context = details["type"], details["loc"], details.get("ctx", {})
    path = _path(source.data, location)
    match kind:
        case "missing":
            within = f" in {_name(path)}" if path else ""
            return source.problem(
                path, f"the key '{location[-1]}' is missing{within}", f"{location[-1]}: ..."
            )
        case "extra_forbidden":
            key = str(path[-1])
            expected = suggestion(key, known_keys(root, path[:-1])) or "no key"
            return source.key_problem(path, f"unknown key '{key}'", expected)
        case "plan" if "offset" in context:
            return source.text_problem(path, context["offset"], context["message"], context["expected"])
    message = context.get("message") or f"{_name(path)} cannot be {_shown(details['input'])}"
    return source.problem(path, message, _expected(details, context))


def _path(tree: Tree, location: TreePath) -> TreePath:
    path: TreePath = ()
    for step in location:
        with suppress(LookupError):
            tree = child(tree, step)
            path = (*path, step)
    return path


def _name(path: TreePath) -> str:
    """Return `rights[1]` for ("access_policies", 0, "rights", 1)."""
    name = ""
    for step in path:
        name = f"{name}[{step}]" if isinstance(step, int) else step
    return name or "the plan"


def _shown(value: object) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case str():
            cut = value if len(value) <= _MAX_SHOWN_CHARACTERS else value[:_MAX_SHOWN_CHARACTERS] + "..."
            return repr(cut)
        case tuple():
            return "a list"
        case Mapping():
            return "a mapping"
        case _:
            return str(value)


def _expected(details: ErrorDetails, context: Mapping[str, Any]) -> str:
    match details["type"]:
        case "greater_than_equal":
            return f"{context['ge']:g} or more"
        case "literal_error" | "plan":
            return str(context["expected"])
        case kind:
            return _EXPECTED_TYPE.get(kind, details["msg"])
