"""Messages keep their order within a session; leaving an entity unpartitioned does not give one.

With several receivers on a queue without sessions, the second message may well be settled before the first,
partitioned or not. What has to stay in order gets one session id, and `enable_sessions` on its queue. So a
queue that alone is not partitioned, where all around it are, gains nothing by it.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft, Entity
from longshore.findings.finding import Evidence, Found, Rule, Severity


def find(draft: Draft) -> Iterator[Found]:
    """Yield every entity that is kept from being partitioned among more that are."""
    storing = [(entity, entity.storing) for entity in draft.entities if entity.storing is not None]
    partitioned = sum(properties.enable_partitioning for _, properties in storing)
    whole = [
        entity
        for entity, properties in storing
        if not properties.enable_partitioning and draft.is_written(*entity.setting("enable_partitioning"))
    ]
    if len(whole) < partitioned:
        yield from map(_found, whole)


def _found(entity: Entity) -> Found:
    has_sessions = entity.delivering is not None and entity.delivering.enable_sessions
    kept = (
        "its sessions keep the order already" if has_sessions else "enable_sessions keeps messages in order"
    )
    return Found(
        path=entity.setting("enable_partitioning"),
        message=f"{entity.name} alone is kept from being partitioned, which puts nothing in order",
        fix=f"the same as its neighbours: {kept}",
    )


RULE = Rule(
    code="LS117",
    name="order-by-partitioning",
    severity=Severity.NOTE,
    on_azure="messages of one session arrive in order, partitioned or not; those of different sessions, or of"
    " none, are handed to whoever asks first",
    evidence=Evidence.DOCUMENTED,
    reference="Message sessions; Partitioned queues and topics",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - {queue_name: orders, properties: {enable_partitioning: true}}
  - {queue_name: invoices, properties: {enable_partitioning: true}}
  - queue_name: training
    properties:
      enable_partitioning: false # in order
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - {queue_name: orders, properties: {enable_partitioning: true}}
  - {queue_name: invoices, properties: {enable_partitioning: true}}
  - queue_name: training
    properties:
      enable_partitioning: true
      enable_sessions: true # in order
""",
)
