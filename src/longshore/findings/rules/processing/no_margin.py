"""A job that may take as long as its lock has no time left to say that it is done.

The lock runs from the moment of delivery, and settling a message takes a way to Azure and back. A job that
uses its time up finds the lock gone, and is done again by somebody else. Workers that renew the lock have no
such edge: the lock goes on after the job's time is over.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import EVERYWHERE, Evidence, Found, Rule, Severity
from longshore.findings.rules._workers import renews


def find(draft: Draft) -> Iterator[Found]:
    """Yield a processing time that is just a lock's."""
    limit = draft.plan.application.AI.MaxProcessingTime
    if limit is None:
        return
    tight = [
        entity.name
        for entity in draft.entities
        if entity.delivering and entity.delivering.lock_duration == limit and not renews(draft, entity)
    ]
    if tight:
        yield Found(
            path=("application", "AI", "MaxProcessingTime"),
            message=f"a job may take {limit}, which is all of the lock of {_listed(tight)}",
            fix="a limit below the lock; or `max_processing_time` under `workers`, for workers that renew it",
        )


def _listed(names: list[str]) -> str:
    first, *others = names
    return f"{first} and {len(others)} more" if others else first


RULE = Rule(
    code="LS503",
    name="no-margin",
    severity=Severity.NOTE,
    on_azure="a job that uses its time up settles too late: MessageLockLost, and the message comes again",
    evidence=Evidence.DOCUMENTED,
    reference="Message transfers, locks, and settlement",
    find=find,
    about=__doc__,
    targets=EVERYWHERE,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - {queue_name: reports, properties: {lock_duration: PT5M}}
application:
  AI: {MaxProcessingTime: PT5M}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - {queue_name: reports, properties: {lock_duration: PT5M}}
application:
  AI: {MaxProcessingTime: PT4M}
""",
)
