"""A private endpoint takes an address in a subnet, which somebody else may have to create.

Networks are often the business of another team and another script. Then asking for the subnet at the top says
at once, and in plain words, what is missing, before half of the rest is there.
"""

from collections.abc import Iterator

from longshore.azure.script.resources import Resource
from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity

_KINDS = {"vnet": ("virtual network", "vnet"), "subnet": ("subnet", "vnet subnet")}
"""By the key of what uses it: what it is called, and the group of its commands."""


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield each network and subnet that is used, and neither created nor asked for, where first used."""
    if deployment.deploys_template:
        return
    told: set[tuple[str, str]] = set()
    for kind in ("private_endpoint", "dns_zone_link"):
        for each in deployment.resources.of(kind):
            yield from _assumed(deployment, each, told)


def _assumed(deployment: Deployment, each: Resource, told: set[tuple[str, str]]) -> Iterator[FoundInScript]:
    for kind, (noun, group) in _KINDS.items():
        word = each.properties.get(kind)
        if word is None or not word.known or (kind, word.text) in told:
            continue
        told.add((kind, word.text))
        if not _is_there(deployment, kind, word.text):
            yield FoundInScript(
                position=word.position,
                message=f"the {noun} {word.text} is taken for granted",
                fix=f"`az network {group} show` at the top, or `az network {group} create`",
            )


def _is_there(deployment: Deployment, kind: str, name: str) -> bool:
    """Whether a network or subnet is there; a subnet that is there has a network around it."""
    inside = kind == "vnet" and deployment.is_there("subnet", name)
    return inside or deployment.is_there(kind, name)


RULE = ScriptRule(
    code="LS712",
    name="network-assumed",
    severity=Severity.NOTE,
    on_azure="where it is missing the private endpoint is refused",
    evidence=Evidence.INFERRED,
    reference="what a resource refers to exists first",
    find=find,
    about=__doc__,
    failing=Example(
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
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
""",
        script="""\
az network vnet subnet show -g demo --vnet-name net --name apps || exit 1
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az network private-endpoint create -g demo -n endpoint --vnet-name net --subnet apps -l koreacentral \\
  --connection-name demo --group-id namespace --private-connection-resource-id "$NAMESPACE_ID"
""",
    ),
)
