"""Azure holds a lock for five minutes at most.

A job that takes longer keeps its message by renewing the lock, again and again, for as long as it runs; on a
queue with sessions it is the session's lock that is renewed. So the long lock of the plan says how long a job
may take. That is kept: the lock becomes five minutes, and the duration moves to `workers`, where Longshore's
workers look for the time they may spend on a job.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules._workers import kept_limit
from longshore.model.azure_rules import MAX_LOCK_MS
from longshore.plan.edits import Put

_LONGEST = "PT5M"


def find(draft: Draft) -> Iterator[Found]:
    """Yield every lock of more than five minutes."""
    for entity in draft.entities:
        delivering = entity.delivering
        if delivering is None or delivering.lock_duration.ms <= MAX_LOCK_MS:
            continue
        lock = delivering.lock_duration
        what = "session lock" if delivering.enable_sessions else "lock"
        yield Found(
            path=entity.setting("lock_duration"),
            message=f"a lock of {lock} on {entity.name}, where Azure allows five minutes",
            fix=f"{_LONGEST}, and workers that renew the {what} for up to {lock}",
            edits=(Put(entity.setting("lock_duration"), _LONGEST), *kept_limit(draft, entity, lock)),
        )


RULE = Rule(
    code="LS101",
    name="lock-too-long",
    severity=Severity.ERROR,
    on_azure="400 SubCode=40000. The supplied lock time exceeds the allowed maximum of '5' minutes. `az` lets"
    " it through: its own check of the value is attached to no option",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus Resource Manager exceptions (2022-10); the ARM specification of lockDuration",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: training
    properties:
      lock_duration: PT2H # as long as a training takes
      enable_sessions: true
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: training
    properties:
      lock_duration: PT5M
      enable_sessions: true
workers:
  training: {max_processing_time: PT2H}
""",
)
