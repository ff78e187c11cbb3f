"""The namespace that takes over should be as large as the one that it takes over from.

Geo-DR pairs two namespaces that both exist; it creates neither, and sizes neither. A script that pairs the
primary with a namespace that nothing creates fails at that line.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules._units import SECONDARY, some_units
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield a secondary namespace of unknown size."""
    geo_dr, units = draft.plan.geo_dr, draft.plan.namespace.capacity
    if draft.is_premium and geo_dr is not None and geo_dr.secondary.capacity is None:
        yield Found(
            path=("geo_dr", "secondary", "name"),
            message=f"nothing says how large {geo_dr.secondary.name} is, which has to take over from"
            f" {some_units(units)}",
            fix=f"capacity: {units}, and the namespace created before the pairing",
            edits=(Put(SECONDARY, units),),
        )


RULE = Rule(
    code="LS205",
    name="secondary-incomplete",
    severity=Severity.NOTE,
    on_azure="pairing needs a secondary namespace that exists: Premium, in another region, empty; one created"
    " without a size has one messaging unit",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus geo-disaster recovery (2026-02): setup",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 4, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 4, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth, capacity: 4}
""",
)
