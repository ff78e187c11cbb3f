"""Both namespaces of a pair have a private endpoint, or neither.

Geo-DR pairs two namespaces only if both have private endpoints or none has one, and refuses a new endpoint on
a primary that is already paired. So the secondary's endpoint comes first, then the primary's, then the
pairing; `longshore export` keeps that order.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.network._endpoints import PRIMARY, SECONDARY, region_of
from longshore.plan.edits import Edit, Put
from longshore.plan.source import TreePath
from longshore.plan.surroundings import PrivateEndpoint


def find(draft: Draft) -> Iterator[Found]:
    """Yield a pair of which only one has a private endpoint."""
    geo_dr, first = draft.plan.geo_dr, draft.plan.private_endpoint
    if geo_dr is None:
        return
    second = geo_dr.secondary.private_endpoint
    if first is not None and second is None:
        yield Found(
            path=("geo_dr", "secondary", "name"),
            message=f"{draft.plan.namespace.name} has a private endpoint, and its secondary"
            f" {geo_dr.secondary.name} has none",
            fix=f"a private_endpoint under `secondary`, in {first.vnet}, created before the primary's",
            edits=_twin(draft, SECONDARY, first, PRIMARY, "secondary"),
        )
    if second is not None and first is None:
        yield Found(
            path=SECONDARY,
            at_key=True,
            message=f"the secondary {geo_dr.secondary.name} has a private endpoint, and"
            f" {draft.plan.namespace.name} has none",
            fix=f"a private_endpoint of the primary, in {second.vnet}",
            edits=_twin(draft, PRIMARY, second, SECONDARY, "primary"),
        )


def _twin(
    draft: Draft, path: TreePath, other: PrivateEndpoint, others: TreePath, suffix: str
) -> tuple[Edit, ...]:
    """Return the edits that add an endpoint like the other, in the same network."""
    keys = {
        "name": f"{other.name}-{suffix}",
        "subnet": other.subnet,
        "vnet": other.vnet,
        "private_dns_zone": other.private_dns_zone,
        "connection_name": other.connection_name and f"{other.connection_name}-{suffix}",
        "location": region_of(draft, others, other),
        "dns_zone_link": other.dns_zone_link,
        "dns_zone_group": other.dns_zone_group,
    }
    return (Put(path, {key: value for key, value in keys.items() if value is not None}),)


RULE = Rule(
    code="LS306",
    name="secondary-without-endpoint",
    severity=Severity.ERROR,
    on_azure="pairing succeeds only if both namespaces have private endpoints; a private endpoint on a"
    " primary that is paired already is refused",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus geo-disaster recovery (2026-02): private endpoints",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth}
private_endpoint:
  name: demo-endpoint
  vnet: demo-network
  subnet: demo-subnet
  private_dns_zone: privatelink.servicebus.windows.net
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth}
""",
)
