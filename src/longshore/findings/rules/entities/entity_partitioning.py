"""On Premium the namespace is partitioned, or it is not, and every entity with it.

A Premium namespace gets its partitions when it is created, and keeps that number for ever. With one partition
no queue or topic may be partitioned; with two or four each must be. So a plan that mixes the two fits no
Premium namespace, and one decision has to be made for all: `namespace.messaging_partitions`, or, where the
plan leaves that open, `resolve.partitions`, or one.

On Standard each entity has a choice of its own, and this rule finds nothing.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft, Entity
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.plan.edits import Edit, Put

_WHOLE = (
    "the API answers with an error today; until about 2024 it stored `false` in silence"
    " (terraform-provider-azurerm#26680, azure-cli#24741)"
)
_PARTITIONED = '400: "non-partitioned entities are not allowed in partitioned namespace"'


def find(draft: Draft) -> Iterator[Found]:
    """Yield every queue and topic of a Premium namespace that is not partitioned as the namespace is."""
    if not draft.is_premium:
        return
    wanted = draft.partitions > 1
    for entity in draft.entities:
        if entity.storing is not None and entity.storing.enable_partitioning != wanted:
            yield _partitioned(draft, entity) if wanted else _whole(draft, entity)


def _whole(draft: Draft, entity: Entity) -> Found:
    return Found(
        path=entity.setting("enable_partitioning"),
        message=f"{entity.name} is to be partitioned, in a Premium namespace that is not",
        fix="enable_partitioning: false; or two partitions for the whole namespace, by"
        " `resolve: {partitions: 2}`",
        on_azure=_WHOLE,
        edits=_edits(draft, entity, wanted=False),
    )


def _partitioned(draft: Draft, entity: Entity) -> Found:
    return Found(
        path=entity.setting("enable_partitioning"),
        message=f"{entity.name} is not to be partitioned, in a namespace of {draft.partitions} partitions",
        fix="enable_partitioning: true; or a namespace of one partition, by `messaging_partitions: 1`",
        on_azure=_PARTITIONED,
        edits=_edits(draft, entity, wanted=True),
    )


def _edits(draft: Draft, entity: Entity, *, wanted: bool) -> tuple[Edit, ...]:
    settled = Put(entity.setting("enable_partitioning"), wanted)
    if draft.plan.namespace.messaging_partitions is not None:
        return (settled,)
    return (settled, Put(("namespace", "messaging_partitions"), draft.partitions))


RULE = Rule(
    code="LS104",
    name="entity-partitioning",
    severity=Severity.ERROR,
    on_azure=_WHOLE,
    evidence=Evidence.DOCUMENTED,
    reference="Enable partitioning for a Premium namespace; what the API answers: terraform-provider-azurerm"
    "#25213 and #26680",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
    properties: {enable_partitioning: true}
  - queue_name: invoices
    properties: {enable_partitioning: false}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, messaging_partitions: 2, capacity: 2}
queues:
  - queue_name: orders
    properties: {enable_partitioning: true}
  - queue_name: invoices
    properties: {enable_partitioning: true}
""",
)
