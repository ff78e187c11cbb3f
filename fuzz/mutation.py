"""An input from others: a few changes, drawn by a seeded source of chance.

Bytes are changed, cut, repeated and moved; of text, so are its pieces, so that what comes out is still made
of words.
"""

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from fuzz.target import Target

_EDGES: Final = tuple(
    number.to_bytes(width, "big")
    for width in (1, 2, 4, 8)
    for number in (0, 1, 0x7F, 0x80, 0xFF, 256**width // 2 - 1, 256**width // 2, 256**width - 1)
    if number < 256**width
)
_SPAN_MAX: Final = 32


class Mutator:
    """Makes inputs for one target."""

    def __init__(self, target: Target, rng: Random) -> None:
        self._target = target
        self._rng = rng
        self._words: Sequence[bytes] = target.words or _EDGES
        self._changes: tuple[Callable[[bytes, bytes], bytes], ...] = (
            self._flip,
            self._replace,
            self._insert,
            self._cut,
            self._repeat,
            self._word,
            self._edge,
            self._cross,
        )

    def mutate(self, data: bytes, other: bytes) -> bytes:
        """Return an input that was changed a little, or got something of another."""
        for _ in range(1 + int(self._rng.expovariate(0.7))):
            if self._target.pieces is not None and self._rng.random() < 0.7:
                data = self._rearrange(data, other, self._target.pieces)
            else:
                data = self._rng.choice(self._changes)(data, other)
        return data[: self._target.bytes_max]

    # -- bytes -------------------------------------------------------------------------------------

    def _flip(self, data: bytes, _other: bytes) -> bytes:
        at = self._rng.randrange(len(data) + 1)
        changed = bytes(byte ^ (1 << self._rng.randrange(8)) for byte in data[at : at + 1])
        return data[:at] + changed + data[at + 1 :]

    def _replace(self, data: bytes, _other: bytes) -> bytes:
        at = self._rng.randrange(len(data) + 1)
        return data[:at] + bytes((self._rng.randrange(256),)) + data[at + 1 :]

    def _insert(self, data: bytes, _other: bytes) -> bytes:
        at = self._rng.randrange(len(data) + 1)
        return data[:at] + self._rng.randbytes(self._rng.randrange(1, 5)) + data[at:]

    def _cut(self, data: bytes, _other: bytes) -> bytes:
        start, end = self._span(data)
        return data[:start] + data[end:]

    def _repeat(self, data: bytes, _other: bytes) -> bytes:
        start, end = self._span(data)
        return data[:end] + data[start:end] * self._rng.choice((1, 1, 2, 3, 40)) + data[end:]

    def _word(self, data: bytes, _other: bytes) -> bytes:
        at, word = self._rng.randrange(len(data) + 1), self._rng.choice(self._words)
        return data[:at] + word + data[at + self._rng.choice((0, len(word))) :]

    def _edge(self, data: bytes, _other: bytes) -> bytes:
        at, edge = self._rng.randrange(len(data) + 1), self._rng.choice(_EDGES)
        return data[:at] + edge + data[at + len(edge) :]

    def _cross(self, data: bytes, other: bytes) -> bytes:
        at = self._rng.randrange(len(data) + 1)
        start, end = self._span(other)
        return data[:at] + other[start:end] + data[at + self._rng.choice((0, end - start)) :]

    def _span(self, data: Sequence[object]) -> tuple[int, int]:
        start = self._rng.randrange(len(data) + 1)
        return start, min(len(data), start + self._rng.randint(1, _SPAN_MAX))

    # -- pieces of text ----------------------------------------------------------------------------

    def _rearrange(self, data: bytes, other: bytes, pattern: re.Pattern[bytes]) -> bytes:
        pieces, others = pattern.findall(data), pattern.findall(other)
        at = self._rng.randrange(len(pieces) + 1)
        start, end = self._span(pieces)
        match self._rng.randrange(5):
            case 0:
                pieces[at : at + self._rng.randrange(2)] = [self._rng.choice(self._words)]
            case 1:
                del pieces[start : start + self._rng.randint(1, 4)]
            case 2:
                pieces[at:at] = pieces[start:end] * self._rng.choice((1, 1, 1, 2, 30))
            case 3:
                start, end = self._span(others)
                pieces[at : at + self._rng.randrange(3)] = others[start:end]
            case _:
                pieces[at : at + 1] = [self._rng.choice(others)] if others else []
        return b"".join(pieces)
