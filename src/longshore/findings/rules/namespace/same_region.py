"""A secondary namespace in the region of the primary fails together with it.

Azure pairs namespaces of different regions only. Its own pairs of regions are the first choice: they are not
updated at the same time, and are brought back one before the other.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.namespace._regions import primary, secondary
from longshore.model.azure_rules import paired_region, region_name
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield a secondary namespace that is where the primary is."""
    first, second = primary(draft), secondary(draft)
    if first is None or second is None or region_name(first[1]) != region_name(second[1]):
        return
    path, location = second
    other = paired_region(location)
    yield Found(
        path=path,
        message=f"the secondary namespace is in {location}, and so is the primary",
        fix=other,
        edits=(Put(path, other),),
    )


RULE = Rule(
    code="LS206",
    name="same-region",
    severity=Severity.ERROR,
    on_azure="the pairing is refused: primary and secondary are in different regions",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus geo-disaster recovery (2026-02): setup; Azure region pairs",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: Korea Central}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreacentral, capacity: 1}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: Korea Central}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth, capacity: 1}
""",
)
