"""Rules of a subscription add up: a message comes through if any one of them lets it.

A new subscription has the rule `$Default`, which is true of every message. A filter under another name stands
beside it and keeps nothing away. Either the filter takes the name `$Default`, or `$Default` is deleted.
"""

from collections.abc import Iterator

from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity

_DEFAULT = "$Default"


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield every rule that stands beside `$Default`, which is neither replaced nor deleted."""
    everywhere = (*deployment.resources.of("rule"), *deployment.resources.deleted)
    replaced = {_owner(each.path) for each in everywhere if each.kind == "rule" and each.is_at(_DEFAULT)}
    for each in deployment.resources.of("rule"):
        if each.known and _owner(each.path) not in replaced:
            yield FoundInScript(
                position=each.command.position,
                message=f"rule {each.name} of {each.path[2]} stands beside $Default, which lets all through",
                fix=f"call it '{_DEFAULT}', or delete that one:"
                f" `az servicebus topic subscription rule delete --name '{_DEFAULT}'`",
            )


def _owner(path: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.casefold() for part in path[:3])


RULE = ScriptRule(
    code="LS716",
    name="default-rule-left",
    severity=Severity.WARNING,
    on_azure="every message comes through: rules without actions are combined by OR",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus topic filters (2026-02)",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: billing
        properties:
          rules: [{name: paid, filter: "Kind = 'paid'"}]
""",
        script="""\
az servicebus topic subscription rule create -g demo --namespace-name demo-namespace \\
  --topic-name events --subscription-name billing -n paid \\
  --filter-sql-expression "Kind = 'paid'"
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: billing
        properties:
          rules: [{name: paid, filter: "Kind = 'paid'"}]
""",
        script="""\
az servicebus topic subscription rule create -g demo --namespace-name demo-namespace \\
  --topic-name events --subscription-name billing -n paid \\
  --filter-sql-expression "Kind = 'paid'"
az servicebus topic subscription rule delete -g demo --namespace-name demo-namespace \\
  --topic-name events --subscription-name billing -n '$Default'
""",
    ),
)
