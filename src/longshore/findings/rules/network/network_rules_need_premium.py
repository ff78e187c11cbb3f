"""Only Premium has a firewall.

A Basic or Standard namespace shares its address with others, and anybody with a key or a role can use it from
anywhere. So a plan that keeps addresses out is a plan for Premium.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield network access that keeps somebody out, on a namespace that cannot."""
    access, sku = draft.plan.network_access, draft.plan.namespace.sku
    if access is None or draft.is_premium:
        return
    if access.default_action == "Deny" or access.ip_rules or access.public_network_access == "Disabled":
        yield Found(
            path=("network_access",),
            at_key=True,
            message=f"network access of a {sku} namespace, where only Premium has a firewall",
            fix="sku and tier: Premium",
            edits=(Put(("namespace", "sku"), "Premium"), Put(("namespace", "tier"), "Premium")),
        )


RULE = Rule(
    code="LS312",
    name="network-rules-need-premium",
    severity=Severity.ERROR,
    on_azure="refused: the tier does not support it",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus IP firewall (2023-02); Service Bus network security",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, sku: Standard, tier: Standard}
network_access: {default_action: Deny, public_network_access: Disabled}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, sku: Standard, tier: Standard}
network_access: {default_action: Allow, public_network_access: Enabled}
""",
)
