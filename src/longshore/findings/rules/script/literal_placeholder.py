"""Bash fills in `$name` and `${name}`; a name in braces alone is text like any other.

A placeholder in a document is filled in by whoever reads it. In a script nobody does: az sends the braces to
Azure as a part of an id. What a script can find out by itself it should, such as the subscription that az
works in.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from longshore.azure.script import Word
from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity
from longshore.plan.placeholders import placeholders
from longshore.plan.problems import Position

_FILLED_IN = re.compile(r"\$\{\w+\}")
_FOUND_OUT = {
    "subscription-id": "SUBSCRIPTION_ID=$(az account show --query id -o tsv), and $SUBSCRIPTION_ID here",
    "tenant-id": "TENANT_ID=$(az account show --query tenantId -o tsv), and $TENANT_ID here",
}


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield every placeholder that an az command sends, once where it is written."""
    variables = tuple(deployment.script.variables.values())
    told: set[tuple[Position, str]] = set()
    for word in (*variables, *_sent(deployment)):
        for name in placeholders(_FILLED_IN.sub("", word.text)):
            place = _written(deployment, word, name, variables)
            if (place, name) not in told:
                told.add((place, name))
                yield _found(deployment, place, name)


def _sent(deployment: Deployment) -> Iterator[Word]:
    for command in deployment.script.commands:
        for option in command.written:
            yield from option.values


def _written(deployment: Deployment, word: Word, name: str, variables: Sequence[Word]) -> Position:
    """Return where a placeholder stands: on the word's line, or in the variable that it comes from."""
    place, text = word.position, f"{{{name}}}"
    found = re.compile(r"(?<!\$)" + re.escape(text)).search(
        deployment.text.line(place.line), place.column - 1
    )
    if found:
        return replace(place, column=found.start() + 1)
    origin = next((each for each in variables if text in each.text and each is not word), None)
    return _written(deployment, origin, name, ()) if origin else place


def _found(deployment: Deployment, place: Position, name: str) -> FoundInScript:
    text = f"{{{name}}}"
    is_here = deployment.text.line(place.line).startswith(text, place.column - 1)
    variable = re.sub(r"\W", "_", name).upper()
    return FoundInScript(
        position=place,
        width=len(text) if is_here else None,
        message=f"{text} is sent as it stands",
        fix=_FOUND_OUT.get(
            name, f"${{{variable}:?}}, which stops the script where the variable {variable} is not set"
        ),
        on_azure=f"refused: '{text}' is no part of an id. Bash leaves braces around one word as they are",
    )


RULE = ScriptRule(
    code="LS702",
    name="literal-placeholder",
    severity=Severity.ERROR,
    on_azure="refused: bash leaves braces around one word as they are, and no id has them",
    evidence=Evidence.INFERRED,
    reference="the manual of bash: brace expansion needs a comma or two dots",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
az role assignment create --role "Azure Service Bus Data Sender" --assignee "$APP_ID" \\
  --scope "/subscriptions/{subscription-id}/resourceGroups/demo"
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
SUBSCRIPTION_ID=$(az account show --query id --output tsv)
az role assignment create --role "Azure Service Bus Data Sender" --assignee "$APP_ID" \\
  --scope "/subscriptions/$SUBSCRIPTION_ID/resourceGroups/demo"
""",
    ),
)
