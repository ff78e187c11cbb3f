"""Basic has queues, and little more.

Topics, sessions, duplicate detection and forwarding begin with Standard. So a plan that uses one of them is a
plan for Standard at least.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft, Entity
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield everything in a Basic namespace that Basic does not have."""
    if draft.plan.namespace.sku != "Basic":
        return
    for entity in draft.entities:
        if entity.kind == "topic":
            yield _found(entity, f"the topic {entity.name}", ())
        elif entity.kind == "queue":
            for key, what in _used(entity):
                yield _found(entity, f"{what} on {entity.name}", (key,))


def _used(entity: Entity) -> Iterator[tuple[str, str]]:
    storing, delivering = entity.storing, entity.delivering
    if storing is not None and storing.enable_duplicate_detection:
        yield "enable_duplicate_detection", "duplicate detection"
    if delivering is not None:
        if delivering.enable_sessions:
            yield "enable_sessions", "sessions"
        if delivering.forward_to:
            yield "forward_to", "forwarding"
        if delivering.forward_dead_lettered_messages_to:
            yield "forward_dead_lettered_messages_to", "forwarding of dead letters"


def _found(entity: Entity, what: str, key: tuple[str, ...]) -> Found:
    return Found(
        path=entity.setting(*key) if key else entity.name_path,
        message=f"{what}, in a namespace of Basic, which has queues without any of that",
        fix="sku and tier: Standard",
        edits=(Put(("namespace", "sku"), "Standard"), Put(("namespace", "tier"), "Standard")),
    )


RULE = Rule(
    code="LS124",
    name="not-on-basic",
    severity=Severity.ERROR,
    on_azure="refused: Basic supports neither topics nor sessions, duplicate detection or forwarding",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus pricing: Basic, Standard and Premium compared",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, sku: Basic, tier: Basic}
queues:
  - {queue_name: orders, properties: {enable_sessions: true}}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, sku: Basic, tier: Basic}
queues:
  - {queue_name: orders}
""",
)
