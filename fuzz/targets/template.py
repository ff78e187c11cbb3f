"""ARM templates, and whatever else is given to `longshore import`: any bytes give a plan, or PlanError."""

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from fuzz.target import Target
from longshore.azure.arm import json_text, template
from longshore.cli.importing import _imported
from longshore.plan import PlanError, parse_plan

_PLAN: Final = Path(__file__).parents[2] / "tests/data/ai-service.azure.yaml"
_RESOURCES_MAX: Final = 3


def run(data: bytes) -> None:
    """Read the bytes as `longshore import` does."""
    with suppress(PlanError):
        _imported(data, "template.json")


@cache
def seeds() -> Iterable[bytes]:
    """Return templates of one kind of resource each, and the smallest."""
    whole: dict[str, Any] = json.loads(json_text(template(parse_plan(_PLAN.read_bytes(), "plan.yaml"))))
    resources = whole.pop("resources")
    namespaces = [each for each in resources if each["type"] == "Microsoft.ServiceBus/namespaces"]
    by_kind: dict[str, list[Any]] = {}
    for each in resources:
        by_kind.setdefault(each["type"], []).append(each)
    return [
        json.dumps({**whole, "resources": [*namespaces, *kind[:_RESOURCES_MAX]]}).encode()
        for kind in by_kind.values()
    ]


def words() -> Iterable[bytes]:
    """Return the words of the templates, and what expressions are made of."""
    text = b"\n".join(seeds())
    yield from sorted(set(re.findall(rb'"[\w/.$]+"', text)))
    yield from (
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b":",
        b'"',
        b"null",
        b"true",
        b"1e999",
        b"-1",
        b"\\ud800",
        b"\\u0000",
    )
    yield from (
        b"[parameters('a')]",
        b"[variables('a')]",
        b"[concat('a','b')]",
        b"[resourceId('a/b','c')]",
        b"[[a]",
    )
    yield from (
        b"[",
        b"]",
        b"(",
        b")",
        b"'",
        b"copy",
        b"copyIndex()",
        b"condition",
        b"format('{0}', 'a')",
        b"[",
        b".a",
    )


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=tuple(words()),
    pieces=re.compile(rb'"[^"]*"|\w+|\s+|.', re.DOTALL),
    bytes_max=16_000,
    cpu_ms_max=2_000,
    memory_max=(5_000_000, 5_000),
    traced=4,
    inputs=800,
)
