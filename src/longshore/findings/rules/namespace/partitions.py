"""A Premium namespace has one, two or four partitions, in most regions, and has them from its first day.

The number cannot be changed later, and each entity of a partitioned namespace is partitioned. A few regions
have no partitions at all. Where only `resolve` names a number, it has to be said of the namespace too, for
Azure makes one without partitions otherwise.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.namespace._regions import known_regions
from longshore.model.azure_rules import PARTITIONS, REGIONS_WITHOUT_PARTITIONS, next_allowed
from longshore.plan.edits import Put
from longshore.plan.source import TreePath

_NAMESPACE: TreePath = ("namespace", "messaging_partitions")
_RESOLVE: TreePath = ("resolve", "partitions")


def find(draft: Draft) -> Iterator[Found]:
    """Yield a number of partitions that no namespace has, or none in that region, or one that is not said."""
    count = draft.partitions
    is_said = draft.plan.namespace.messaging_partitions is not None
    path = _NAMESPACE if is_said else _RESOLVE
    without = [where for _, where, region in known_regions(draft) if region in REGIONS_WITHOUT_PARTITIONS]
    if not draft.is_premium or count == 1:
        return
    if without:
        yield Found(
            path=path,
            message=f"{count} partitions in {without[0]}, where Azure has no partitioned namespaces",
            fix="1, or another region",
            edits=(Put(path, 1),),
        )
    elif count not in PARTITIONS:
        nearest = next_allowed(count, PARTITIONS)
        yield Found(
            path=path,
            message=f"{count} partitions, where a namespace has 1, 2 or 4",
            fix=f"{nearest}",
            edits=(Put(path, nearest),),
        )
    elif not is_said:
        yield Found(
            path=path,
            severity=Severity.NOTE,
            message=f"{count} partitions are wanted, and nothing says so of the namespace",
            fix=f"messaging_partitions: {count}",
            on_azure="a namespace without partitions is created, and cannot be changed",
            edits=(Put(_NAMESPACE, count),),
        )


RULE = Rule(
    code="LS204",
    name="partitions",
    severity=Severity.ERROR,
    on_azure="refused: a namespace has 1, 2 or 4 partitions, in the regions that have partitions",
    evidence=Evidence.DOCUMENTED,
    reference="Enable partitioning for a Premium namespace",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 4, messaging_partitions: 3}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 4, messaging_partitions: 4}
""",
)
