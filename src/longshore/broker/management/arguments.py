"""Arguments of requests: AMQP values of any width to plain ones, with a clear word where one is wrong."""

from collections.abc import Mapping
from typing import NoReturn, TypeVar
from uuid import UUID

from longshore.broker.errors import Unacceptable
from longshore.model.refusal import Condition, Refusal

Body = Mapping[object, object]

T = TypeVar("T")


def bad_argument(description: str) -> NoReturn:
    """Refuse a request because of what its body says."""
    raise Unacceptable(Refusal(Condition.ARGUMENT_ERROR, description))


def text(body: Body, name: str) -> str | None:
    """Return a text, None where it is absent or empty: Python sends "" for reasons that were not given."""
    value = body.get(name)
    return str(value) if isinstance(value, str) and value else None


def needed_text(body: Body, name: str) -> str:
    """Return a text that must be there."""
    return text(body, name) or bad_argument(f"'{name}' must be given, as text.")


def whole(body: Body, name: str, default: int | None = None) -> int:
    """Return a whole number; clients send every width of it. A default stands for null as well."""
    value = body.get(name)
    if value is None:
        value = default
    if not isinstance(value, int) or isinstance(value, bool):
        bad_argument(f"'{name}' must be a whole number, not {value!r}.")
    return int(value)


def count(body: Body, name: str, default: int | None = None) -> int:
    """Return a number of things."""
    value = whole(body, name, default)
    return value if value >= 0 else bad_argument(f"'{name}' must not be negative.")


def numbers(body: Body) -> list[int]:
    """Return sequence numbers, each once."""
    return [int(value) for value in _some(body, "sequence-numbers", int, "long")]


def tokens(body: Body) -> list[bytes]:
    """Return lock tokens, each once, as they stand in delivery tags: .NET's byte order of the same GUID."""
    return [value.bytes_le for value in _some(body, "lock-tokens", UUID, "uuid")]


def _some(body: Body, name: str, kind: type[T], amqp: str) -> list[T]:
    values = body.get(name)
    found = [value for value in values if isinstance(value, kind)] if isinstance(values, list) else []
    if not isinstance(values, list) or not found or len(found) < len(values):
        bad_argument(f"'{name}' must be an array of {amqp} with one element or more.")
    return list(dict.fromkeys(found))


def properties(body: Body, name: str) -> dict[str, object]:
    """Return a map of application properties; nothing where it is absent."""
    value = body.get(name)
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}
