"""From the statements of an action to one function, which says what becomes of a message.

Statements are carried out from left to right on a copy of the properties, so each sees what those before it
did; what they did in all is read off that copy at the end.

Names of application properties are case-insensitive, and a property keeps the spelling it came with: the
`PropertyDictionary` in which Service Bus's .NET clients hold them ignores case, and setting an entry leaves
its key alone. REMOVE before SET makes a new property.

What the documentation leaves open and we decided: a null or UNKNOWN value makes an application property null
and takes a system property away (AMQP does not tell null from absent there); a message keeps an id, so that
MessageId is never removed; an id is as long as a sender may make it.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from longshore.filters import syntax
from longshore.filters.compiler import Compiler, Reading
from longshore.filters.conversion import converted
from longshore.filters.edits import EDITABLE_NAMES, Action, Edits, Writable
from longshore.filters.errors import FilterEvaluationError
from longshore.filters.inputs import FilterInput
from longshore.filters.values import Value, kind_of, spelled
from longshore.model.limits import MAX_ID_CHARACTERS

_IDENTIFIERS: Final = frozenset({"messageid", "sessionid", "replytosessionid"})


class _Draft:
    """The properties of a message while statements change them."""

    def __init__(self, message: FilterInput) -> None:
        self._system = dict(message.system)
        self._application = dict(message.application)
        self.message = FilterInput(self._system, self._application)
        self._system_changes: dict[str, str | None] = {}
        self._application_changes: dict[str, Writable] = {}
        self._spellings: dict[str, str] = {}
        self._removed: set[str] = set()

    def set_system(self, key: str, value: Value) -> None:
        self._system[key] = self._system_changes[key] = _system_text(key, value)

    def set_application(self, name: str, value: Value) -> None:
        key = name.lower()
        new = _writable(converted(value, self._application.get(key)))
        self._application[key] = self._application_changes[key] = new
        self._spellings.setdefault(key, name)

    def remove_application(self, name: str) -> None:
        key = name.lower()
        for properties in (self._application, self._application_changes, self._spellings):
            properties.pop(key, None)
        self._removed.add(key)

    def edits(self) -> Edits:
        application = {self._spellings[key]: value for key, value in self._application_changes.items()}
        return Edits(self._system_changes, frozenset(self._removed), application)


_Step = Callable[[_Draft], None]


def compile_statements(statements: tuple[syntax.Statement, ...], compiler: Compiler) -> Action:
    """Return a function that says what the statements do to a message."""
    steps = [_step(statement, compiler) for statement in statements]

    def act(message: FilterInput) -> Edits:
        draft = _Draft(message)
        for step in steps:
            step(draft)
        return draft.edits()

    return act


def _step(statement: syntax.Statement, compiler: Compiler) -> _Step:
    target = statement.target
    match statement:
        case syntax.Assignment(value=expression):
            return _assignment(target, compiler.expression(expression))
        case syntax.Removal() if target.scope == "sys":
            return lambda draft: draft.set_system(target.name, None)
        case syntax.Removal():
            return lambda draft: draft.remove_application(target.name)


def _assignment(target: syntax.Target, read: Reading) -> _Step:
    if target.scope == "sys":
        return lambda draft: draft.set_system(target.name, read(draft.message))
    return lambda draft: draft.set_application(target.name, read(draft.message))


def _system_text(key: str, value: Value) -> str | None:
    """Return what a system property becomes; all that an action may change are texts."""
    name = f"sys.{EDITABLE_NAMES[key]}"
    text = None if value is None else spelled(value)
    if value is not None and text is None:
        raise FilterEvaluationError(f"{name} is a string, and {kind_of(value).value} has no text of its own")
    if key == "messageid" and not text:
        raise FilterEvaluationError(f"{name} cannot be empty")
    if text and key in _IDENTIFIERS and len(text) > MAX_ID_CHARACTERS:
        raise FilterEvaluationError(
            f"{name} would have {len(text)} characters, {MAX_ID_CHARACTERS} are allowed"
        )
    if text and key == "contenttype" and not text.isascii():
        raise FilterEvaluationError(f"{name} is a media type, which is ASCII [RFC 6838]")
    return text


def _writable(value: Value) -> Writable:
    if isinstance(value, Decimal):
        raise FilterEvaluationError("a property cannot become a decimal")
    return value
