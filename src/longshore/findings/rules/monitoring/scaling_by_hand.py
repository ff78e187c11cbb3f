"""Azure adds messaging units by itself, if it is told between which bounds.

It goes by the namespace's processor use: more units above 70 %, fewer below 20 %. Messages a second, waiting
times and GPUs are reasons of your own, which somebody has to watch. Units come in steps of 1, 2, 4, 8 and 16,
so that the next step may be twice as much.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules._units import offered_units
from longshore.model.azure_rules import next_allowed
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield reasons to scale in a plan that leaves scaling to people."""
    plan = draft.plan
    if not plan.scaling or plan.autoscale is not None or not draft.is_premium:
        return
    offered = offered_units(draft)
    minimum = next_allowed(plan.namespace.capacity, offered)
    maximum = next_allowed(minimum + 1, offered)
    count = len(plan.scaling)
    yield Found(
        path=("scaling",),
        at_key=True,
        message=f"{count} {'reason' if count == 1 else 'reasons'} to add units, and nothing adds any",
        fix=f"autoscale between {minimum} and {maximum} units, which goes by processor use",
        edits=(Put(("autoscale",), {"minimum": minimum, "maximum": maximum}),),
    )


RULE = Rule(
    code="LS614",
    name="scaling-by-hand",
    severity=Severity.NOTE,
    on_azure="messaging units stay as they are: autoscale goes by NamespaceCpuUsage, where it is set up",
    evidence=Evidence.DOCUMENTED,
    reference="Automatically update messaging units of a Service Bus namespace; Service Bus performance"
    " improvements (2025-04)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 4}
scaling:
  - {name: Throughput, threshold: 3500, operator: GreaterThan, unit: msg/s}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 4}
scaling:
  - {name: Throughput, threshold: 3500, operator: GreaterThan, unit: msg/s}
autoscale: {minimum: 4, maximum: 8}
""",
)
