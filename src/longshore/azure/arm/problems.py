"""What of a plan no template can deploy, found before a line of it is written.

A resolved plan has little of it. What Azure would refuse for its own reasons, such as a lock that is too
long, is left to `longshore check`.
"""

from collections.abc import Iterator
from graphlib import CycleError

from longshore.azure.arm.access import role_id
from longshore.azure.arm.order import in_order
from longshore.azure.arm.scopes import GROUP, scope_of
from longshore.model.azure_rules import MAX_SHORT_NAME_CHARACTERS, PARTITIONS, ROLE_DEFINITIONS, UNITS
from longshore.plan.document import Plan
from longshore.plan.entities import CorrelationCondition, DefaultRule, SubscriptionProperties
from longshore.plan.monitoring import Alert
from longshore.plan.names import names_in
from longshore.plan.problems import Problem
from longshore.plan.source import TreePath
from longshore.plan.suggest import suggestion


def problems(plan: Plan) -> list[Problem]:
    """Return what keeps a plan from becoming a template, in the order of the file."""
    found = [
        *_of_pairing(plan),
        *_of_network_access(plan),
        *_of_forwarding(plan),
        *_of_rules(plan),
        *_of_roles(plan),
        *_of_key_vault(plan),
        *_of_action_groups(plan),
        *(problem for index, alert in enumerate(plan.alerts) for problem in _of_alert(plan, index, alert)),
        *_of_autoscale(plan),
    ]
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _of_pairing(plan: Plan) -> Iterator[Problem]:
    if plan.geo_dr is None:
        return
    if plan.geo_dr.secondary.name.casefold() == plan.namespace.name.casefold():
        path: TreePath = ("geo_dr", "secondary", "name")
        yield plan.source.problem(path, "a namespace cannot be paired with itself", "another namespace")
    other = plan.geo_dr.secondary.private_endpoint
    if (plan.private_endpoint is None) != (other is None):
        path = ("geo_dr", "secondary") if other is None else ("geo_dr", "secondary", "private_endpoint")
        message = "Geo-DR pairs namespaces that both have a private endpoint, or neither"
        yield plan.source.problem(path, message, "a private endpoint for both")


def _of_network_access(plan: Plan) -> Iterator[Problem]:
    for index, rule in enumerate(plan.network_access.ip_rules if plan.network_access else ()):
        if rule.action == "Deny":
            path = ("network_access", "ip_rules", index, "action")
            yield plan.source.problem(path, "an IP rule of Service Bus can only allow", "Allow")


def _of_forwarding(plan: Plan) -> Iterator[Problem]:
    try:
        in_order(plan)
    except CycleError as error:
        circle: list[str] = error.args[1]
        queues = names_in(plan.source.data, ("queues",), "queue_name")
        first = next(name for name in queues if name.text.casefold() in circle)
        message = (
            f"dead letters go round, so that no queue can be made first: {' -> '.join(reversed(circle))}"
        )
        yield plan.source.problem(first.path, message, "a chain that ends")


def _of_rules(plan: Plan) -> Iterator[Problem]:
    for path, rule in _rules(plan):
        if isinstance(rule.filter, CorrelationCondition):
            for name, value in rule.filter.correlation.properties.items():
                if not isinstance(value, str):
                    message = "Resource Manager compares a property with text only"
                    where = (*path, "filter", "correlation", "properties", name)
                    yield plan.source.problem(where, message, "text, or a SQL condition instead")


def _rules(plan: Plan) -> Iterator[tuple[TreePath, DefaultRule]]:
    for number, topic in enumerate(plan.topics):
        for index, subscription in enumerate(topic.subscriptions):
            path = ("topics", number, "subscriptions", index, "properties")
            yield from _rules_of(subscription.properties, path)


def _rules_of(properties: SubscriptionProperties, path: TreePath) -> Iterator[tuple[TreePath, DefaultRule]]:
    if properties.default_rule:
        yield (*path, "default_rule"), properties.default_rule
    for index, rule in enumerate(properties.rules or ()):
        yield (*path, "rules", index), rule


def _of_roles(plan: Plan) -> Iterator[Problem]:
    for index, assignment in enumerate(plan.role_assignments):
        path = ("role_assignments", index)
        if role_id(assignment.role_definition) is None:
            message = f"no built-in role '{assignment.role_definition}' is known"
            expected = suggestion(assignment.role_definition, list(ROLE_DEFINITIONS))
            yield plan.source.problem(
                (*path, "role_definition"), message, f"{expected}; or a role's GUID or id"
            )
        if scope_of(plan, assignment.scope) is None:
            message = "a template reaches only what is in its own resource group"
            yield plan.source.problem((*path, "scope"), message, f"{GROUP}/providers/...")


def _of_key_vault(plan: Plan) -> Iterator[Problem]:
    vault = plan.key_vault
    policies = {policy.name.casefold() for policy in plan.access_policies}
    if vault and vault.access_policy.casefold() not in policies:
        message = f"there is no access policy '{vault.access_policy}'"
        yield plan.source.problem(("key_vault", "access_policy"), message, "one of `access_policies`")


def _of_action_groups(plan: Plan) -> Iterator[Problem]:
    for index, group in enumerate(plan.action_groups):
        if len(group.short_name) > MAX_SHORT_NAME_CHARACTERS:
            path = ("action_groups", index, "short_name")
            expected = f"at most {MAX_SHORT_NAME_CHARACTERS} characters"
            yield plan.source.problem(path, "the short name of an action group is too long", expected)


def _of_alert(plan: Plan, index: int, alert: Alert) -> Iterator[Problem]:
    path = ("alerts", index)
    for key in ("criteria", "window_size", "evaluation_frequency"):
        if not getattr(alert, key):
            message = f"the alert '{alert.name}' has no `{key}`, without which Azure evaluates nothing"
            yield plan.source.problem(path, message, f"a key `{key}`, as `longshore resolve` writes it")
    if len({criterion.source for criterion in alert.criteria}) > 1:
        message = "an alert looks at the namespace or at the application, not at both"
        yield plan.source.problem((*path, "criteria"), message, "criteria with the same `source`")
    for number, criterion in enumerate(alert.criteria):
        if len(alert.criteria) > 1 and len(criterion.entities) > 1:
            message = "an alert of several criteria takes one entity in each"
            yield plan.source.problem((*path, "criteria", number, "entities"), message, "one name, or none")


def _of_autoscale(plan: Plan) -> Iterator[Problem]:
    partitions = plan.namespace.messaging_partitions or PARTITIONS[0]
    allowed = [units * partitions for units in UNITS]
    for key in ("minimum", "maximum"):
        if plan.autoscale and getattr(plan.autoscale, key) not in allowed:
            message = f"a namespace never has {getattr(plan.autoscale, key)} messaging units"
            yield plan.source.problem(("autoscale", key), message, f"one of {', '.join(map(str, allowed))}")
