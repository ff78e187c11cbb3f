"""A namespace takes 128 rules for addresses and subnets.

Neighbouring addresses can share a range. Which ranges are wide enough, and not too wide, only you can say.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import MAX_NETWORK_RULES


def find(draft: Draft) -> Iterator[Found]:
    """Yield a list of network rules that is too long."""
    access = draft.plan.network_access
    if access is None:
        return
    count = len(access.ip_rules) + len(access.virtual_network_rules)
    if count > MAX_NETWORK_RULES:
        yield Found(
            path=("network_access",),
            at_key=True,
            message=f"{count} rules for addresses and subnets, where a namespace takes {MAX_NETWORK_RULES}",
            fix="ranges in place of single addresses, or one subnet that all of them come through",
        )


_MANY = "\n".join(
    f"    - {{action: Allow, ip_mask: 20.41.1.{each}}}" for each in range(MAX_NETWORK_RULES + 1)
)

RULE = Rule(
    code="LS309",
    name="too-many-network-rules",
    severity=Severity.ERROR,
    on_azure="refused: a namespace has at most 128 IP and virtual network rules",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus quotas and limits (2026-07)",
    find=find,
    about=__doc__,
    failing=f"""\
plan: 1
namespace: {{name: demo-namespace}}
network_access:
  default_action: Deny
  public_network_access: Enabled
  ip_rules:
{_MANY}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
network_access:
  default_action: Deny
  public_network_access: Enabled
  ip_rules:
    - {action: Allow, ip_mask: 20.41.1.0/24}
""",
)
