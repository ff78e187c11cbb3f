"""A message is forwarded four times at most.

Azure counts how often a message went on, and dead-letters it where it would go a fifth time. Each step of the
chain works by itself, so that nothing is refused when it is built. The embedded broker counts the same.
"""

from collections.abc import Iterator, Mapping
from graphlib import TopologicalSorter

from longshore.findings.draft import Draft
from longshore.findings.finding import EVERYWHERE, Evidence, Found, Rule, Severity
from longshore.model.limits import MAX_FORWARDING_HOPS
from longshore.plan.source import TreePath

_Step = tuple[str, str, TreePath]


def find(draft: Draft) -> Iterator[Found]:
    """Yield every step that a message has to take as its fifth."""
    steps = list(_steps(draft))
    hops = _hops(steps)
    for entity, target, path in steps:
        if hops[entity.casefold()] == MAX_FORWARDING_HOPS:
            yield Found(
                path=path,
                message=f"what took four steps to reach {entity} is forwarded a fifth time, to {target}",
                fix=f"forward from an earlier step to {target}, or let a worker send it on",
            )


def _steps(draft: Draft) -> Iterator[_Step]:
    """Yield which entity forwards to which; a subscription forwards what was sent to its topic."""
    for entity in draft.entities:
        target = entity.delivering.forward_to if entity.delivering is not None else None
        if target:
            yield entity.name.partition("/Subscriptions/")[0], target, entity.setting("forward_to")


def _hops(steps: list[_Step]) -> Mapping[str, int]:
    """Return how often a message may have been forwarded when it is in an entity; chains do not go round."""
    sources: dict[str, set[str]] = {}
    for entity, target, _ in steps:
        sources.setdefault(target.casefold(), set()).add(entity.casefold())
    hops: dict[str, int] = {}
    for entity in TopologicalSorter(sources).static_order():
        hops[entity] = max((hops[source] + 1 for source in sources.get(entity, ())), default=0)
    return hops


RULE = Rule(
    code="LS123",
    name="forwarding-too-long",
    severity=Severity.WARNING,
    on_azure="the message goes to the dead-letter queue, with the reason MaxTransferHopCountExceeded",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus dead-letter queues: maximum transfer hop count",
    find=find,
    about=__doc__,
    targets=EVERYWHERE,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - {queue_name: one, properties: {forward_to: two}}
  - {queue_name: two, properties: {forward_to: three}}
  - {queue_name: three, properties: {forward_to: four}}
  - {queue_name: four, properties: {forward_to: five}}
  - {queue_name: five, properties: {forward_to: six}}
  - {queue_name: six}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - {queue_name: one, properties: {forward_to: two}}
  - {queue_name: two, properties: {forward_to: three}}
  - {queue_name: three, properties: {forward_to: four}}
  - {queue_name: four, properties: {forward_to: five}}
  - {queue_name: five}
""",
)
