"""What the rules of the stories mean, said a second time in Python: their language has tests of its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from longshore.model.entities import CorrelationFilter, RuleDescription, SqlFilter, TrueFilter
from tests.oracle.naive.message import Letter


class CannotJudge(Exception):  # noqa: N818  # [ASB topic-filters] calls it an exception, not an error
    """A condition fails on a message."""


@dataclass(frozen=True)
class Rule:
    """A rule as the broker gets it, and its meaning."""

    description: RuleDescription
    passes: Callable[[Letter], bool]
    act: Callable[[Letter], Letter] | None = None


def _is_red(letter: Letter) -> bool:
    return letter.properties.get("colour") == "red"


def _is_blue(letter: Letter) -> bool:
    return letter.properties.get("colour") == "blue"


def _is_large(letter: Letter) -> bool:
    size = letter.properties.get("size")
    if isinstance(size, str):
        raise CannotJudge
    return isinstance(size, int) and size > 1


def _heat(letter: Letter) -> Letter:
    return letter.told({"tag": "hot"})


def _bleach(letter: Letter) -> Letter:
    return replace(
        letter, properties={name: known for name, known in letter.properties.items() if name != "colour"}
    )


def _join(letter: Letter) -> Letter:
    return replace(letter, session_id="x")


_RED, _LARGE = SqlFilter("colour = 'red'"), SqlFilter("size > 1")
_BLUE = CorrelationFilter(properties={"colour": "blue"})

RULES: Final = {
    rule.description.name: rule
    for rule in (
        Rule(RuleDescription("$Default", TrueFilter()), lambda _letter: True),
        Rule(RuleDescription("red", _RED), _is_red),
        Rule(RuleDescription("blue", _BLUE), _is_blue),
        Rule(RuleDescription("large", _LARGE), _is_large),
        Rule(RuleDescription("heated", _RED, "SET tag = 'hot'"), _is_red, _heat),
        Rule(RuleDescription("bleached", _BLUE, "REMOVE colour"), _is_blue, _bleach),
        Rule(RuleDescription("joined", TrueFilter(), "SET sys.SessionId = 'x'"), lambda _letter: True, _join),
    )
}
