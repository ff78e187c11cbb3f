"""Where the plan says nothing about the size of messages, Azure and the embedded broker differ.

Azure takes 1 MB on Premium and 256 KB elsewhere; the embedded broker, which has no reason to refuse anything,
100 MB. So a message that is accepted in a test may be refused in production. Saying the size settles it for
both. It is reported once, at the first queue or topic that leaves it open.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft, Entity
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import MIN_LARGE_MESSAGE_KILOBYTES, STANDARD_MESSAGE_KILOBYTES
from longshore.plan.edits import Put

_KEY = "max_message_size_in_kilobytes"


def find(draft: Draft) -> Iterator[Found]:
    """Yield one finding for all queues and topics that do not say how large a message may be."""
    silent = [entity for entity in draft.entities if _is_silent(draft, entity)]
    if not silent:
        return
    size = MIN_LARGE_MESSAGE_KILOBYTES if draft.is_premium else STANDARD_MESSAGE_KILOBYTES
    yield Found(
        path=silent[0].name_path,
        message=f"{_who(silent)} not say how large a message may be",
        fix=f"{_KEY}: {size}, which is what Azure takes; more only where jobs need it",
        on_azure=f"messages of up to {size:,} KB are taken, where the embedded broker takes 102,400 KB",
        edits=tuple(Put(entity.setting(_KEY), size) for entity in silent),
    )


def _is_silent(draft: Draft, entity: Entity) -> bool:
    return entity.storing is not None and not draft.is_written(*entity.setting(_KEY))


def _who(silent: list[Entity]) -> str:
    first, *others = silent
    return f"{first.name} and {len(others)} more do" if others else f"{first.name} does"


RULE = Rule(
    code="LS110",
    name="message-size-not-said",
    severity=Severity.NOTE,
    on_azure="messages of up to 1,024 KB are taken, where the embedded broker takes 102,400 KB",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus quotas and limits (2026-07)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: images
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: images
    properties: {max_message_size_in_kilobytes: 1024}
""",
)
