"""A Geo-DR alias pairs two namespaces, and both must be there first.

The partner is a Premium namespace of its own in another region, without queues and topics, as many partitions
as the primary has. `az servicebus georecovery-alias create` only names it; nothing makes it by the way.
"""

from collections.abc import Iterator

from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield every pairing with a namespace that the script neither creates nor asks for."""
    if deployment.deploys_template:
        return
    for alias in deployment.resources.of("alias"):
        partner = alias.properties.get("secondary")
        if partner is None or not partner.known or deployment.is_there("namespace", partner.text):
            continue
        yield FoundInScript(
            position=partner.position,
            message=f"{alias.path[0]} is paired with {partner.text}, which the script never creates",
            fix=f"before it, `az servicebus namespace create --name {partner.text} --sku Premium`"
            f"{_where(deployment)}",
        )


def _where(deployment: Deployment) -> str:
    geo_dr = deployment.plan.geo_dr
    return f" in {geo_dr.secondary.location}" if geo_dr else " in another region"


RULE = ScriptRule(
    code="LS704",
    name="partner-missing",
    severity=Severity.ERROR,
    on_azure="the pairing is refused: the partner namespace does not exist",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus Geo-Disaster Recovery, setup (2026-02)",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace, location: Korea Central}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: Japan East}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace -l koreacentral --sku Premium
az servicebus georecovery-alias set -g demo --namespace-name demo-namespace \\
  --alias demo-alias --partner-namespace demo-secondary
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace, location: Korea Central}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: Japan East}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace -l koreacentral --sku Premium
az servicebus namespace create -g demo -n demo-secondary -l japaneast --sku Premium
az servicebus georecovery-alias set -g demo --namespace-name demo-namespace \\
  --alias demo-alias --partner-namespace demo-secondary
""",
    ),
)
