"""Geo-DR, private endpoints, subnets, partitions of the namespace and messaging units exist on Premium only.

A plan that has one of them is a plan for Premium, whatever its `sku` says.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.plan.edits import Put
from longshore.plan.source import TreePath


def find(draft: Draft) -> Iterator[Found]:
    """Yield everything that the namespace has, and only Premium offers."""
    sku = draft.plan.namespace.sku
    for path, what in () if draft.is_premium else _used(draft):
        yield Found(
            path=path,
            at_key=True,
            message=f"{what} in a namespace of {sku}, where only Premium has that",
            fix="sku and tier: Premium",
            edits=(Put(("namespace", "sku"), "Premium"), Put(("namespace", "tier"), "Premium")),
        )


def _used(draft: Draft) -> Iterator[tuple[TreePath, str]]:
    plan = draft.plan
    if (plan.namespace.messaging_partitions or 1) > 1:
        yield ("namespace", "messaging_partitions"), "partitions"
    if plan.geo_dr is not None:
        yield ("geo_dr",), "Geo-DR"
    if plan.private_endpoint is not None:
        yield ("private_endpoint",), "a private endpoint"
    if plan.network_access is not None and plan.network_access.virtual_network_rules:
        yield ("network_access", "virtual_network_rules"), "rules for subnets"
    if plan.autoscale is not None:
        yield ("autoscale",), "scaling by messaging units"


RULE = Rule(
    code="LS207",
    name="premium-only",
    severity=Severity.ERROR,
    on_azure="refused: the tier does not support it",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus Premium messaging tier; Service Bus geo-disaster recovery (2026-02)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, sku: Standard, tier: Standard}
autoscale: {minimum: 1, maximum: 2}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, sku: Premium, tier: Premium}
autoscale: {minimum: 1, maximum: 2}
""",
)
