"""Keys in any case: the emulator reads `name` and `ForwardDeadLetteredMessagesTO` as well."""

from typing import Final

from longshore.emulator.document import Document
from longshore.plan.keys import known_keys
from longshore.plan.source import TreePath

ROOT: Final = "UserConfig"
"""The key that makes a file a Config.json."""


def spelled(path: TreePath, key: str) -> str:
    """Return a key of the mapping at a path as the schema spells it; what is under no `UserConfig` stays."""
    if path[:1] not in {(), (ROOT,)}:
        return key
    known = known_keys(Document, path)
    return next((other for other in known if other.casefold() == key.casefold()), key)
