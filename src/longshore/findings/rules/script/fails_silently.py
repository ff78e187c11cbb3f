"""Bash goes on after a command that failed, unless it is told to stop.

So a queue that is refused is just missing, in the middle of pages of output, and the script ends well: nobody
notices before the first message is sent to it.
"""

from collections.abc import Iterator

from longshore.azure.script import Command
from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity

_CHANGES = ("create", "set", "add", "update", "delete", "assign")
_HANDLED = ("||", "&&")


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield the first command that changes something and may fail unnoticed."""
    if any(unread.what == "what trap does" for unread in deployment.script.unread):
        return
    loose = [each for each in deployment.script.commands if _is_loose(deployment, each)]
    others = len({each.position for each in loose}) - 1
    if loose:
        yield FoundInScript(
            position=loose[0].position,
            message=f"the script goes on where this command fails{_more(others)}",
            fix="`set -euo pipefail` at the top of the script",
        )


def _more(others: int) -> str:
    if not others:
        return ""
    return f", and so for {others} more commands" if others > 1 else ", and so for one more command"


def _is_loose(deployment: Deployment, command: Command) -> bool:
    if command.errexit or not command.words or command.words[-1] not in _CHANGES:
        return False
    return not _behind(deployment, command).lstrip(" \t\n\\").startswith(_HANDLED)


def _behind(deployment: Deployment, command: Command) -> str:
    """Return what follows a command on its last line, and the next line, which may go on."""
    place, text = command.position, deployment.text
    end = min(place.line + command.source.count("\n") + 1, text.line_count)
    lines = [text.line(number) for number in range(place.line, end + 1)]
    return "\n".join(lines)[place.column - 1 :].partition(command.source)[2]


RULE = ScriptRule(
    code="LS709",
    name="fails-silently",
    severity=Severity.WARNING,
    on_azure="the next command runs, and the script ends with the result of its last one",
    evidence=Evidence.SOURCE,
    reference="the manual of bash: the Set Builtin, -e",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
#!/bin/bash
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus queue create -g demo --namespace-name demo-namespace -n orders
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
#!/bin/bash
set -euo pipefail
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus queue create -g demo --namespace-name demo-namespace -n orders
""",
    ),
)
