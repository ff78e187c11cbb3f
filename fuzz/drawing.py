"""An input read as a list of choices, so that what is changed in it is a choice and not the grammar."""

from collections.abc import Sequence
from typing import TypeVar

Choice = TypeVar("Choice")


class Drawer:
    """Draws from an input; where that ends, every choice is the first."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def done(self) -> bool:
        """Whether the input is used up."""
        return self._at >= len(self._data)

    def byte(self) -> int:
        """Return the next byte."""
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def choice(self, choices: Sequence[Choice]) -> Choice:
        """Return one of some things."""
        return choices[self.byte() % len(choices)]

    def rest(self, size_bytes: int) -> bytes:
        """Return so many bytes as they are, or what is left."""
        start, self._at = self._at, min(len(self._data), self._at + size_bytes)
        return self._data[start : self._at]
