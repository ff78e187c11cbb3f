"""What the script could not say, or Azure not take, found before a line of it is written."""

from collections.abc import Iterator

from longshore.azure.cli.metrics import unsayable
from longshore.model.azure_rules import UNITS
from longshore.plan.document import Plan
from longshore.plan.entities import CorrelationCondition, DefaultRule
from longshore.plan.monitoring import Alert
from longshore.plan.problems import Problem
from longshore.plan.source import TreePath


def problems(plan: Plan) -> list[Problem]:
    """Return what keeps a plan from being exported, in the order of the file."""
    found = [
        *_of_namespaces(plan),
        *_of_network_access(plan),
        *_of_rules(plan),
        *_of_key_vault(plan),
        *(problem for index, alert in enumerate(plan.alerts) for problem in _of_alert(plan, index, alert)),
    ]
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _of_namespaces(plan: Plan) -> Iterator[Problem]:
    if plan.namespace.sku == "Premium":
        yield from _of_capacity(plan, ("namespace", "capacity"), plan.namespace.capacity)
        secondary = plan.geo_dr.secondary.capacity if plan.geo_dr else None
        if secondary is not None:
            yield from _of_capacity(plan, ("geo_dr", "secondary", "capacity"), secondary)


def _of_capacity(plan: Plan, path: TreePath, capacity: int) -> Iterator[Problem]:
    if capacity not in UNITS:
        message = f"az makes no namespace with {capacity} messaging units"
        yield plan.source.problem(path, message, f"one of {', '.join(map(str, UNITS))}")


def _of_network_access(plan: Plan) -> Iterator[Problem]:
    for index, rule in enumerate(plan.network_access.ip_rules if plan.network_access else ()):
        if rule.action == "Deny":
            path = ("network_access", "ip_rules", index, "action")
            yield plan.source.problem(path, "an IP rule of Service Bus can only allow", "Allow")


def _of_rules(plan: Plan) -> Iterator[Problem]:
    for path, rule in _rules(plan):
        if isinstance(rule.filter, CorrelationCondition):
            for name, value in rule.filter.correlation.properties.items():
                if not isinstance(value, str):
                    message = "Resource Manager compares a property with text only, never with a number"
                    where = (*path, "filter", "correlation", "properties", name)
                    yield plan.source.problem(where, message, "text, or a SQL condition instead")


def _rules(plan: Plan) -> Iterator[tuple[TreePath, DefaultRule]]:
    for topic_index, topic in enumerate(plan.topics):
        for index, subscription in enumerate(topic.subscriptions):
            path = ("topics", topic_index, "subscriptions", index, "properties")
            properties = subscription.properties
            if properties.default_rule:
                yield (*path, "default_rule"), properties.default_rule
            for number, rule in enumerate(properties.rules or ()):
                yield (*path, "rules", number), rule


def _of_key_vault(plan: Plan) -> Iterator[Problem]:
    vault = plan.key_vault
    policies = {policy.name.casefold() for policy in plan.access_policies}
    if vault and vault.access_policy.casefold() not in policies:
        message = f"there is no access policy '{vault.access_policy}'"
        yield plan.source.problem(("key_vault", "access_policy"), message, "one of `access_policies`")


def _of_alert(plan: Plan, index: int, alert: Alert) -> Iterator[Problem]:
    path = ("alerts", index)
    if not alert.criteria:
        message = f"the alert '{alert.name}' has no criteria that Azure could evaluate"
        yield plan.source.problem(path, message, "a key `criteria`, as `longshore resolve` writes it")
    if len({criterion.source for criterion in alert.criteria}) > 1:
        message = "an alert looks at the namespace or at the application, not at both"
        yield plan.source.problem((*path, "criteria"), message, "criteria with the same `source`")
    for number, criterion in enumerate(alert.criteria):
        for key, expected in unsayable(criterion):
            message = f"a condition of az cannot express this `{key}`"
            yield plan.source.problem((*path, "criteria", number, key), message, expected)
        if len(alert.criteria) > 1 and len(criterion.entities) > 1:
            message = "an alert of several criteria takes one entity in each"
            yield plan.source.problem((*path, "criteria", number, "entities"), message, "one name, or none")
