"""Reading JSON that somebody else wrote: a value of the right kind, or an error that names the field."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

JsonObject = dict[str, Any]
"""What every job returns: only dicts, lists, texts, numbers, booleans and None."""

MINUTES_PER_DAY = 24 * 60


class MalformedRequest(ValueError):  # noqa: N818 - the name says what is wrong, as the worker's log will
    """A payload that no retry can help: `where` is the path of the field, `what` is wrong with it."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


def minute_of_day(text: str) -> int:
    """Return the minutes since midnight of `09:30`; `24:00` is the end of the day."""
    hours, colon, minutes = text.partition(":")
    digits = hours + minutes
    if not (colon and len(hours) == len(minutes) == 2 and digits.isascii() and digits.isdigit()):
        raise ValueError(f"{text!r} is not a time of day like 09:30")
    minute = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or minute > MINUTES_PER_DAY:
        raise ValueError(f"{text!r} is not between 00:00 and 24:00")
    return minute


def clock(minute: int) -> str:
    """Return a minute of the day as `09:30`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


class Fields:
    """A JSON object, read field by field."""

    def __init__(self, raw: object, where: str = "request") -> None:
        if not isinstance(raw, Mapping):
            raise MalformedRequest(where, f"expected an object, got {_shown(raw)}")
        self._raw = raw
        self._where = where

    def __contains__(self, name: str) -> bool:
        return self._raw.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def refuse(self, name: str, what: str) -> MalformedRequest:
        """Return the error to raise for a field that reads well but makes no sense."""
        return MalformedRequest(self._path(name), what)

    def value(self, name: str) -> object:
        """Return whatever stands in a field."""
        if name not in self._raw:
            raise self.refuse(name, "is missing")
        return self._raw[name]

    def text(self, name: str) -> str:
        """Return a text that is not blank."""
        value = self.value(name)
        if not isinstance(value, str) or not value.strip():
            raise self._unexpected(name, "a text")
        return value

    def choice(self, name: str, options: Collection[str]) -> str:
        """Return a text that is one of the options."""
        value = self.value(name)
        if not isinstance(value, str) or value not in options:
            raise self._unexpected(name, f"one of {', '.join(sorted(options))}")
        return value

    def integer(self, name: str, low: int, high: int) -> int:
        """Return a whole number from low to high."""
        value = self.value(name)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self._unexpected(name, f"a whole number from {low} to {high}")
        return value

    def number(self, name: str, low: float, high: float) -> float:
        """Return a finite number from low to high."""
        value = self.value(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise self._unexpected(name, f"a number from {low:g} to {high:g}")
        return float(value)

    def day(self, name: str) -> date:
        """Return a calendar day written as 2027-04-05."""
        text = self.text(name)
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self._unexpected(name, "a date like 2027-04-05") from error

    def minute(self, name: str) -> int:
        """Return a time of day as minutes since midnight."""
        text = self.text(name)
        try:
            return minute_of_day(text)
        except ValueError as error:
            raise self._unexpected(name, "a time of day from 00:00 to 24:00") from error

    def section(self, name: str) -> "Fields":
        """Return the object in a field, to be read in its turn."""
        return Fields(self.value(name), self._path(name))

    def sections(self, name: str) -> "list[Fields]":
        """Return the objects of a list."""
        return [Fields(item, f"{self._path(name)}[{index}]") for index, item in enumerate(self.items(name))]

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list; an absent list is empty."""
        values = self.items(name) if name in self else []
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self.refuse(f"{name}[{index}]", f"expected a text, got {_shown(value)}")
        return tuple(values)

    def numbers(self, name: str, low: float, high: float) -> list[float]:
        """Return the numbers of a list, each from low to high."""
        items = {str(index): value for index, value in enumerate(self.items(name))}
        return [Fields(items, self._path(name)).number(index, low, high) for index in items]

    def items(self, name: str) -> list[Any]:
        """Return a list, whatever stands in it."""
        value = self.value(name)
        if not isinstance(value, list):
            raise self._unexpected(name, "a list")
        return value

    def _path(self, name: str) -> str:
        return f"{self._where}.{name}"

    def _unexpected(self, name: str, wanted: str) -> MalformedRequest:
        return self.refuse(name, f"expected {wanted}, got {_shown(self._raw[name])}")


def _shown(value: object) -> str:
    # A hostile payload may hold megabytes in one field, and the message goes to the log.
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
