"""The plan's section `application` as .NET reads it: a JSON file, App Service settings, or variables.

.NET's configuration is one tree of texts, whatever it comes from. In a name, `:` parts the tree's levels;
where a name has to be a variable's, `__` stands for it [configuration providers]. Every provider hands on
texts, and the binder converts them: the application cannot tell a number in JSON from one in a variable.

A Key Vault reference is no part of that. App Service replaces it in its application settings and nowhere else
[app-service-key-vault-references]: in a file, or in any other variable, it would be taken for the secret. So
only the settings for App Service have it.
"""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any, Final

from longshore.plan.document import Plan
from longshore.plan.sections import Duration, Section

_REFERENCE: Final = re.compile(r"@Microsoft\.KeyVault\(.*\)", re.IGNORECASE | re.DOTALL)
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


Settings = dict[str, Any]
"""Values by key, sections as settings of their own."""


def appsettings_json(plan: Plan) -> str:
    """Return the settings as `appsettings.Production.json` has them, without Key Vault references."""
    return json.dumps(_without_references(_settings(plan)), indent=2, ensure_ascii=False, default=str) + "\n"


def app_service_settings(plan: Plan) -> str:
    """Return the settings as JSON for `az webapp config appsettings set --settings @file`."""
    settings = [
        {"name": _variable(path), "value": _text(value), "slotSetting": False}
        for path, value in _leaves(_settings(plan))
    ]
    return json.dumps(settings, indent=2, ensure_ascii=False) + "\n"


def environment(plan: Plan) -> str:
    """Return the settings as lines for a shell (`set -a; . ./file`), without Key Vault references.

    Values that a shell would change are quoted for it; others stand as any reader of such files takes them.
    """
    leaves = _leaves(_without_references(_settings(plan)))
    return "".join(f"{_variable(path)}={shlex.quote(_text(value))}\n" for path, value in leaves)


def notes(plan: Plan) -> tuple[str, ...]:
    """Return what one has to know to use these settings, each note beginning with the setting's name."""
    return tuple(note for path, value in _leaves(_settings(plan)) for note in _notes(path, value))


def _notes(path: tuple[str, ...], value: object) -> Iterator[str]:
    name = ":".join(path)
    if _is_reference(value):
        yield (
            f"{name} is a Key Vault reference, which only application settings of App Service resolve: it is"
            " left out of appsettings.json and of the environment."
        )
    if isinstance(value, Duration):
        yield (
            f"{name} is an ISO 8601 duration, which .NET's binder does not take for a TimeSpan: bind it as"
            " text and read it with XmlConvert.ToTimeSpan."
        )
    if not _NAME.fullmatch(_variable(path)):
        yield f"{name} is no name for a variable: rename it to letters, digits and underscores."


def _settings(plan: Plan) -> Settings:
    """Return the section's values, without keys and sections that say nothing."""
    return _filled(dict(plan.application))


def _filled(values: Mapping[str, Any]) -> Settings:
    inner = {
        key: _filled(dict(value)) if isinstance(value, Section | Mapping) else value
        for key, value in values.items()
    }
    return {key: value for key, value in inner.items() if value is not None and value != {}}


def _without_references(settings: Settings) -> Settings:
    return {
        key: _without_references(value) if isinstance(value, dict) else value
        for key, value in settings.items()
        if not _is_reference(value)
    }


def _is_reference(value: object) -> bool:
    return isinstance(value, str) and _REFERENCE.fullmatch(value) is not None


def _leaves(settings: Settings, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield every value with the keys that lead to it."""
    for key, value in settings.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _variable(path: tuple[str, ...]) -> str:
    return "__".join(path).replace(":", "__")


def _text(value: object) -> str:
    """Return a value as .NET's providers hand it on."""
    return str(value).lower() if isinstance(value, bool) else str(value)
