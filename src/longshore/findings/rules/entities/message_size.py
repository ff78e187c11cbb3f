"""A Premium entity takes messages of up to 1 MB, or, if it is told so, of up to 100 MB; others up to 256 KB.

`max_message_size_in_kilobytes` exists on Premium only, between 1,024 and 102,400. On Basic and Standard the
size is fixed, and a deployment that speaks of it is refused; `longshore export` leaves it out there, so that
what is left is a plan which promises more than it can keep.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft, Entity
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import (
    MAX_LARGE_MESSAGE_KILOBYTES,
    MIN_LARGE_MESSAGE_KILOBYTES,
    STANDARD_MESSAGE_KILOBYTES,
)
from longshore.plan.edits import Put

_KEY = "max_message_size_in_kilobytes"


def find(draft: Draft) -> Iterator[Found]:
    """Yield every written message size that the namespace's tier does not have."""
    judge = _on_premium if draft.is_premium else _on_standard
    for entity in draft.entities:
        if entity.storing is not None and draft.is_written(*entity.setting(_KEY)):
            yield from judge(entity, entity.storing.max_message_size_in_kilobytes)


def _on_premium(entity: Entity, size: int) -> Iterator[Found]:
    if MIN_LARGE_MESSAGE_KILOBYTES <= size <= MAX_LARGE_MESSAGE_KILOBYTES:
        return
    nearest = min(max(size, MIN_LARGE_MESSAGE_KILOBYTES), MAX_LARGE_MESSAGE_KILOBYTES)
    yield Found(
        path=entity.setting(_KEY),
        message=f"messages of up to {size:,} KB in {entity.name}, where Premium takes a limit of 1,024"
        " to 102,400",
        fix=f"{nearest}",
        edits=(Put(entity.setting(_KEY), nearest),),
    )


def _on_standard(entity: Entity, size: int) -> Iterator[Found]:
    if size > STANDARD_MESSAGE_KILOBYTES:
        yield Found(
            path=entity.setting(_KEY),
            severity=Severity.WARNING,
            message=f"messages of up to {size:,} KB in {entity.name}, where only Premium takes more than 256",
            fix="sku: Premium; or smaller messages, with what is large kept elsewhere",
            on_azure="the setting exists on Premium only: 400 SubCode=40000 where a template has it, and"
            " messages of more than 256 KB are refused",
        )


RULE = Rule(
    code="LS109",
    name="message-size",
    severity=Severity.ERROR,
    on_azure="refused: maxMessageSizeInKilobytes is 1024 to 102400",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus quotas and limits (2026-07); Azure/ResourceModules#2629 for the live answer"
    " on Standard",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: images
    properties: {max_message_size_in_kilobytes: 512000}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: images
    properties: {max_message_size_in_kilobytes: 102400}
""",
)
