"""az works in the subscription that was chosen last, on this machine, by whoever chose it.

A script that says which subscription it means, or at least finds out and shows it, does not deploy production
into a subscription for tests.
"""

from collections.abc import Iterator

from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity

_ENVIRONMENT = "AZURE_SUBSCRIPTION_ID"


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield the first command of a script that never says or asks which subscription it works in."""
    commands = deployment.script.commands
    if any(
        each.name.startswith(("account ", "login")) or "--subscription" in each.options for each in commands
    ):
        return
    if commands and _ENVIRONMENT not in deployment.script.variables:
        yield FoundInScript(
            position=commands[0].position,
            message="the script works in whatever subscription az was set to last",
            fix="`az account set --subscription ...` first, or `az account show` to find out",
        )


RULE = ScriptRule(
    code="LS711",
    name="account-assumed",
    severity=Severity.NOTE,
    on_azure="everything is created in the subscription that is active, be it the wrong one",
    evidence=Evidence.SOURCE,
    reference="azure-cli 2.91.0: `az account set`",
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
az account set --subscription production
az servicebus namespace create -g demo -n demo-namespace --sku Premium
""",
    ),
)
