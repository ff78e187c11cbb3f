"""Whether a namespace has a public endpoint is a setting of its own, and the public endpoint is the default.

`default_action: Deny` filters what comes to the public endpoint; it does not close it. A plan for a private
network that lets no public address in wants it closed: `public_network_access: Disabled`.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.network._addresses import PUBLIC_ACCESS, lets_someone_in
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield network access that leaves public access to the default."""
    access = draft.plan.network_access
    if access is None or access.public_network_access is not None:
        return
    is_closed = (
        draft.plan.private_endpoint is not None
        and access.default_action == "Deny"
        and not lets_someone_in(access)
    )
    chosen = "Disabled" if is_closed else "Enabled"
    reason = "the private endpoint is the only way in" if is_closed else "as it is by default, but said"
    yield Found(
        path=("network_access", "default_action"),
        message=f"default_action is {access.default_action}, and nothing says whether the namespace has a"
        " public endpoint",
        fix=f"public_network_access: {chosen}, {reason}",
        edits=(Put(PUBLIC_ACCESS, chosen),),
    )


RULE = Rule(
    code="LS302",
    name="public-access-unsaid",
    severity=Severity.WARNING,
    on_azure="publicNetworkAccess stays Enabled: the namespace has an address on the Internet",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus IP firewall (2023-02); the default since API version 2021-06-01-preview",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
network_access:
  default_action: Deny
  ip_rules:
    - {action: Allow, ip_mask: 20.41.1.7}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
network_access:
  default_action: Deny
  public_network_access: Enabled
  ip_rules:
    - {action: Allow, ip_mask: 20.41.1.7}
""",
)
