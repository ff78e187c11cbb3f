"""Azure takes some things in one order only.

A queue wants its namespace first, a rule its subscription, a queue that forwards the queue to forward to. Two
namespaces with private endpoints are paired after both endpoints are there: Azure pairs only if both have one
or neither, and gives the primary of a pair an endpoint only if the secondary has one already. Queues and
topics are created on the primary alone: a secondary must be empty when it is paired, and afterwards gets its
entities from the primary.
"""

from collections.abc import Iterator

from longshore.azure.script.resources import Resource
from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity
from longshore.findings.rules.script._words import called

_PARENTS = {
    "alias": ("namespace", 1),
    "network_access": ("namespace", 1),
    "access_policy": ("namespace", 1),
    "queue": ("namespace", 1),
    "topic": ("namespace", 1),
    "subscription": ("topic", 2),
    "rule": ("subscription", 3),
    "dns_zone_link": ("private_dns_zone", 1),
    "dns_zone_group": ("private_endpoint", 1),
    "secret": ("key_vault", 1),
    "autoscale": ("namespace", 1),
    "diagnostic_setting": ("namespace", 1),
}
"""What must be there before a thing of a kind, and how many parts of its name name it."""
_NEEDS = (
    ("alias", "secondary", "namespace"),
    ("private_endpoint", "namespace", "namespace"),
    ("dns_zone_group", "private_dns_zone", "private_dns_zone"),
    ("alert", "action_group", "action_group"),
)
_FORWARDS = ("forward_to", "forward_dead_lettered_messages_to")


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield what is created too early, too late, or on the wrong side of a pair."""
    order = {id(each): index for index, each in enumerate(deployment.resources.made)}
    for each in deployment.resources.made:
        for needed in _needed(deployment, each):
            if order[id(needed)] > order[id(each)]:
                yield _too_early(each, needed)
    for alias in deployment.resources.of("alias"):
        yield from _endpoints(deployment, alias, order)
        yield from _on_secondary(deployment, alias)


def _needed(deployment: Deployment, each: Resource) -> Iterator[Resource]:
    """Yield what the script makes that must be there before something."""
    if each.kind in _PARENTS:
        kind, length = _PARENTS[each.kind]
        yield from _made(deployment, kind, *each.path[:length])
    for kind, key, wanted in _NEEDS:
        if each.kind == kind and key in each.properties:
            yield from _made(deployment, wanted, each.properties[key].text)
    for key in _FORWARDS:
        if key in each.properties:
            yield from _made(deployment, "queue", each.properties[key].text)
            yield from _made(deployment, "topic", each.properties[key].text)


def _made(deployment: Deployment, kind: str, *path: str) -> Iterator[Resource]:
    found = deployment.find(kind, *path)
    if found is not None:
        yield found


def _too_early(each: Resource, needed: Resource) -> FoundInScript:
    what = f"{called(needed.kind)} {needed.name}"
    return FoundInScript(
        position=each.command.position,
        message=f"{called(each.kind)} {each.name} is created before {what}, in line"
        f" {needed.command.position.line}",
        fix=f"create {what} first",
        on_azure=f"refused: there is no {what} yet",
    )


def _endpoints(deployment: Deployment, alias: Resource, order: dict[int, int]) -> Iterator[FoundInScript]:
    """Yield an endpoint that comes too late for a pair, or a pair that comes before its second endpoint."""
    primary, secondary = alias.path[0], alias.properties.get("secondary")
    if secondary is None or not secondary.known or not primary:
        return
    on_primary, on_secondary = (_endpoint(deployment, name) for name in (primary, secondary.text))
    paired = order[id(alias)]
    first = paired if on_primary is None else order[id(on_primary)]
    is_ready = on_secondary is not None and order[id(on_secondary)] < max(first, paired)
    if on_primary is None or is_ready:
        return
    before = f"create the private endpoint of {secondary.text}, then that of {primary}, and pair them then"
    if first > paired:
        yield FoundInScript(
            position=on_primary.command.position,
            message=f"{primary} is paired in line {alias.command.position.line}, before its private endpoint"
            f" {on_primary.name} is created",
            fix=before,
            on_azure="refused: the primary of a pair gets a private endpoint only if the secondary has one",
        )
    else:
        yield FoundInScript(
            position=alias.command.position,
            message=f"{primary} is paired when it has a private endpoint and {secondary.text} has none",
            fix=before,
            on_azure="refused: two namespaces are paired only if both have private endpoints, or neither",
        )


def _endpoint(deployment: Deployment, namespace: str) -> Resource | None:
    for each in deployment.resources.of("private_endpoint"):
        target = each.properties.get("namespace")
        if target is not None and target.text.casefold() == namespace.casefold():
            return each
    return None


def _on_secondary(deployment: Deployment, alias: Resource) -> Iterator[FoundInScript]:
    secondary = alias.properties.get("secondary")
    for kind in ("queue", "topic"):
        for each in deployment.resources.of(kind):
            if secondary is not None and each.path[0].casefold() == secondary.text.casefold():
                yield FoundInScript(
                    position=each.command.position,
                    message=f"{kind} {each.name} is created on {each.path[0]}, the secondary of"
                    f" {alias.path[0]}",
                    fix=f"create it on {alias.path[0]} alone; the pair copies it",
                    on_azure="refused: a secondary is empty when it is paired, and read-only afterwards",
                )


RULE = ScriptRule(
    code="LS703",
    name="wrong-order",
    severity=Severity.ERROR,
    on_azure="refused: what it needs is not there yet, or what is there already forbids it",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus Geo-Disaster Recovery, private endpoints (2026-02)",
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
SB=/subscriptions/$SUBSCRIPTION/resourceGroups/demo/providers/Microsoft.ServiceBus/namespaces
az servicebus namespace create -g demo -n demo-namespace -l koreacentral --sku Premium
az servicebus namespace create -g demo -n demo-secondary -l japaneast --sku Premium
az servicebus georecovery-alias create -g demo --namespace-name demo-namespace \\
  --alias demo-alias --partner-namespace "$SB/demo-secondary"
az network private-endpoint create -g demo -n primary -l koreacentral --vnet-name net --subnet apps \\
  --connection-name primary --group-id namespace --private-connection-resource-id "$SB/demo-namespace"
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
SB=/subscriptions/$SUBSCRIPTION/resourceGroups/demo/providers/Microsoft.ServiceBus/namespaces
az servicebus namespace create -g demo -n demo-namespace -l koreacentral --sku Premium
az servicebus namespace create -g demo -n demo-secondary -l japaneast --sku Premium
az network private-endpoint create -g demo -n secondary -l koreacentral --vnet-name net --subnet apps \\
  --connection-name secondary --group-id namespace --private-connection-resource-id "$SB/demo-secondary"
az network private-endpoint create -g demo -n primary -l koreacentral --vnet-name net --subnet apps \\
  --connection-name primary --group-id namespace --private-connection-resource-id "$SB/demo-namespace"
az servicebus georecovery-alias create -g demo --namespace-name demo-namespace \\
  --alias demo-alias --partner-namespace "$SB/demo-secondary"
""",
    ),
)
