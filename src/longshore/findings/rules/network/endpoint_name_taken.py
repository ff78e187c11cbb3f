"""Two things of one resource group have two names, also where one is the primary's and one the secondary's.

Private endpoints of both namespaces are in the resource group of the deployment. And a private DNS zone that
is linked to two networks has two links, each with a name of its own.
"""

from collections.abc import Iterator

from longshore.azure.problems import same_names
from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.network._endpoints import SECONDARY
from longshore.plan.edits import Put

_WORDS = {"name": "private endpoint", "dns_zone_link": "link of the DNS zone"}


def find(draft: Draft) -> Iterator[Found]:
    """Yield every name that the secondary's endpoint shares with the primary's."""
    for key, name in same_names(draft.plan):
        new = f"{name}-secondary"
        yield Found(
            path=(*SECONDARY, key),
            message=f"the secondary's {_WORDS[key]} cannot be called {name}: the primary's has that name",
            fix=new,
            edits=(Put((*SECONDARY, key), new),),
        )


RULE = Rule(
    code="LS313",
    name="endpoint-name-taken",
    severity=Severity.ERROR,
    on_azure="a template with two resources of one name is refused; a script makes the first, finds it when"
    " it comes to the second, and leaves that out",
    evidence=Evidence.DOCUMENTED,
    reference="Naming rules and restrictions for Azure resources: Microsoft.Network, scope of the names",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
private_endpoint:
  name: demo-endpoint
  vnet: demo-network
  subnet: demo-subnet
  private_dns_zone: privatelink.servicebus.windows.net
geo_dr:
  alias: demo-alias
  secondary:
    name: demo-secondary
    location: koreasouth
    private_endpoint:
      name: demo-endpoint
      vnet: demo-network
      subnet: demo-subnet
      private_dns_zone: privatelink.servicebus.windows.net
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
private_endpoint:
  name: demo-endpoint
  vnet: demo-network
  subnet: demo-subnet
  private_dns_zone: privatelink.servicebus.windows.net
geo_dr:
  alias: demo-alias
  secondary:
    name: demo-secondary
    location: koreasouth
    private_endpoint:
      name: demo-endpoint-secondary
      vnet: demo-network
      subnet: demo-subnet
      private_dns_zone: privatelink.servicebus.windows.net
""",
)
