"""A job that takes longer than its lock comes again while it still runs, unless the lock is renewed.

Each time the lock ends the message is delivered anew, and counted. After `max_delivery_count` deliveries it
is dead-lettered, even if a worker is about to finish it. Azure's locks are five minutes at most, so that a
job of half an hour, delivered three times at most, is a dead letter after a quarter of an hour.

Longshore's workers renew locks for as long as a job may take. The plan says for how long under `workers`;
where it does not, this rule compares the locks with what the plan lets a job take: the lock as it is written,
or `AI.MaxProcessingTime` for the application's queues, whichever is longer.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft, Entity
from longshore.findings.finding import EVERYWHERE, Evidence, Found, Rule, Severity, Target
from longshore.findings.rules._workers import kept_limit, renews
from longshore.model.azure_rules import MAX_LOCK_MS
from longshore.model.durations import format_duration
from longshore.plan.sections import Duration


def find(draft: Draft) -> Iterator[Found]:
    """Yield every queue and subscription whose jobs outlast all of their deliveries."""
    its_queues = {name.casefold() for name in draft.plan.application.Queues.values()}
    for entity in draft.entities:
        if entity.delivering is not None and not renews(draft, entity):
            lock, count = entity.delivering.lock_duration, entity.delivering.max_delivery_count
            limit = _of_application(draft) if entity.name.casefold() in its_queues else None
            allowed = max(lock, limit or lock, key=lambda duration: duration.ms)
            lock_ms = _lock_ms(draft, lock)
            if allowed.ms > lock_ms * count:
                yield _found(draft, entity, allowed, lock_ms, count)


def _found(draft: Draft, entity: Entity, allowed: Duration, lock_ms: int, count: int) -> Found:
    deliveries = "one delivery" if count == 1 else f"{count} deliveries"
    return Found(
        path=entity.setting("max_delivery_count"),
        message=f"a job of {entity.name} may take {allowed}, and is dead-lettered after"
        f" {format_duration(lock_ms * count)}: {deliveries} of {format_duration(lock_ms)}",
        fix="workers that renew the lock for as long as a job may take: `max_processing_time` for"
        f" {entity.name} under `workers`",
        edits=kept_limit(draft, entity, _own_limit(draft, entity, allowed)),
    )


def _lock_ms(draft: Draft, lock: Duration) -> int:
    """Return how long a lock is on the target: the embedded broker keeps it as it is written."""
    return min(lock.ms, MAX_LOCK_MS) if draft.target is Target.AZURE else lock.ms


def _of_application(draft: Draft) -> Duration | None:
    return draft.plan.application.AI.MaxProcessingTime


def _own_limit(draft: Draft, entity: Entity, allowed: Duration) -> Duration:
    """Return what limits a worker of which nothing is said: the lock as written, or else what is allowed."""
    is_written = entity.delivering is not None and draft.is_written(*entity.setting("lock_duration"))
    return entity.delivering.lock_duration if entity.delivering and is_written else allowed


RULE = Rule(
    code="LS502",
    name="beyond-locks",
    severity=Severity.WARNING,
    on_azure="without renewal a message is delivered again whenever its lock ends, and goes to the"
    " dead-letter queue after max_delivery_count deliveries (MaxDeliveryCountExceeded), though its job"
    " still runs",
    evidence=Evidence.DOCUMENTED,
    reference="Message transfers, locks, and settlement; Service Bus dead-letter queues",
    find=find,
    about=__doc__,
    targets=EVERYWHERE,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: reports
    properties: {lock_duration: PT5M, max_delivery_count: 3}
application:
  Queues: {Reports: reports}
  AI: {MaxProcessingTime: PT30M}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: reports
    properties: {lock_duration: PT5M, max_delivery_count: 3}
application:
  Queues: {Reports: reports}
  AI: {MaxProcessingTime: PT30M}
workers:
  reports: {max_processing_time: PT30M}
""",
)
