"""A private endpoint alone changes no name: clients still look up the public address.

Three things make the namespace's name lead into the network: a private DNS zone, a link of the zone to the
network, and a zone group of the endpoint, which writes the endpoint's address into the zone. And the endpoint
has to be in the network's region, or it is created in the region of the resource group and refused.

The network's region is taken to be the namespace's, unless the plan says another.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.network._endpoints import endpoints, region_of, whose
from longshore.plan.edits import Put
from longshore.plan.source import TreePath
from longshore.plan.suggest import either
from longshore.plan.surroundings import PrivateEndpoint

_GROUP = "default"


def find(draft: Draft) -> Iterator[Found]:
    """Yield every private endpoint that no name leads to."""
    for path, endpoint in endpoints(draft):
        missing = dict(_missing(draft, path, endpoint))
        if missing:
            listed = either([f"`{key}`" for key in missing])
            yield Found(
                path=(*path, "private_dns_zone"),
                message=f"the zone of {whose(path)} private endpoint has no {listed}",
                fix=", ".join(f"{key}: {value}" for key, value in missing.items()),
                edits=tuple(Put((*path, key), value) for key, value in missing.items()),
            )


def _missing(draft: Draft, path: TreePath, endpoint: PrivateEndpoint) -> Iterator[tuple[str, str]]:
    region = region_of(draft, path, endpoint)
    if endpoint.location is None and region is not None:
        yield "location", region
    if endpoint.dns_zone_link is None:
        yield "dns_zone_link", f"{endpoint.vnet.rpartition('/')[2]}-link"
    if endpoint.dns_zone_group is None:
        yield "dns_zone_group", _GROUP


RULE = Rule(
    code="LS305",
    name="endpoint-without-dns",
    severity=Severity.WARNING,
    on_azure="a zone that is linked to no network answers nobody: the namespace's name goes on leading to its"
    " public address",
    evidence=Evidence.DOCUMENTED,
    reference="Azure private endpoint DNS configuration; azure-cli, which takes the region of the resource"
    " group for an endpoint without one",
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
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
private_endpoint:
  name: demo-endpoint
  vnet: demo-network
  subnet: demo-subnet
  private_dns_zone: privatelink.servicebus.windows.net
  location: koreacentral
  dns_zone_link: demo-network-link
  dns_zone_group: default
""",
)
