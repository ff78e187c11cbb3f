"""Geo-DR copies queues, topics, subscriptions and rules to the secondary, and nothing else.

Network rules, private endpoints, public access, trusted services, roles, identities, keys switched off and
autoscale stay behind. A secondary that was never given them is open where the primary is closed, and closed
to the identities that the primary knows. `longshore export` gives everything to both.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity


def find(draft: Draft) -> Iterator[Found]:
    """Yield network access of a pair of namespaces."""
    geo_dr = draft.plan.geo_dr
    if geo_dr is not None and draft.plan.network_access is not None:
        yield Found(
            path=("network_access",),
            at_key=True,
            message=f"Geo-DR copies no network access to {geo_dr.secondary.name}: what is written here"
            f" reaches {draft.plan.namespace.name} alone",
            fix="everything here given to both namespaces, as `longshore export` does",
        )


RULE = Rule(
    code="LS310",
    name="network-rules-not-replicated",
    severity=Severity.NOTE,
    on_azure="only entities are replicated: the secondary has no network rules of its own, and is open",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus geo-disaster recovery (2026-02)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth}
network_access: {default_action: Deny, public_network_access: Disabled}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
network_access: {default_action: Deny, public_network_access: Disabled}
""",
)
