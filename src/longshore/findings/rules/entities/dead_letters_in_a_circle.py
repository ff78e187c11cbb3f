"""A queue's dead letters may come back to it by way of others; a template cannot say so.

A queue can only be made when the queue that it forwards to is there. In a circle none can be the first. A
script makes them all before it lets the first one forward, as `longshore export` writes it.

Dead letters that go round end when a worker takes them, or when they were forwarded four times.
"""

from collections.abc import Iterator

from longshore.azure.arm.order import circle
from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity


def find(draft: Draft) -> Iterator[Found]:
    """Yield the first circle."""
    found = circle(draft.plan)
    if found is not None:
        first, names = found
        yield Found(
            path=first.path,
            message=f"dead letters go round: {' -> '.join(names)}",
            fix="a queue for dead letters that forwards to none of them; or the script, by `longshore export"
            " --to az`",
        )


RULE = Rule(
    code="LS126",
    name="dead-letters-in-a-circle",
    severity=Severity.NOTE,
    on_azure="a plan with it cannot be exported as a template, where each resource waits for another one; az"
    " makes the queues first and lets them forward afterwards",
    evidence=Evidence.DOCUMENTED,
    reference="Define the order for deploying resources in ARM templates: circular dependencies",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
    properties: {forward_dead_lettered_messages_to: failed}
  - queue_name: failed
    properties: {forward_dead_lettered_messages_to: orders}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
    properties: {forward_dead_lettered_messages_to: failed}
  - queue_name: failed
""",
)
