"""SQL filters and actions: any text is compiled, or raises FilterSyntaxError.

What was compiled judges any message, or says what becomes of it, or raises FilterEvaluationError.
A filter that was read and is written out reads as the same filter, and judges as the naive judge of the tests
does.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from tests.unit.filters import oracle
from tests.unit.filters.messages import ID
from tests.unit.filters.unparse import unparse

from fuzz.target import Target
from longshore.filters import FilterEvaluationError, FilterInput, FilterSyntaxError, compile_action
from longshore.filters.compiler import Compiler
from longshore.filters.inputs import SYSTEM_PROPERTIES, SYSTEM_PROPERTY_NAMES
from longshore.filters.parser import parse
from longshore.filters.syntax import Condition
from longshore.model.limits import MAX_FILTER_CHARACTERS

_PLAIN: Final = FilterInput(
    {"messageid": "id", "label": "news", "sessionid": "a%b_c", "size": 300},
    {"a": 1, "b": 2.5, "c": "x", "d": True, "e": None, "n": -7, "s": "TripGenerated", "big": 2**63 - 1},
)
"""What the naive judge knows."""

_ANY: Final = FilterInput(
    dict.fromkeys(SYSTEM_PROPERTIES, "\U0001f600"),
    {
        "a": Decimal("1.10"),
        "b": b"\x00\xff",
        "c": UUID(int=7),
        "d": datetime(9999, 12, 31, tzinfo=UTC),
        "e": float("nan"),
        "n": float("-inf"),
        "s": "%" * 50 + "a" * 500,
        "big": -(2**63),
    },
)

_MESSAGES: Final = (_PLAIN, _ANY, FilterInput({}, {}))
_ACTION: Final = re.compile(r"\s*(?:set|remove)\b", re.IGNORECASE)


def run(data: bytes) -> None:
    """Compile the text as an action if it begins like one, else as a filter, and try it on messages."""
    text = data.decode("utf-8", "replace")
    with suppress(FilterSyntaxError):
        if _ACTION.match(text):
            _act(text)
        else:
            _judge(text)


def _act(text: str) -> None:
    action = compile_action(text, lambda: ID)
    for message in _MESSAGES:
        with suppress(FilterEvaluationError):
            edits = action(message)
            assert len(edits.system) + len(edits.application) + len(edits.removed) <= len(text)


def _judge(text: str) -> None:
    tree = parse(text)
    written = unparse(tree)
    if len(written) <= MAX_FILTER_CHARACTERS:
        assert parse(written) == tree
    judge = Compiler(lambda: ID).condition(tree)
    for message in _MESSAGES:
        with suppress(FilterEvaluationError):
            assert judge(message) in {True, False, None}
    _compare(tree)


def _compare(tree: Condition) -> None:
    expected: object
    judged: object
    try:
        expected = oracle.judge(tree, _PLAIN)
    except oracle.Beyond:
        return
    except oracle.Unjudgeable:
        expected = "cannot be judged"
    try:
        judged = Compiler(lambda: ID).condition(tree)(_PLAIN)
    except FilterEvaluationError:
        judged = "cannot be judged"
    assert judged == expected, (judged, expected)


def seeds() -> Iterable[bytes]:
    """Return filters and actions of plans and of the documentation."""
    yield b"1=1"
    yield b"EventType LIKE '%Completed%' OR EventType LIKE '%Analysis%'"
    yield b"sys.Label LIKE '!%%' ESCAPE '!' AND NOT (a + 1 > b * -2)"
    yield b"user.[c d] IS NOT NULL AND s IN ('x', \"y\", 'TripGenerated') OR EXISTS(sys.SessionId)"
    yield b"property('a') % 3 = 1.5E2 / .5 AND newid() <> c"
    yield b"SET sys.Label = s; SET [x y] = a + 1; REMOVE b; REMOVE sys.To"
    yield b"set sys.MessageId = newid(); set user.n = -n"


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=tuple(
        word.encode()
        for word in (
            *(
                "AND",
                "OR",
                "NOT",
                "IS",
                "NULL",
                "IN",
                "LIKE",
                "ESCAPE",
                "EXISTS",
                "TRUE",
                "FALSE",
                "SET",
                "REMOVE",
            ),
            *("sys.", "user.", "newid()", "property(", "p(", "(", ")", "[", "]", "'", '"', ",", ";", "."),
            *("=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "_", " ", "\n", "'%'", "'_'"),
            *("0", "1", "1.5", "1E308", "9223372036854775807", "a", "b", "c", "d", "e", "n", "s", "big"),
            *(f"sys.{name}" for name in SYSTEM_PROPERTY_NAMES),
            *("\u017f", "\u0131", "\u00e9", "\U0001f600", "\u00a0", "\x00"),
        )
    ),
    pieces=re.compile(rb"\w+|'(?:[^']|'')*'|\s+|.", re.DOTALL),
    bytes_max=1_200,
    cpu_ms_max=1_000,
    memory_max=(1_000_000, 5_000),
    traced=6,
    inputs=8_000,
)
