"""What must be there after a script ran: what the plan names, and what follows from it.

A plan that pairs its namespace with another and has a private endpoint needs an endpoint on both sides; a
private DNS zone works only with a link to the network and a group that writes the address into it; an alert
needs whom it reaches. Such things are wanted at the line that they follow from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from longshore.findings.deployment import Deployment
from longshore.model.azure_rules import ROLE_DEFINITIONS
from longshore.plan.document import Plan
from longshore.plan.source import TreePath
from longshore.plan.surroundings import PrivateEndpoint

_SECRET = re.compile(r"SecretUri=https://([\w-]+)\.vault\.[^/]+/secrets/([\w-]+)")
_CONNECTION: TreePath = ("application", "ServiceBus", "ConnectionString")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing of a kind: the part of its name that it is known by, how it is shown, where it is said."""

    kind: str
    name: tuple[str, ...]
    shown: str
    path: TreePath


def missing(deployment: Deployment) -> Iterator[Wanted]:
    """Yield what is wanted, and is not there after the script ran."""
    for each in wanted(deployment.plan):
        if not _is_there(deployment, each):
            yield each


def wanted(plan: Plan) -> Iterator[Wanted]:
    """Yield what the plan wants, the outer things first."""
    yield from _namespaces(plan)
    yield from _network(plan)
    yield from _entities(plan)
    yield from _access(plan)
    yield from _monitoring(plan)


def _is_there(deployment: Deployment, each: Wanted) -> bool:
    if deployment.is_there(each.kind, *each.name):
        return True
    if each.kind == "private_endpoint":
        return _has_endpoint(deployment, each.name[0])
    known = ROLE_DEFINITIONS.get(each.name[0]) if each.kind == "role_assignment" else None
    return known is not None and deployment.is_there(each.kind, known)


def _has_endpoint(deployment: Deployment, namespace: str) -> bool:
    targets = [each.properties.get("namespace") for each in deployment.resources.of("private_endpoint")]
    return any(target and target.text.casefold() == namespace.casefold() for target in targets)


def _namespaces(plan: Plan) -> Iterator[Wanted]:
    yield _named("namespace", plan.namespace.name, ("namespace", "name"))
    if plan.geo_dr:
        secondary = ("geo_dr", "secondary", "name")
        yield _named("namespace", plan.geo_dr.secondary.name, secondary)
        yield _named("alias", plan.geo_dr.alias, ("geo_dr", "alias"))


def _network(plan: Plan) -> Iterator[Wanted]:
    if plan.private_endpoint:
        path: TreePath = ("private_endpoint",)
        yield from _endpoint(plan.private_endpoint, plan.namespace.name, path)
        yield from _of_secondary(plan, plan.private_endpoint)
    if plan.network_access:
        path = ("network_access", "default_action")
        for name in _names(plan):
            yield Wanted("network_access", (name,), f"for {name}", path)


def _endpoint(endpoint: PrivateEndpoint, namespace: str, path: TreePath) -> Iterator[Wanted]:
    zone: TreePath = (*path, "private_dns_zone")
    yield Wanted("private_endpoint", (namespace,), f"{endpoint.name} for {namespace}", (*path, "name"))
    yield _named("private_dns_zone", endpoint.private_dns_zone, zone)
    link = f"from {endpoint.private_dns_zone} to {endpoint.vnet}"
    yield Wanted("dns_zone_link", (endpoint.private_dns_zone,), link, zone)
    yield Wanted("dns_zone_group", (endpoint.name,), f"for {endpoint.name}", zone)


def _of_secondary(plan: Plan, primary: PrivateEndpoint) -> Iterator[Wanted]:
    """Yield the endpoint of the other side, also of a plan that does not say more than that there is one."""
    if plan.geo_dr is None:
        return
    secondary = plan.geo_dr.secondary
    if secondary.private_endpoint:
        own: TreePath = ("geo_dr", "secondary", "private_endpoint")
        around = _endpoint(secondary.private_endpoint, secondary.name, own)
        shared = primary.private_dns_zone.casefold()
        yield from (each for each in around if each.name[0].casefold() != shared)
    else:
        shown = f"for {secondary.name}"
        yield Wanted("private_endpoint", (secondary.name,), shown, ("geo_dr", "secondary", "name"))


def _entities(plan: Plan) -> Iterator[Wanted]:
    for index, queue in enumerate(plan.queues):
        yield _named("queue", queue.queue_name, ("queues", index, "queue_name"))
    for index, topic in enumerate(plan.topics):
        yield _named("topic", topic.topic_name, ("topics", index, "topic_name"))
        for place, each in enumerate(topic.subscriptions):
            path = ("topics", index, "subscriptions", place, "name")
            yield Wanted("subscription", (topic.topic_name, each.name), each.name, path)


def _access(plan: Plan) -> Iterator[Wanted]:
    for index, assignment in enumerate(plan.role_assignments):
        path: TreePath = ("role_assignments", index, "role_definition")
        yield _named("role_assignment", assignment.role_definition, path)
    for index, policy in enumerate(plan.access_policies):
        yield _named("access_policy", policy.name, ("access_policies", index, "name"))
    settings = plan.application.ServiceBus
    if plan.key_vault:
        path = ("key_vault", "secret_name")
        vault, secret = plan.key_vault.name, plan.key_vault.secret_name
        yield Wanted("secret", (vault, secret), f"{secret} in {vault}", path)
    elif settings and (found := _SECRET.search(settings.ConnectionString or "")):
        yield Wanted("secret", (found[1], found[2]), f"{found[2]} in {found[1]}", _CONNECTION)


def _monitoring(plan: Plan) -> Iterator[Wanted]:
    if plan.monitoring:
        workspace = plan.monitoring.log_analytics_workspace
        path: TreePath = ("monitoring", "log_analytics_workspace")
        yield Wanted("diagnostic_setting", (plan.namespace.name,), f"to {workspace}", path)
    groups: dict[str, TreePath] = {}
    for index, group in enumerate(plan.action_groups):
        groups[group.name] = ("action_groups", index, "name")
    for index, alert in enumerate(plan.alerts):
        groups.setdefault(alert.action_group, ("alerts", index, "action_group"))
    yield from (_named("action_group", name, place) for name, place in groups.items())
    for index, alert in enumerate(plan.alerts):
        yield _named("alert", alert.name, ("alerts", index, "name"))
    if plan.autoscale or plan.scaling:
        path = ("autoscale",) if plan.autoscale else ("scaling", 0)
        yield Wanted("autoscale", (plan.namespace.name,), f"for {plan.namespace.name}", path)


def _names(plan: Plan) -> list[str]:
    return [plan.namespace.name, *([plan.geo_dr.secondary.name] if plan.geo_dr else [])]


def _named(kind: str, name: str, path: TreePath) -> Wanted:
    return Wanted(kind, (name,), name, path)
