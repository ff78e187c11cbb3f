"""Every command works in a resource group, and none of them creates it by the way.

`az group create` may be run again at any time: it leaves a group that is there as it is.
"""

from collections.abc import Iterator

from longshore.azure.script import Command, Option
from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity
from longshore.model.azure_rules import region_name

_OPTIONS = ("--resource-group", "-g")
_DEPLOYS = "deployment sub create"


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield every resource group that is used before anything creates it or asks for it, where first used."""
    told: set[str] = set()
    for command in deployment.script.commands:
        if command.name.startswith(("group ", _DEPLOYS)):
            continue
        for group in (option.values[0] for name in _OPTIONS if (option := _given(command, name))):
            known = group.text.casefold()
            if known in told or not group.known or deployment.is_there("resource_group", group.text):
                continue
            told.add(known)
            yield FoundInScript(
                position=group.position,
                message=f"the resource group {group.text} is taken for granted",
                fix=f"`az group create --name {group.text} --location {_location(deployment)}` first",
            )


def _given(command: Command, name: str) -> Option | None:
    option = command.options.get(name)
    return option if option is not None and option.values else None


def _location(deployment: Deployment) -> str:
    written = deployment.plan.namespace.location
    return region_name(written) if written else "..."


RULE = ScriptRule(
    code="LS710",
    name="group-assumed",
    severity=Severity.NOTE,
    on_azure="where the group is missing every command is refused: ResourceGroupNotFound",
    evidence=Evidence.DOCUMENTED,
    reference="Azure Resource Manager: common deployment errors, ResourceGroupNotFound",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
az group create --name demo --location koreacentral
az servicebus namespace create -g demo -n demo-namespace --sku Premium
""",
    ),
)
