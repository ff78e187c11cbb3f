"""Nothing says in which region the namespace is to be.

It will be in the region of its resource group, wherever that is, and stay there: a namespace cannot be moved.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.namespace._regions import primary


def find(draft: Draft) -> Iterator[Found]:
    """Yield a namespace without a region."""
    if primary(draft) is None:
        yield Found(
            path=("namespace", "name"),
            message=f"nothing says in which region {draft.plan.namespace.name} is to be",
            fix="a `location` under `namespace`, for instance koreacentral",
        )


RULE = Rule(
    code="LS213",
    name="location-missing",
    severity=Severity.NOTE,
    on_azure="the region of the resource group is taken",
    evidence=Evidence.SOURCE,
    reference="azure-cli, which falls back on the location of the resource group",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
""",
)
