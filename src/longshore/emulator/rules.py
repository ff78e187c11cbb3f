"""A subscription's rules as a Config.json has them.

The emulator gives a subscription without rules its `$Default`, which lets everything through, as Service Bus
does. What it cannot have is a subscription with no rule at all; a filter that is never true stands for that.
"""

from collections.abc import Iterator
from typing import Any, Final

from longshore.emulator.keys import CORRELATION
from longshore.emulator.losses import Losses
from longshore.model.entities import DEFAULT_RULE
from longshore.plan.entities import Correlation, DefaultRule, SubscriptionProperties
from longshore.plan.source import TreePath

NOTHING_PASSES: Final = {
    "Name": DEFAULT_RULE.name,
    "Properties": {"FilterType": "Sql", "SqlFilter": {"SqlExpression": "1=0"}},
}


def rules(
    properties: SubscriptionProperties, path: TreePath, entity: str, losses: Losses
) -> list[dict[str, Any]]:
    """Return the rules of the subscription with properties at a path."""
    if properties.rules == ():
        why = "without rules the emulator lets everything through; this one lets nothing through"
        losses.add((*path, "rules"), entity, "none", f"{DEFAULT_RULE.name} with 1=0", why)
        return [NOTHING_PASSES]
    return [
        {"Name": name, "Properties": _rule(rule, at, entity, losses)}
        for name, rule, at in _named(properties, path)
    ]


def _named(properties: SubscriptionProperties, path: TreePath) -> Iterator[tuple[str, DefaultRule, TreePath]]:
    if properties.default_rule is not None:
        yield DEFAULT_RULE.name, properties.default_rule, (*path, "default_rule")
    for index, rule in enumerate(properties.rules or ()):
        yield rule.name, rule, (*path, "rules", index)


def _rule(rule: DefaultRule, path: TreePath, entity: str, losses: Losses) -> dict[str, Any]:
    written = _filter(rule, (*path, "filter"), entity, losses)
    return {**written, "Action": {"SqlExpression": rule.action}} if rule.action else written


def _filter(rule: DefaultRule, path: TreePath, entity: str, losses: Losses) -> dict[str, Any]:
    if isinstance(rule.filter, str):
        return {"FilterType": "Sql", "SqlFilter": {"SqlExpression": rule.filter}}
    compared = _compared(rule.filter.correlation, (*path, "correlation"), entity, losses)
    if compared:
        return {"FilterType": "Correlation", "CorrelationFilter": compared}
    why = "the emulator wants a correlation filter to compare something; this condition holds as well"
    losses.add(path, entity, "a correlation filter of nothing", "1=1", why)
    return {"FilterType": "Sql", "SqlFilter": {"SqlExpression": "1=1"}}


def _compared(filter_: Correlation, path: TreePath, entity: str, losses: Losses) -> dict[str, Any]:
    """Return what a correlation filter compares; the format says "not compared" with an empty text."""
    values = {theirs: getattr(filter_, ours) for theirs, ours in CORRELATION}
    for theirs, ours in CORRELATION:
        if values[theirs] == "":
            losses.add((*path, ours), entity, "", "nothing", "an empty text is no text there")
    properties = {"Properties": dict(filter_.properties)} if filter_.properties else {}
    return {theirs: value for theirs, value in values.items() if value} | properties
