"""What Azure refuses of a plan it refuses of a script, even where the two agree.

az checks little of what it sends: it lets a lock of two hours through, and Azure refuses the command. The
script's queues, topics and subscriptions are looked at as if they were a plan, by the same rules that look at
plans: LS101 for locks, LS103 for sizes, LS104 for partitions and so on.
"""

from collections.abc import Iterator

from longshore.azure.script.az import may_say_more
from longshore.findings.deployment import Deployment
from longshore.findings.finding import (
    Evidence,
    Example,
    Found,
    FoundInScript,
    Rule,
    ScriptRule,
    Severity,
)
from longshore.findings.rules.entities import (
    auto_delete_too_soon,
    duplicate_window,
    entity_partitioning,
    lock_too_long,
    message_size,
    not_on_basic,
    size_not_offered,
    time_to_live_too_short,
    user_metadata_too_long,
)
from longshore.findings.rules.namespace import capacity_not_offered, namespace_name, partitions
from longshore.findings.rules.script._as_plan import ScriptPlan, as_plan
from longshore.plan.problems import Position

_RULES = tuple(
    module.RULE
    for module in (
        lock_too_long,
        size_not_offered,
        entity_partitioning,
        time_to_live_too_short,
        duplicate_window,
        auto_delete_too_soon,
        message_size,
        user_metadata_too_long,
        not_on_basic,
        namespace_name,
        capacity_not_offered,
        partitions,
    )
)


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield every value that Azure refuses, in a loop once for all turns."""
    plan = as_plan(deployment)
    told: set[tuple[str, Position]] = set()
    for rule in _RULES:
        for found in rule.find(plan.draft):
            place = _place(plan, found)
            severity = rule.severity if found.severity is None else found.severity
            if place is None or severity is not Severity.ERROR or (rule.code, place) in told:
                continue
            told.add((rule.code, place))
            yield _found(rule, found, place)


def _place(plan: ScriptPlan, found: Found) -> Position | None:
    """Return where the script says what was found, or makes what lacks it; None if it does not make it."""
    made = plan.resource(found.path)
    if made is None:
        return None
    word = made.properties.get(str(found.path[-1]))
    if word is None:
        return None if may_say_more(made.command) else made.command.position
    return word.position


def _found(rule: Rule, found: Found, place: Position) -> FoundInScript:
    return FoundInScript(
        position=place,
        message=found.message,
        fix=f"{found.fix}; see {rule.code}",
        on_azure=found.on_azure or rule.on_azure,
    )


RULE = ScriptRule(
    code="LS708",
    name="value-refused",
    severity=Severity.ERROR,
    on_azure="the command is refused, and what it was to create is not there",
    evidence=Evidence.DOCUMENTED,
    reference="as for the rule about plans that each finding names",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: training
    properties: {lock_duration: PT2H}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus queue create -g demo --namespace-name demo-namespace -n training \\
  --lock-duration PT2H
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: training
    properties: {lock_duration: PT5M}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus queue create -g demo --namespace-name demo-namespace -n training \\
  --lock-duration PT5M
""",
    ),
)
