"""The namespaces of a plan, and how addresses and resource ids name them."""

import re

from longshore.findings.draft import Draft
from longshore.model.azure_rules import DOMAIN, NAMESPACE_NAME, RESERVED_NAMESPACE_ENDINGS
from longshore.plan.placeholders import placeholders
from longshore.plan.source import TreePath

HOST = re.compile(rf"(?<![\w.-])([\w-]+)(?=\.{re.escape(DOMAIN)}(?![\w-]))", re.ASCII | re.IGNORECASE)
"""The name of a namespace in an address."""

SCOPE = re.compile(r"(?<=/providers/Microsoft\.ServiceBus/namespaces/)[^/]+", re.IGNORECASE)
"""The name of a namespace in a resource id."""

ENDPOINT: TreePath = ("connection", "connection_endpoint")
FALLBACK: TreePath = ("connection", "fallback_connection_string")
APPLICATION: TreePath = ("application", "ServiceBus")


def namespaces(draft: Draft) -> tuple[str, ...]:
    """Return the names of the namespaces, the primary's first."""
    plan = draft.plan
    return (plan.namespace.name, *([plan.geo_dr.secondary.name] if plan.geo_dr is not None else []))


def addresses(draft: Draft) -> tuple[str, ...]:
    """Return the names that clients can connect to: the namespaces', and before them the alias's."""
    geo_dr = draft.plan.geo_dr
    return (*([geo_dr.alias] if geo_dr is not None else []), *namespaces(draft))


def is_one_of(name: str, names: tuple[str, ...]) -> bool:
    """Say whether a name is among names; case makes no difference."""
    return name.casefold() in {each.casefold() for each in names}


def is_settled(name: str) -> bool:
    """Say whether Azure takes a namespace's name, so that no other rule will change it."""
    taken = NAMESPACE_NAME.fullmatch(name) and not name.casefold().endswith(RESERVED_NAMESPACE_ENDINGS)
    return bool(taken or placeholders(name))
