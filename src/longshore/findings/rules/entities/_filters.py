"""The filters of a plan's subscriptions, taken apart: what they compare, and what they let through."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from longshore.filters import FilterEvaluationError, FilterInput, compile_filter
from longshore.filters.compiler import Compiler
from longshore.filters.parser import parse
from longshore.filters.syntax import (
    All,
    Any,
    Comparison,
    Condition,
    Constant,
    In,
    Like,
    NamedProperty,
    NewId,
    Node,
    Property,
    children,
)
from longshore.findings.draft import Draft
from longshore.model.entities import CorrelationFilter
from longshore.plan.entities import Correlation, DefaultRule, Topic
from longshore.plan.source import TreePath


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter of one rule, where it is written, and the path of the subscription it belongs to."""

    path: TreePath
    rule: DefaultRule
    subscription: str

    @property
    def sql(self) -> str | None:
        """The text of a SQL filter, in one line."""
        return " ".join(self.rule.filter.split()) if isinstance(self.rule.filter, str) else None

    @property
    def condition(self) -> Condition | None:
        """What a SQL filter says."""
        return _parsed(self.rule.filter) if isinstance(self.rule.filter, str) else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a filter makes of the only property it looks at: whether a value of that passes.

    A filter of constants looks at no property, and passes everything or nothing.
    """

    property: Property | None
    passes: Callable[[str], bool]


def filters(draft: Draft) -> Iterator[Filter]:
    """Yield every filter of the plan."""
    for place, topic in enumerate(draft.plan.topics):
        yield from filters_of(place, topic)


def filters_of(place: int, topic: Topic) -> Iterator[Filter]:
    """Yield every filter of the topic at a place in the list of topics."""
    for index, subscription in enumerate(topic.subscriptions):
        properties = subscription.properties
        path: TreePath = ("topics", place, "subscriptions", index, "properties")
        if properties.default_rule is not None:
            yield Filter((*path, "default_rule", "filter"), properties.default_rule, subscription.name)
        for number, rule in enumerate(properties.rules or ()):
            yield Filter((*path, "rules", number, "filter"), rule, subscription.name)


@lru_cache(maxsize=4_096)  # several rules look at the same filters
def _parsed(text: str) -> Condition:
    return parse(text)


def parts(condition: Node | None) -> Iterator[Node]:
    """Yield a condition and everything it is made of, from left to right."""
    waiting = [] if condition is None else [condition]
    while waiting:
        part = waiting.pop()
        yield part
        waiting.extend(reversed(children(part)))


def spelled(wanted: Property, sql: str) -> str:
    """Return a property as a filter writes it; what is parsed has its name in lower case."""
    found = re.search(re.escape(wanted.name), sql, re.IGNORECASE)
    name = found.group() if found else wanted.name
    return f"sys.{name}" if wanted.scope == "sys" else name


def always_true(condition: Condition) -> bool:
    """Say whether a condition is TRUE of every message, whatever its properties."""
    match condition:
        case Any(operands=operands):
            return any(always_true(operand) for operand in operands)
        case All(operands=operands):
            return all(always_true(operand) for operand in operands)
    found = _reading_of(condition)
    return found is not None and found.property is None and found.passes("")


def equal_texts(condition: Condition | None) -> Iterator[tuple[Property, str]]:
    """Yield each text that a condition wants a property to be equal to, and the property."""
    for part in parts(condition):
        match part:
            case Comparison(operator="=", left=Property() as wanted, right=Constant(value=str(text))):
                yield wanted, text
            case Comparison(operator="=", left=Constant(value=str(text)), right=Property() as wanted):
                yield wanted, text
            case In(operand=Property() as wanted, choices=choices, negated=False):
                for choice in choices:
                    if isinstance(choice, Constant) and isinstance(choice.value, str):
                        yield wanted, choice.value


def patterns(condition: Condition | None) -> Iterator[str]:
    """Yield every pattern that a condition compares with LIKE."""
    for part in parts(condition):
        match part:
            case Like(pattern=Constant(value=str(pattern)), negated=False):
                yield pattern


def reading(rule: DefaultRule) -> Reading | None:
    """Return what a filter makes of the one property it looks at; None where there are several."""
    if isinstance(rule.filter, str):
        return _reading_of(_parsed(rule.filter))
    return _reading_of_correlation(rule.filter.correlation)


def _reading_of(condition: Condition) -> Reading | None:
    found = set(parts(condition))
    used = {part for part in found if isinstance(part, Property)}
    if len(used) > 1 or any(isinstance(part, NamedProperty | NewId) for part in found):
        return None
    judge = Compiler(lambda: UUID(int=0)).condition(condition)
    only = next(iter(used), None)
    return Reading(only, lambda value: _passes(lambda message: judge(message) is True, only, value))


def _reading_of_correlation(wanted: Correlation) -> Reading | None:
    asked = wanted.model_dump(exclude_none=True, exclude={"properties"})
    used = [Property("sys", key.replace("_", "")) for key in asked]
    used += [Property("user", name.lower()) for name in wanted.properties]
    if len(used) > 1:
        return None
    predicate = compile_filter(CorrelationFilter(**wanted.model_dump()))
    only = next(iter(used), None)
    return Reading(only, lambda value: _passes(predicate, only, value))


def _passes(predicate: Callable[[FilterInput], bool], only: Property | None, value: str) -> bool:
    given = {} if only is None else {only.name: value}
    is_system = only is not None and only.scope == "sys"
    try:
        return predicate(FilterInput(given if is_system else {}, {} if is_system else given))
    except FilterEvaluationError:
        return False
