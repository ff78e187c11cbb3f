"""Basic and Standard filter addresses, and know no trusted services.

IP rules are for every tier. The exception for services that Azure trusts is for Premium alone, and so is
everything that needs a virtual network. Whether such a service is used, and whether it is worth Premium, only
you can say.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity


def find(draft: Draft) -> Iterator[Found]:
    """Yield trusted services of a namespace that knows none."""
    access, sku = draft.plan.network_access, draft.plan.namespace.sku
    if access is not None and access.trusted_services_allowed and not draft.is_premium:
        yield Found(
            path=("network_access", "trusted_services_allowed"),
            message=f"trusted_services_allowed on a namespace of {sku}, which has no such exception",
            fix="false; or Premium, if Event Grid, IoT Hub or another of them has to come in",
        )


RULE = Rule(
    code="LS312",
    name="trusted-services-on-standard",
    severity=Severity.WARNING,
    on_azure="\"The Standard SKU supports IP filtering but does not include the 'Trusted Services' option\"",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus IP firewall, the edition for 21Vianet",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, sku: Standard, tier: Standard}
network_access:
  default_action: Allow
  public_network_access: Enabled
  trusted_services_allowed: true
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, sku: Standard, tier: Standard}
network_access:
  default_action: Allow
  public_network_access: Enabled
""",
)
