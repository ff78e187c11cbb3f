"""All rules: every module under `rules/` is one, found by looking into the folders."""

from functools import cache
from importlib import import_module
from pkgutil import walk_packages

from longshore.findings import rules
from longshore.findings.finding import AnyRule


@cache
def catalog() -> tuple[AnyRule, ...]:
    """Return every rule, by code."""
    names = [
        module.name
        for module in walk_packages(rules.__path__, f"{rules.__name__}.")
        if not module.ispkg and not module.name.rpartition(".")[2].startswith("_")
    ]
    found: list[AnyRule] = [import_module(name).RULE for name in names]
    return tuple(sorted(found, key=lambda rule: rule.code))


def rule(code: str) -> AnyRule:
    """Return the rule with a code, in any case; raises LookupError."""
    for known in catalog():
        if known.code == code.upper():
            return known
    raise LookupError(code)
