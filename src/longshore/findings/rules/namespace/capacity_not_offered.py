"""Messaging units come as 1, 2, 4, 8 or 16, in a partitioned namespace for each of its partitions.

The next number up keeps what the plan wants: at least that many.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules._units import capacities, offered_units, some_units
from longshore.model.azure_rules import next_allowed
from longshore.plan.edits import Put
from longshore.plan.suggest import either


def find(draft: Draft) -> Iterator[Found]:
    """Yield every number of messaging units that a Premium namespace cannot have."""
    offered = offered_units(draft)
    for path, namespace, units in capacities(draft):
        if draft.is_premium and units not in offered:
            nearest = next_allowed(units, offered)
            yield Found(
                path=path,
                message=f"{some_units(units)} for {namespace}, where {_with_partitions(draft.partitions)} has"
                f" {either([str(each) for each in offered])}",
                fix=f"{nearest}",
                edits=(Put(path, nearest),),
            )


def _with_partitions(count: int) -> str:
    return "one" if count == 1 else f"one of {count} partitions"


RULE = Rule(
    code="LS203",
    name="capacity-not-offered",
    severity=Severity.ERROR,
    on_azure="refused: the capacity is 1, 2, 4, 8 or 16 times the number of partitions",
    evidence=Evidence.SOURCE,
    reference="the ARM specification of SBSku.capacity",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 3}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 4}
""",
)
