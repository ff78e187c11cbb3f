"""Between its bounds autoscale moves in the steps that Azure offers.

Each partition has 1, 2, 4, 8 or 16 messaging units. Both bounds have to be such a step, and the units that
the namespace begins with lie between them.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules._units import offered_units, some_units
from longshore.model.azure_rules import next_allowed
from longshore.plan.edits import Put
from longshore.plan.suggest import either


def find(draft: Draft) -> Iterator[Found]:
    """Yield every bound that is no step, or that leaves out what the namespace begins with."""
    autoscale = draft.plan.autoscale
    if autoscale is None or not draft.is_premium:
        return
    offered = offered_units(draft)
    begin = next_allowed(draft.plan.namespace.capacity, offered)
    wanted = {
        "minimum": (autoscale.minimum, min(next_allowed(autoscale.minimum, offered), begin)),
        "maximum": (autoscale.maximum, max(next_allowed(autoscale.maximum, offered), begin)),
    }
    for key, (written, right) in wanted.items():
        if written != right:
            steps = either([str(step) for step in offered])
            yield Found(
                path=("autoscale", key),
                message=f"a {key} of {some_units(written)} for a namespace that begins with {begin}"
                if written in offered
                else f"a {key} of {some_units(written)}, where the steps are {steps}",
                fix=str(right),
                edits=(Put(("autoscale", key), right),),
            )


RULE = Rule(
    code="LS615",
    name="autoscale-steps",
    severity=Severity.ERROR,
    on_azure="the setting is refused, or fails when it is to scale: that number of units does not exist",
    evidence=Evidence.SOURCE,
    reference="the ARM specification of SBSku.capacity; Microsoft.Insights/autoscaleSettings",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 4}
autoscale: {minimum: 4, maximum: 6}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 4}
autoscale: {minimum: 4, maximum: 8}
""",
)
