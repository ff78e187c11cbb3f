"""A Premium namespace has a thousand queues and topics for each messaging unit, others ten thousand in all.

More messaging units make room. Beyond what Azure offers only a second namespace does, and what goes where is
for the plan's author to say.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules._units import capacities, offered_units, some_units
from longshore.model.azure_rules import ENTITIES_PER_UNIT, STANDARD_ENTITIES, next_allowed
from longshore.plan.edits import Put
from longshore.plan.source import TreePath


def find(draft: Draft) -> Iterator[Found]:
    """Yield every namespace that cannot have as many queues and topics as the plan has."""
    count = len(draft.plan.queues) + len(draft.plan.topics)
    if not draft.is_premium:
        yield from _on_standard(draft, count)
        return
    needed = next_allowed(-(-count // ENTITIES_PER_UNIT), offered_units(draft))
    for path, namespace, units in capacities(draft):
        if count > units * ENTITIES_PER_UNIT:
            yield _found(path, count, f"{some_units(units)} of {namespace}", units, max(needed, units))


def _found(path: TreePath, count: int, owner: str, units: int, needed: int) -> Found:
    is_enough = count <= needed * ENTITIES_PER_UNIT
    return Found(
        path=path,
        message=f"{count:,} queues and topics, where the limit for {owner} is {units * ENTITIES_PER_UNIT:,}",
        fix=some_units(needed) if is_enough else "a second namespace",
        edits=(Put(path, needed),) if needed > units else (),
    )


def _on_standard(draft: Draft, count: int) -> Iterator[Found]:
    if count > STANDARD_ENTITIES:
        yield Found(
            path=("namespace", "sku"),
            message=f"{count:,} queues and topics, where a namespace of {draft.plan.namespace.sku} takes"
            f" {STANDARD_ENTITIES:,}",
            fix="a second namespace, or Premium with a messaging unit for each thousand",
        )


RULE = Rule(
    code="LS120",
    name="too-many-entities",
    severity=Severity.ERROR,
    on_azure="what is created beyond the limit is refused, and those who ask get an exception",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus quotas and limits (2026-07)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 1}
queues:
"""
    + "".join(f"  - {{queue_name: tenant-{number}}}\n" for number in range(1_001)),
    passing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 1}
queues:
  - {queue_name: tenants}
""",
)
