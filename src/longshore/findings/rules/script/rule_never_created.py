"""A new subscription lets everything through, by its rule `$Default`, until it gets a rule of its own.

So a filter that is only in the plan does not keep anything away: each subscription gets every message of its
topic, and each service has to throw away what it never wanted, or fails at it.
"""

from collections.abc import Iterator

from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity
from longshore.findings.rules.entities._filters import Filter, always_true, filters
from longshore.findings.rules.script._words import in_plan, listed, topic_of


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield the subscriptions whose filters the script never creates, all in one."""
    lacking = [each for each in filters(deployment.draft) if _is_missing(deployment, each)]
    if deployment.deploys_template or not lacking:
        return
    names = list(dict.fromkeys(each.subscription for each in lacking))
    yield FoundInScript(
        position=deployment.last("rule" if deployment.resources.of("rule") else "subscription"),
        message=f"the {'filter' if len(names) == 1 else 'filters'} of {listed(names)}"
        f" {'is' if len(names) == 1 else 'are'} never created"
        f" ({in_plan(deployment, [each.path for each in lacking])})",
        fix="`az servicebus topic subscription rule create --name '$Default' --filter-sql-expression ...`"
        " for each, which puts the filter in the place of the rule that lets all through",
    )


def _is_missing(deployment: Deployment, wanted: Filter) -> bool:
    if wanted.condition is not None and always_true(wanted.condition):
        return False
    return not deployment.is_there("rule", topic_of(deployment, wanted), wanted.subscription)


RULE = ScriptRule(
    code="LS706",
    name="rule-never-created",
    severity=Severity.WARNING,
    on_azure="a new subscription has the rule $Default, which is true of every message: it gets everything",
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
          default_rule: {filter: "Kind = 'paid'"}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus topic create -g demo --namespace-name demo-namespace -n events
az servicebus topic subscription create -g demo --namespace-name demo-namespace \\
  --topic-name events -n billing
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
          default_rule: {filter: "Kind = 'paid'"}
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus topic create -g demo --namespace-name demo-namespace -n events
az servicebus topic subscription create -g demo --namespace-name demo-namespace \\
  --topic-name events -n billing
az servicebus topic subscription rule create -g demo --namespace-name demo-namespace \\
  --topic-name events --subscription-name billing -n '$Default' \\
  --filter-sql-expression "Kind = 'paid'"
""",
    ),
)
