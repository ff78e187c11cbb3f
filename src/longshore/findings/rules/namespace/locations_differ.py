"""The namespace and its deployment name two regions, of which only one can be meant.

`Korea Central` and `koreacentral` are the same: the portal's way of writing a region, and the command line's.
Where the two differ the namespace's own location counts.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import region_name
from longshore.plan.edits import Put
from longshore.plan.placeholders import placeholders
from longshore.plan.source import TreePath


def find(draft: Draft) -> Iterator[Found]:
    """Yield every region of the deployment that is not the namespace's."""
    plan = draft.plan
    if plan.deployment is None:
        return
    secondary = plan.geo_dr.secondary.location if plan.geo_dr is not None else None
    yield from _compared("the namespace", plan.namespace.location, "location", plan.deployment.location)
    yield from _compared(
        "the secondary namespace", secondary, "secondary_location", plan.deployment.secondary_location
    )


def _compared(who: str, wanted: str | None, key: str, given: str | None) -> Iterator[Found]:
    if wanted is None or given is None or placeholders(wanted) or placeholders(given):
        return
    path: TreePath = ("deployment", key)
    if region_name(wanted) != region_name(given):
        yield Found(
            path=path,
            message=f"the deployment puts {who} in {given}, the plan in {wanted}",
            fix=region_name(wanted),
            edits=(Put(path, region_name(wanted)),),
        )


RULE = Rule(
    code="LS212",
    name="locations-differ",
    severity=Severity.WARNING,
    on_azure="what is deployed is where the script says, and cannot be moved",
    evidence=Evidence.INFERRED,
    reference="Service Bus Resource Manager exceptions (2022-10): what cannot be changed",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: Korea Central}
deployment: {resource_group: demo, location: japaneast}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: Korea Central}
deployment: {resource_group: demo, location: koreacentral}
""",
)
