"""az reads its options before it asks Azure for anything, and what it cannot read it refuses.

So the command does nothing at all. Names of options are nearly those of ARM and of the SDKs, but not always:
a queue that requires sessions is created with `--enable-session`. What is refused here is refused by az's own
table of options, which the real az has printed.
"""

from collections.abc import Iterator

from longshore.azure.script import Command
from longshore.azure.script.az import Refusal, refused
from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity
from longshore.findings.rules.script._words import called, listed
from longshore.plan.problems import Position

_FIXES = {
    "command": "a command that az has; `az --help` lists them",
    "option": "leave it out; `--help` behind the command lists its options",
    "required": "give what is missing",
    "value": "a value that the option takes",
}


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield what az's parser refuses."""
    owners = {place: command for command in deployment.script.commands for place in _places(command)}
    for refusal in refused(deployment.script):
        yield FoundInScript(
            position=refusal.position,
            message=f"az refuses the command: {refusal.message}",
            fix=refusal.instead or _FIXES[refusal.kind],
            on_azure=_effect(deployment, refusal, owners.get(refusal.position)),
        )


def _places(command: Command) -> Iterator[Position]:
    yield command.position
    for option in command.written:
        yield option.position
        yield from (value.position for value in option.values)


def _effect(deployment: Deployment, refusal: Refusal, command: Command | None) -> str:
    said = f"az ends with `ERROR: {refusal.message}` before it asks Azure for anything"
    made = deployment.made_by(command) if command else ()
    if not made:
        return said
    names = listed([f"{called(each.kind)} {each.name}" for each in made])
    return f"{said}: {names} {'is' if len(made) == 1 else 'are'} never created"


RULE = ScriptRule(
    code="LS701",
    name="refused-by-az",
    severity=Severity.ERROR,
    on_azure="az ends with an error before it asks Azure for anything: the command does nothing at all",
    evidence=Evidence.OBSERVED,
    reference="the parser of azure-cli 2.91.0, run",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: training
    properties: {enable_sessions: true}
""",
        script="""\
az servicebus queue create --resource-group demo --namespace-name demo-namespace \\
  --name training --require-session true
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: training
    properties: {enable_sessions: true}
""",
        script="""\
az servicebus queue create --resource-group demo --namespace-name demo-namespace \\
  --name training --enable-session true
""",
    ),
)
