"""Values that only the user knows: `{subscription-id}` in a text of the plan stands for one."""

import re
from typing import Final

SUBSCRIPTION: Final = "subscription-id"
RESOURCE_GROUP: Final = "rg-name"
GROUP_LOCATION: Final = "rg-location"
"""What every deployment knows by itself."""

SUBSCRIPTION_ID: Final = f"/subscriptions/{{{SUBSCRIPTION}}}"
GROUP_ID: Final = f"{SUBSCRIPTION_ID}/resourceGroups/{{{RESOURCE_GROUP}}}"
"""The ARM ids of the deployment's own subscription and resource group, as plans write them."""

_PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]*)\}")


def in_braces(name: str) -> str:
    """Return a placeholder as texts have it."""
    return f"{{{name}}}"


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names of the placeholders in a text, each once, in their order."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))
