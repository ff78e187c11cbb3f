"""Lists and counts in sentences, and what the kinds of things are called."""

from collections.abc import Iterable, Sequence

from longshore.findings.deployment import Deployment
from longshore.findings.rules.entities._filters import Filter
from longshore.plan.source import TreePath

_CALLED = {
    "alias": ("Geo-DR alias", "Geo-DR aliases"),
    "private_dns_zone": ("private DNS zone", "private DNS zones"),
    "dns_zone_link": ("DNS zone link", "DNS zone links"),
    "dns_zone_group": ("DNS zone group", "DNS zone groups"),
    "network_access": ("network rule set", "network rule sets"),
    "access_policy": ("shared access key", "shared access keys"),
    "secret": ("key vault secret", "key vault secrets"),
    "autoscale": ("autoscale setting", "autoscale settings"),
}
"""Where it is not the word that the reading of scripts has for it."""


def listed(words: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    *most, last = words or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def called(kind: str, count: int = 1) -> str:
    """Return what one thing of a kind, or several, are called."""
    word = kind.replace("_", " ")
    one, several = _CALLED.get(kind, (word, f"{word}s"))
    return one if count == 1 else several


def in_plan(deployment: Deployment, paths: Iterable[TreePath]) -> str:
    """Return `line 8 of plan.yaml` or `lines 8 and 12 of plan.yaml`."""
    return f"{lines(deployment, paths)} of {deployment.draft.source.text.file}"


def lines(deployment: Deployment, paths: Iterable[TreePath]) -> str:
    """Return `line 8` or `lines 8, 12 and 20`."""
    numbers = [str(line) for line in dict.fromkeys(deployment.line(path) for path in paths)]
    return f"line {numbers[0]}" if len(numbers) == 1 else f"lines {listed(numbers)}"


def topic_of(deployment: Deployment, wanted: Filter) -> str:
    """Return the name of the topic that a filter's subscription belongs to."""
    _, place, *_ = wanted.path
    return deployment.plan.topics[int(place)].topic_name
