"""Names of namespaces that Azure takes, made of names that it does not, and everything that names them."""

import re
from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.model.azure_rules import (
    DOMAIN,
    MAX_NAMESPACE_NAME_CHARACTERS,
    NAMESPACE_NAME,
    RESERVED_NAMESPACE_ENDINGS,
)
from longshore.plan.edits import Put
from longshore.plan.placeholders import placeholders
from longshore.plan.source import TreePath

RULE_OF_NAMES = "6 to 50 letters, digits and hyphens, with a letter first and no hyphen last"


def is_name(name: str) -> bool:
    """Say whether Azure takes a name, or the deployment will fill it in."""
    return bool(NAMESPACE_NAME.fullmatch(name) or placeholders(name))


def is_free(name: str) -> bool:
    """Say whether a name ends in nothing that Azure keeps for itself."""
    return not name.casefold().endswith(RESERVED_NAMESPACE_ENDINGS)


def deployable(name: str, kind: str) -> str:
    """Return the name itself where Azure takes it; else one made of it, and of a word for what it names."""
    if is_name(name) and is_free(name):
        return name
    kept = re.sub(r"[^A-Za-z0-9-]+", "-", name).strip("-")
    if not kept[:1].isalpha():
        kept = f"{kind}-{kept}".rstrip("-")
    kept = kept[:MAX_NAMESPACE_NAME_CHARACTERS].rstrip("-")
    return kept if is_name(kept) and is_free(kept) else with_ending(kept, kind)


def with_ending(name: str, ending: str) -> str:
    """Return a name with a word at its end, cut so that it is not too long."""
    room = MAX_NAMESPACE_NAME_CHARACTERS - len(ending) - 1
    return f"{name[:room].rstrip('-')}-{ending}"


def renamed(draft: Draft, path: TreePath, old: str, new: str) -> Iterator[Put]:
    """Yield the edits that replace a name at its path, and wherever an address or resource id has it."""
    yield Put(path, new)
    name = re.escape(old)
    used = re.compile(
        rf"(?<![A-Za-z0-9-]){name}(?=\.{re.escape(DOMAIN)})|(?<=/namespaces/){name}(?![A-Za-z0-9-])",
        re.IGNORECASE,
    )
    for place, text in draft.texts():
        if place != path and used.search(text):
            yield Put(place, used.sub(new, text))
