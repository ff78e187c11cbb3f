"""The private DNS zone of Service Bus has one name.

The public name of a namespace leads on to the same name under `privatelink.servicebus.windows.net`. Only a
zone of exactly that name, linked to the network, answers there with the private address.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.network._endpoints import endpoints, whose
from longshore.model.azure_rules import PRIVATE_DNS_ZONE
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield every zone that no namespace's name leads to."""
    for path, endpoint in endpoints(draft):
        zone = (*path, "private_dns_zone")
        if endpoint.private_dns_zone.casefold() != PRIVATE_DNS_ZONE:
            yield Found(
                path=zone,
                message=f"{whose(path)} name is never looked up in {endpoint.private_dns_zone}",
                fix=PRIVATE_DNS_ZONE,
                edits=(Put(zone, PRIVATE_DNS_ZONE),),
            )


RULE = Rule(
    code="LS307",
    name="dns-zone-name",
    severity=Severity.WARNING,
    on_azure="the zone is created and never asked: the name goes on leading to the public address",
    evidence=Evidence.DOCUMENTED,
    reference="Azure private endpoint DNS zone values: Microsoft.ServiceBus/namespaces",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
private_endpoint:
  name: demo-endpoint
  vnet: demo-network
  subnet: demo-subnet
  private_dns_zone: servicebus.demo.example
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
private_endpoint:
  name: demo-endpoint
  vnet: demo-network
  subnet: demo-subnet
  private_dns_zone: privatelink.servicebus.windows.net
""",
)
