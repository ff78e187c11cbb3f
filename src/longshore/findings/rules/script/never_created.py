"""What the plan names and the script leaves out is not there after it ran, and nothing says so.

Things are compared by name, without case. What follows from the plan counts too: a private DNS zone needs its
link and its group, a pair of namespaces two private endpoints, an alert somebody whom it reaches. There is
one finding for each kind of thing, at the last command that makes one, or else at the end of the script.

Of a kind that the script makes with names that only a run knows nothing is said; nor is anything if the
script deploys an ARM template (`az deployment group create`), which may hold all the rest; nor of what the
script asks for (`show`, `exists`), which then is another's business.
"""

from collections.abc import Iterator

from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity
from longshore.findings.rules.script._wanted import Wanted, missing
from longshore.findings.rules.script._words import called, in_plan, listed

_EFFECTS = {
    "namespace": ("servicebus namespace", "there is nothing to connect to"),
    "alias": ("servicebus georecovery-alias", "no failover, and no name that survives one"),
    "private_endpoint": (
        "network private-endpoint",
        "the virtual network has no way in, and a pair takes an endpoint on both sides or on none",
    ),
    "private_dns_zone": (
        "network private-dns zone",
        "clients in the network look up the public address, and find the door shut",
    ),
    "dns_zone_link": ("network private-dns link vnet", "the network does not ask the zone"),
    "dns_zone_group": ("network private-endpoint dns-zone-group", "the zone stays empty"),
    "network_access": (
        "servicebus namespace network-rule-set",
        "publicNetworkAccess stays Enabled and defaultAction Allow: open to the Internet",
    ),
    "queue": ("servicebus queue", "who opens one is told that it does not exist"),
    "topic": ("servicebus topic", "who opens one is told that it does not exist"),
    "subscription": ("servicebus topic subscription", "what is published reaches nobody there"),
    "access_policy": (
        "servicebus namespace authorization-rule",
        "a connection string with its name is refused",
    ),
    "role_assignment": ("role assignment", "the identity may do nothing: every send and receive is refused"),
    "secret": (
        "keyvault secret",
        "the reference is not resolved, and the application gets its text for a connection string",
    ),
    "diagnostic_setting": ("monitor diagnostic-settings", "no log ever gets to the workspace"),
    "action_group": ("monitor action-group", "alerts reach nobody, and one that names it is refused"),
    "alert": ("monitor metrics alert", "nobody is told"),
    "autoscale": ("monitor autoscale", "the messaging units stay as they are"),
}
"""By kind: the group of its commands, and what is without it."""
_VERBS = {"keyvault secret": "set"}


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield each kind of which something is missing."""
    if deployment.deploys_template:
        return
    found: dict[str, list[Wanted]] = {}
    for each in missing(deployment):
        found.setdefault(each.kind, []).append(each)
    for kind, lacking in found.items():
        yield _missing(deployment, kind, lacking)


def _missing(deployment: Deployment, kind: str, lacking: list[Wanted]) -> FoundInScript:
    group, effect = _EFFECTS[kind]
    count, names = len(lacking), listed([each.shown for each in lacking])
    where = in_plan(deployment, [each.path for each in lacking])
    one = f"the {called(kind)} {names} is never created ({where})"
    several = f"{count} {called(kind, count)} are never created: {names} ({where})"
    return FoundInScript(
        position=deployment.last(kind),
        message=one if count == 1 else several,
        fix=f"`az {group} {_VERBS.get(group, 'create')}` for {'it' if count == 1 else 'each'}",
        on_azure=effect,
    )


RULE = ScriptRule(
    code="LS705",
    name="never-created",
    severity=Severity.WARNING,
    on_azure="it is not there, and whoever needs it finds out",
    evidence=Evidence.INFERRED,
    reference="the commands of the script, read without running them",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
  - queue_name: invoices
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus queue create -g demo --namespace-name demo-namespace -n orders
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
  - queue_name: invoices
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
for queue in orders invoices; do
  az servicebus queue create -g demo --namespace-name demo-namespace -n "$queue"
done
""",
    ),
)
