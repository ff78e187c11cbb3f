"""The access policy that a plan names, and the one it gets where it has none."""

from typing import Final

from pydantic import TypeAdapter, ValidationError

from longshore.plan.sections import ShortName

NEW_POLICY: Final = "application"
CLIENT_RIGHTS: Final = ("Send", "Listen")
ALL_RIGHTS: Final = ("Send", "Listen", "Manage")

_NAME: TypeAdapter[str] = TypeAdapter(ShortName)


def is_policy_name(name: str) -> bool:
    """Say whether a policy of a plan can have a name."""
    try:
        _NAME.validate_python(name)
    except ValidationError:
        return False
    return True
