"""Values that only the user knows: `{subscription-id}` in a text of the plan stands for one."""

import re

_PLACEHOLDER = re.compile(r"\{([A-Za-z][A-Za-z0-9_-]*)\}")


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names of the placeholders in a text, each once, in their order."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))
