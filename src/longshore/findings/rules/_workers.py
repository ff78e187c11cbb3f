"""How long a job may take, as the plan says it: `workers`, or the lock, or the application's own setting.

Names compare without case, as everywhere in Service Bus.
"""

from longshore.findings.draft import Draft, Entity
from longshore.plan.edits import Put
from longshore.plan.sections import Duration


def limit_path(draft: Draft, entity: Entity) -> tuple[str, str, str]:
    """Return where a worker's limit for an entity is written, or would be."""
    name = entity.name
    return "workers", draft.worker_names.get(name.casefold(), name), "max_processing_time"


def renews(draft: Draft, entity: Entity) -> bool:
    """Say whether the plan has a limit for the workers of an entity, up to which they renew its locks."""
    _, name, _ = limit_path(draft, entity)
    worker = draft.plan.workers.get(name)
    return worker is not None and worker.max_processing_time is not None


def kept_limit(draft: Draft, entity: Entity, limit: Duration) -> tuple[Put, ...]:
    """Return the edit that says how long jobs of an entity may take, where nothing says so yet."""
    return () if renews(draft, entity) else (Put(limit_path(draft, entity), limit.text),)
