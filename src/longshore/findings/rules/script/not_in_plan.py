"""What a script creates and the plan does not name is nobody's, until somebody asks what it is for.

It may be a slip in a name, a leftover, or what the plan forgot: the plan is then no longer what is deployed.
"""

from collections.abc import Iterator

from longshore.azure.script.resources import Resource
from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity
from longshore.findings.rules.entities._filters import filters
from longshore.findings.rules.script._wanted import wanted
from longshore.findings.rules.script._words import called, listed, topic_of
from longshore.plan.problems import Position

_ENDS = {
    "namespace": 1,
    "alias": 1,
    "queue": 1,
    "topic": 1,
    "subscription": 2,
    "access_policy": 1,
    "alert": 1,
}
"""The kinds that the plan names by what they are called: how many last parts of the name are compared."""


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield what is created and not in the plan, by command."""
    named = _named(deployment)
    by_command: dict[tuple[str, Position], list[Resource]] = {}
    for each in deployment.resources.made:
        length = 3 if each.kind == "rule" else _ENDS.get(each.kind)
        if length is None or not each.known:
            continue
        path = each.path[1:3] if each.kind == "rule" else each.path[-length:]
        if (each.kind, *map(str.casefold, path)) not in named:
            by_command.setdefault((each.kind, each.command.position), []).append(each)
    for (kind, place), made in by_command.items():
        names = listed([each.name for each in made])
        yield FoundInScript(
            position=place,
            message=f"the plan knows nothing of the {called(kind, len(made))} {names}",
            fix=f"add {'it' if len(made) == 1 else 'them'} to {deployment.draft.source.text.file},"
            " or take the command out",
        )


def _named(deployment: Deployment) -> set[tuple[str, ...]]:
    """Return all that the plan names, without case: a rule by its topic and subscription."""
    named = {(each.kind, *map(str.casefold, each.name)) for each in wanted(deployment.plan)}
    for each in filters(deployment.draft):
        named.add(("rule", topic_of(deployment, each).casefold(), each.subscription.casefold()))
    return named


RULE = ScriptRule(
    code="LS714",
    name="not-in-plan",
    severity=Severity.NOTE,
    on_azure="it is created, beside what the plan says",
    evidence=Evidence.INFERRED,
    reference="the names of the plan and of the script",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus queue create -g demo --namespace-name demo-namespace -n order
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus queue create -g demo --namespace-name demo-namespace -n orders
""",
    ),
)
