"""`Deny` denies nothing while there is no rule for anybody.

Azure looks at `defaultAction` only where there are rules for addresses or subnets that could make an
exception. A namespace with `Deny` and no rule is open to the Internet. With a private endpoint the remedy is
to close the public one; without, only you can say who should reach the namespace.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.network._addresses import PUBLIC_ACCESS
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield Deny without a rule, on a namespace with a public endpoint."""
    access = draft.plan.network_access
    if access is None or access.default_action == "Allow" or access.public_network_access == "Disabled":
        return
    if access.ip_rules or access.virtual_network_rules:
        return
    has_endpoint = draft.plan.private_endpoint is not None
    closed = "public_network_access: Disabled"
    yield Found(
        path=("network_access", "default_action"),
        message="Deny without a rule for an address or subnet lets everybody in",
        fix=closed
        if has_endpoint
        else f"rules for those who may come in, or a private endpoint and {closed}",
        edits=(Put(PUBLIC_ACCESS, "Disabled"),) if has_endpoint else (),
    )


RULE = Rule(
    code="LS303",
    name="deny-without-rules",
    severity=Severity.WARNING,
    on_azure='"If there are no IP and virtual network rules, all the traffic flows into the namespace even if'
    ' you set the defaultAction to deny"',
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus IP firewall (2023-02)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
network_access: {default_action: Deny, public_network_access: Enabled}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
network_access: {default_action: Deny, public_network_access: Disabled}
""",
)
