"""What a template's expressions come to, as far as that is known before a deployment.

A parameter is its default; one without a default is a placeholder of the plan, for only the template's user
knows it.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from longshore.azure.arm.expressions import Call, Item, Member, Term, placeholder_name
from longshore.azure.arm.parameters import PLACEHOLDER
from longshore.azure.arm.reading.functions import UnknownError, called, extent
from longshore.azure.arm.reading.parser import ExpressionError, is_expression, parsed, plain
from longshore.azure.arm.resource import Json

_NESTING_MAX: Final = 50
_LEVELS_MAX: Final = 150
"""Calls, lists and objects inside one another, however they got there: each takes frames of the stack."""

_LOOKUPS_MAX: Final = 100_000
_MADE_MAX: Final = 5_000_000
"""Variables that name one another twice let a small template ask for more than memory holds; so do values
that are long, and named often."""


class Evaluator:
    """Works out the values of one template."""

    def __init__(self, template: Mapping[str, Json]) -> None:
        self._parameters = _mapping(template.get("parameters"))
        self._variables = _mapping(template.get("variables"))
        self._depth = 0
        self._levels = 0
        self._lookups = 0
        self._made = 0

    def value(self, written: Json) -> Json:
        """Return what a value of the template comes to; raises UnknownError where a part of it cannot."""
        match written:
            case str():
                return self._text(written)
            case dict():
                with self._level():
                    return {key: self.value(inner) for key, inner in written.items()}
            case list():
                with self._level():
                    return [self.value(inner) for inner in written]
        return written

    @contextmanager
    def _level(self) -> Iterator[None]:
        self._levels += 1
        try:
            if self._levels > _LEVELS_MAX:
                raise UnknownError("it is nested too deeply")
            yield
        finally:
            self._levels -= 1

    def _text(self, written: str) -> Json:
        if not is_expression(written):
            return plain(written)
        try:
            return self._term(parsed(written))
        except ExpressionError as error:
            raise UnknownError(str(error)) from error

    def _term(self, term: Term) -> Json:
        match term:
            case Call():
                with self._level():
                    return self._call(term)
            case Member(owner, name):
                with self._level():
                    return _member(self._term(owner), name)
            case Item(owner, key):
                with self._level():
                    return _member(self._term(owner), self._term(key))
        return term

    def _call(self, call: Call) -> Json:
        match call.function.casefold(), call.arguments:
            case "parameters", (str() as name,):
                return self._parameter(name)
            case "variables", (str() as name,):
                return self._again(_found(self._variables, name, "variable"))
            case "if", (condition, yes, no):
                return self._term(yes if self._term(condition) else no)
        return self._counted(called(call.function, [self._term(argument) for argument in call.arguments]))

    def _counted(self, made: Json) -> Json:
        self._made += extent(made)
        if self._made > _MADE_MAX:
            raise UnknownError("the template's expressions make more than anyone would write")
        return made

    def _parameter(self, name: str) -> Json:
        definition = _mapping(_found(self._parameters, name, "parameter"))
        if "defaultValue" in definition:
            return self._again(definition["defaultValue"])
        if str(definition.get("type")).casefold() not in {"string", "securestring"}:
            raise UnknownError(f"the parameter {name} has no default")
        spelled = _mapping(definition.get("metadata")).get(PLACEHOLDER)
        return spelled if isinstance(spelled, str) else f"{{{placeholder_name(name)}}}"

    def _again(self, written: Json) -> Json:
        """Return the value of what an expression leads to, which may be an expression too, or its own."""
        self._depth += 1
        self._lookups += 1
        try:
            if self._depth > _NESTING_MAX or self._lookups > _LOOKUPS_MAX:
                raise UnknownError("parameters or variables lead round in circles, or on and on")
            return self._counted(self.value(written))
        finally:
            self._depth -= 1


def _found(mapping: Mapping[str, Json], name: str, kind: str) -> Json:
    for key, value in mapping.items():
        if key.casefold() == name.casefold():
            return value
    raise UnknownError(f"there is no {kind} {name}")


def _member(owner: Json, key: Json) -> Json:
    if isinstance(owner, dict) and isinstance(key, str):
        return _found(owner, key, "property")
    if isinstance(owner, list) and isinstance(key, int) and 0 <= key < len(owner):
        return owner[key]
    raise UnknownError(f"there is no {key} in what is before it")


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}
