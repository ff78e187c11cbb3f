"""An IP rule for private addresses has no effect.

IP rules are about the public endpoint, which only ever sees public addresses. What comes through a private
endpoint is not filtered by them, and what comes from a subnet with a service endpoint is a matter of rules
for subnets.

One thing such a rule does: `Deny` counts only while there is a rule at all. Where it is the last one, it goes
together with the public endpoint, so that what was kept out stays out. Without a private endpoint nobody
could reach the namespace then; whom to let in only you can say.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.network._addresses import (
    IP_RULES,
    PUBLIC_ACCESS,
    as_tree,
    is_private,
    lets_someone_in,
)
from longshore.plan.edits import Edit, Put
from longshore.plan.surroundings import NetworkAccess


def find(draft: Draft) -> Iterator[Found]:
    """Yield every IP rule for addresses that only exist inside networks."""
    access = draft.plan.network_access
    for index, rule in enumerate(access.ip_rules if access is not None else ()):
        if access is not None and is_private(rule):
            yield Found(
                path=(*IP_RULES, index, "ip_mask"),
                message=f"{rule.ip_mask} is a private range, and IP rules see public addresses only",
                fix=_fix(draft, access),
                edits=_edits(draft, access),
            )


def _fix(draft: Draft, access: NetworkAccess) -> str:
    if not _denies_by_private_rules_alone(access):
        return "no rule for it: the other settings stand as they are without it"
    if draft.plan.private_endpoint is None:
        return (
            "a private endpoint, a rule for the subnet under `virtual_network_rules`, or the public address"
        )
    return "public_network_access: Disabled, and no rule: the private endpoint lets the private network in"


def _edits(draft: Draft, access: NetworkAccess) -> tuple[Edit, ...]:
    drop = Put(IP_RULES, as_tree(rule for rule in access.ip_rules if not is_private(rule)))
    if not _denies_by_private_rules_alone(access):
        return (drop,)
    return () if draft.plan.private_endpoint is None else (drop, Put(PUBLIC_ACCESS, "Disabled"))


def _denies_by_private_rules_alone(access: NetworkAccess) -> bool:
    is_open = access.default_action == "Allow" or access.public_network_access == "Disabled"
    return not is_open and not lets_someone_in(access)


RULE = Rule(
    code="LS301",
    name="private-ip-rule",
    severity=Severity.WARNING,
    on_azure="it is accepted, and matches nothing: traffic of a private endpoint is not filtered by IP rules,"
    " and the public endpoint sees public addresses",
    evidence=Evidence.INFERRED,
    reference="Service Bus IP firewall (2023-02)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
private_endpoint:
  name: demo-endpoint
  vnet: demo-network
  subnet: demo-subnet
  private_dns_zone: privatelink.servicebus.windows.net
network_access:
  default_action: Deny
  ip_rules:
    - action: Allow
      ip_mask: 10.0.0.0/16 # our own network
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
private_endpoint:
  name: demo-endpoint
  vnet: demo-network
  subnet: demo-subnet
  private_dns_zone: privatelink.servicebus.windows.net
network_access:
  default_action: Deny
  public_network_access: Disabled
""",
)
