"""What of a plan cannot be deployed in any form, found before a line of it is written.

A resolved plan has little of it: `longshore check` speaks of all of this, at the same places. What Azure
would refuse for its own reasons, such as a lock that is too long, is left to that check alone.
"""

from collections.abc import Iterator

from longshore.model.azure_rules import MAX_SHORT_NAME_CHARACTERS, PARTITIONS, UNITS
from longshore.plan.document import Plan
from longshore.plan.entities import CorrelationCondition, DefaultRule, SubscriptionProperties
from longshore.plan.monitoring import Alert
from longshore.plan.problems import Problem
from longshore.plan.source import TreePath

_SECONDARY: TreePath = ("geo_dr", "secondary")


def undeployable(plan: Plan) -> Iterator[Problem]:
    """Yield what neither a template nor a script could deploy."""
    yield from _of_pairing(plan)
    yield from _of_names(plan)
    yield from _of_network_access(plan)
    yield from _of_rules(plan)
    yield from _of_key_vault(plan)
    yield from _of_action_groups(plan)
    for index, alert in enumerate(plan.alerts):
        yield from _of_alert(plan, index, alert)
    yield from _of_autoscale(plan)


def in_order(problems: Iterator[Problem]) -> list[Problem]:
    """Return problems in the order of the file."""
    return sorted(problems, key=lambda problem: (problem.line, problem.column))


def _of_pairing(plan: Plan) -> Iterator[Problem]:
    if plan.geo_dr is None:
        return
    if plan.geo_dr.secondary.name.casefold() == plan.namespace.name.casefold():
        yield plan.source.problem(
            (*_SECONDARY, "name"), "a namespace cannot be paired with itself", "another namespace"
        )
    other = plan.geo_dr.secondary.private_endpoint
    if (plan.private_endpoint is None) != (other is None):
        path = (*_SECONDARY, "name") if other is None else (*_SECONDARY, "private_endpoint")
        message = "Geo-DR pairs namespaces that both have a private endpoint, or neither"
        yield plan.source.problem(path, message, "a private endpoint for both")


def _of_names(plan: Plan) -> Iterator[Problem]:
    for key, name in same_names(plan):
        message = f"the private endpoint of the primary has the `{key}` {name} already"
        path = (*_SECONDARY, "private_endpoint", key)
        yield plan.source.problem(path, message, "a name of its own")


def same_names(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the keys of the secondary's private endpoint whose names the primary's has taken, and these."""
    first = plan.private_endpoint
    second = plan.geo_dr.secondary.private_endpoint if plan.geo_dr else None
    if first is None or second is None:
        return
    if first.name.casefold() == second.name.casefold():
        yield "name", second.name
    is_same_zone = first.private_dns_zone.casefold() == second.private_dns_zone.casefold()
    one, other = first.dns_zone_link, second.dns_zone_link
    # One network needs one link, which then is the same one.
    if is_same_zone and first.vnet != second.vnet and one and other and one.casefold() == other.casefold():
        yield "dns_zone_link", other


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


def _of_key_vault(plan: Plan) -> Iterator[Problem]:
    vault = plan.key_vault
    policies = {policy.name.casefold() for policy in plan.access_policies}
    if vault and vault.access_policy.casefold() not in policies:
        message = f"there is no access policy '{vault.access_policy}'"
        yield plan.source.problem(("key_vault", "access_policy"), message, "one of `access_policies`")


def _of_action_groups(plan: Plan) -> Iterator[Problem]:
    for index, group in enumerate(plan.action_groups):
        if not 0 < len(group.short_name) <= MAX_SHORT_NAME_CHARACTERS:
            message = f"a short name of {len(group.short_name)} characters"
            expected = f"1 to {MAX_SHORT_NAME_CHARACTERS} characters"
            yield plan.source.problem(("action_groups", index, "short_name"), message, expected)


def _of_alert(plan: Plan, index: int, alert: Alert) -> Iterator[Problem]:
    path = ("alerts", index)
    if not alert.criteria:
        message = f"the alert '{alert.name}' has no criteria that Azure could evaluate"
        expected = "a key `criteria`, as `longshore resolve` writes it"
        yield plan.source.problem((*path, "condition"), message, expected)
    if len({criterion.source for criterion in alert.criteria}) > 1:
        message = "an alert looks at the namespace or at the application, not at both"
        yield plan.source.problem((*path, "criteria"), message, "criteria with the same `source`")
    several = [number for number, criterion in enumerate(alert.criteria) if len(criterion.entities) > 1]
    if several and len(alert.criteria) > 1:
        message = "an alert of several criteria takes one entity in each"
        yield plan.source.problem((*path, "criteria", several[0], "entities"), message, "one name, or none")


def _of_autoscale(plan: Plan) -> Iterator[Problem]:
    partitions = plan.namespace.messaging_partitions or PARTITIONS[0]
    allowed = [units * partitions for units in UNITS]
    for key in ("minimum", "maximum"):
        if plan.autoscale and getattr(plan.autoscale, key) not in allowed:
            message = f"a namespace never has {getattr(plan.autoscale, key)} messaging units"
            yield plan.source.problem(("autoscale", key), message, f"one of {', '.join(map(str, allowed))}")
