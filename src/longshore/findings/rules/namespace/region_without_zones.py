"""A region without availability zones is a single group of buildings: it works, or it does not.

Elsewhere a Premium namespace is spread over three zones by itself, and goes on when one of them is lost. For
a secondary namespace a region without zones may well be enough.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.namespace._regions import known_regions
from longshore.model.azure_rules import REGIONS_WITHOUT_ZONES


def find(draft: Draft) -> Iterator[Found]:
    """Yield every location of a namespace that has no availability zones."""
    for path, location, region in known_regions(draft):
        if region in REGIONS_WITHOUT_ZONES:
            yield Found(
                path=path,
                message=f"{location} has no availability zones",
                fix="a region with zones, or the knowledge that one failure there is a failure of all",
            )


RULE = Rule(
    code="LS211",
    name="region-without-zones",
    severity=Severity.NOTE,
    on_azure="the namespace is not zone-redundant; some of these regions may be open only to those who ask",
    evidence=Evidence.INFERRED,
    reference="tables of Azure's regions, of which not each was confirmed by a page of Microsoft's",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: Korea South}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: Korea Central}
""",
)
