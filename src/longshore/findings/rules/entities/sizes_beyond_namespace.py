"""A Premium namespace holds one terabyte for each messaging unit, and sizes count in full.

More messaging units make room. Where even the most that Azure offers are too few, the largest queues and
topics have to promise less. A size is what an entity may hold, not what it holds on a usual day.

More entities than a namespace takes are another finding, LS120; sizes cannot help there, and this rule finds
nothing.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules._units import capacities, offered_units, some_units
from longshore.model.azure_rules import (
    ENTITIES_PER_UNIT,
    MEGABYTES_PER_UNIT,
    PREMIUM_SIZES_MB,
    next_allowed,
)
from longshore.plan.edits import Put
from longshore.plan.source import TreePath

_Sizes = dict[TreePath, int]


def find(draft: Draft) -> Iterator[Found]:
    """Yield every number of messaging units that is too small for all sizes together."""
    sizes = _sizes(draft)
    total = sum(sizes.values())
    offered = offered_units(draft)
    if not draft.is_premium or len(sizes) > ENTITIES_PER_UNIT * offered[-1]:
        return
    needed = next_allowed(-(-total // MEGABYTES_PER_UNIT), offered)
    for path, namespace, units in capacities(draft):
        if total > units * MEGABYTES_PER_UNIT:
            yield _found(path, namespace, units, sizes, max(needed, units))


def _sizes(draft: Draft) -> _Sizes:
    return {
        entity.setting("max_size_in_megabytes"): entity.storing.max_size_in_megabytes
        for entity in draft.entities
        if entity.storing is not None
    }


def _found(path: TreePath, namespace: str, units: int, sizes: _Sizes, needed: int) -> Found:
    limit = _limit(sizes, needed * MEGABYTES_PER_UNIT)
    shrunk = [Put(place, limit) for place, size in sizes.items() if size > limit]
    smaller = f", and no queue or topic of more than {limit:,} MB" if shrunk else ""
    return Found(
        path=path,
        message=f"{sum(sizes.values()):,} MB in queues and topics, where the limit for {some_units(units)} of"
        f" {namespace} is {units * MEGABYTES_PER_UNIT:,} MB",
        fix=f"{some_units(needed)}{smaller}",
        edits=(*([Put(path, needed)] if needed > units else []), *shrunk),
    )


def _limit(sizes: _Sizes, room: int) -> int:
    """Return the largest size that all entities may have at most, so that they fit."""
    limits = (max(sizes.values()), *reversed(PREMIUM_SIZES_MB))
    return next(limit for limit in limits if sum(min(size, limit) for size in sizes.values()) <= room)


RULE = Rule(
    code="LS119",
    name="sizes-beyond-namespace",
    severity=Severity.ERROR,
    on_azure="the total size of all entities in the namespace cannot exceed 1 TB for each messaging unit",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus quotas and limits (2026-07)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 1}
queues:
"""
    + "".join(
        f"  - {{queue_name: archive-{year}, properties: {{max_size_in_megabytes: 81920}}}}\n"
        for year in range(2013, 2027)
    ),
    passing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 1}
queues:
  - {queue_name: archive, properties: {max_size_in_megabytes: 81920}}
""",
)
