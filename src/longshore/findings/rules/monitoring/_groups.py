"""Action groups: what Azure wants of one, made of its name."""

from longshore.model.azure_rules import MAX_SHORT_NAME_CHARACTERS
from longshore.plan.source import Tree

RECEIVERS: Tree = ({"name": "operators", "email_address": "{alert-email}"},)
"""Whom a group writes to as long as the plan does not say."""

_NAMELESS = "alerts"


def short_name(name: str) -> str:
    """Return as many words of a name as fit, or as much of its first word."""
    limit = MAX_SHORT_NAME_CHARACTERS
    cut = name[: limit + 1]
    words = cut.rpartition("-")[0] if len(name) > limit else name
    return (words.strip("- ") or name[:limit].strip("- ")) or _NAMELESS
