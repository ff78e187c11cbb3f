"""How a role assignment names its role."""

import re
from difflib import get_close_matches

from longshore.model.azure_rules import ROLE_DEFINITIONS
from longshore.plan.placeholders import placeholders

_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_ID = re.compile(rf"(?:.*/roleDefinitions/)?({_GUID})", re.IGNORECASE)
_NAMES = {name.casefold(): name for name in ROLE_DEFINITIONS}


def role_id(role: str) -> str | None:
    """Return the id that a role's name or id means; None for a name that is none of the built-in ones."""
    found = _ID.fullmatch(role)
    if found is not None:
        return found[1].casefold()
    return ROLE_DEFINITIONS.get(role)


def is_known_role(role: str) -> bool:
    """Say whether Azure takes a role, or the deployment will fill it in."""
    return role_id(role) is not None or bool(placeholders(role))


def nearest_role(role: str) -> str | None:
    """Return the built-in role whose name is most like a text; None where none is like it."""
    near = get_close_matches(role.casefold(), _NAMES, n=1)
    return _NAMES[near[0]] if near else None
