"""In a partitioned entity a duplicate is one only within its partition.

Duplicates are found by message id. Where there are partitions each has a memory of its own, so that what
counts is the message id together with the partition key. A message of a session has the session id as its
partition key: the same message id, sent to two sessions, is delivered twice.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft, Entity
from longshore.findings.finding import Evidence, Found, Rule, Severity


def find(draft: Draft) -> Iterator[Found]:
    """Yield every partitioned entity with sessions that detects duplicates."""
    all_are = draft.is_premium and draft.partitions > 1
    for entity in draft.entities:
        if _detects_in_sessions(entity) and (all_are or _is_partitioned(entity)):
            yield Found(
                path=entity.setting("enable_duplicate_detection"),
                message=f"{entity.name} finds duplicates within a session only, where it is partitioned",
                fix="leave it unpartitioned; or send what may be sent twice to the same session again",
            )


def _detects_in_sessions(entity: Entity) -> bool:
    storing, delivering = entity.storing, entity.delivering
    if storing is None or delivering is None:
        return False
    return storing.enable_duplicate_detection and delivering.enable_sessions


def _is_partitioned(entity: Entity) -> bool:
    return entity.storing is not None and entity.storing.enable_partitioning


RULE = Rule(
    code="LS118",
    name="duplicates-per-partition",
    severity=Severity.WARNING,
    on_azure="the message id counts together with the partition key, which in a session is the session id:"
    " the same id in two sessions is no duplicate",
    evidence=Evidence.DOCUMENTED,
    reference="Duplicate detection: how it works with partitioning",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, messaging_partitions: 2, capacity: 2}
queues:
  - queue_name: payments
    properties:
      enable_partitioning: true
      enable_duplicate_detection: true
      enable_sessions: true
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, messaging_partitions: 1}
queues:
  - queue_name: payments
    properties:
      enable_duplicate_detection: true
      enable_sessions: true
""",
)
