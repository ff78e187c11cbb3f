"""The services that Azure trusts are a short list, and where applications run is not on it.

Let in past the firewall are Event Grid, Stream Analytics, IoT Hub, IoT Central, API Management, Digital
Twins, Azure Monitor, Synapse, Data Explorer, Health Data Services, Arc, Kubernetes, Machine Learning and
Purview, each only with a managed identity and a role. App Service and Functions are not: they come in through
the virtual network.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity


def find(draft: Draft) -> Iterator[Found]:
    """Yield a namespace that trusted services may reach."""
    access = draft.plan.network_access
    if access is not None and access.trusted_services_allowed:
        yield Found(
            path=("network_access", "trusted_services_allowed"),
            message="trusted_services_allowed does not let App Service or Functions in",
            fix="applications that join the virtual network; false if none of the trusted services is used",
        )


RULE = Rule(
    code="LS304",
    name="trusted-services",
    severity=Severity.NOTE,
    on_azure="only services of Microsoft's list pass, such as Event Grid, IoT Hub or Azure Monitor",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus: trusted Microsoft services (2023-03)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
network_access:
  default_action: Deny
  public_network_access: Disabled
  trusted_services_allowed: true
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
network_access:
  default_action: Deny
  public_network_access: Disabled
  trusted_services_allowed: false
""",
)
