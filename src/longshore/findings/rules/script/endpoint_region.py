"""A private endpoint is in the region of its virtual network, wherever the namespace is.

az takes the region of the resource group where nothing is said. That is the network's by chance: a group may
be anywhere, and what is in it may be anywhere else.
"""

from collections.abc import Iterator

from longshore.azure.script.az import may_say_more
from longshore.azure.script.resources import Resource
from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield every private endpoint without a region of its own."""
    for each in deployment.resources.of("private_endpoint"):
        if "location" not in each.properties and not may_say_more(each.command):
            yield FoundInScript(
                position=each.command.position,
                message=f"private endpoint {each.name} has no --location, so it gets its resource group's",
                fix=f"--location with the region of the network {_network(each)}".rstrip(),
            )


def _network(endpoint: Resource) -> str:
    vnet = endpoint.properties.get("vnet")
    return vnet.text if vnet else ""


RULE = ScriptRule(
    code="LS713",
    name="endpoint-region",
    severity=Severity.WARNING,
    on_azure="refused where that is not the region of the virtual network",
    evidence=Evidence.SOURCE,
    reference="azure-cli 2.91.0, private_endpoint/_create.py: the location is the group's",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az network private-endpoint create -g demo -n endpoint --vnet-name net --subnet apps \\
  --connection-name demo --group-id namespace --private-connection-resource-id "$NAMESPACE_ID"
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az network private-endpoint create -g demo -n endpoint --vnet-name net --subnet apps -l koreacentral \\
  --connection-name demo --group-id namespace --private-connection-resource-id "$NAMESPACE_ID"
""",
    ),
)
