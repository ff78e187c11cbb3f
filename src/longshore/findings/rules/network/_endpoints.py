"""The private endpoints of a plan: the namespace's, and that of its secondary."""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.plan.source import TreePath
from longshore.plan.surroundings import PrivateEndpoint

PRIMARY: TreePath = ("private_endpoint",)
SECONDARY: TreePath = ("geo_dr", "secondary", "private_endpoint")


def endpoints(draft: Draft) -> Iterator[tuple[TreePath, PrivateEndpoint]]:
    """Yield the private endpoints, and where they are written."""
    plan = draft.plan
    if plan.private_endpoint is not None:
        yield PRIMARY, plan.private_endpoint
    if plan.geo_dr is not None and plan.geo_dr.secondary.private_endpoint is not None:
        yield SECONDARY, plan.geo_dr.secondary.private_endpoint


def whose(path: TreePath) -> str:
    """Return whose endpoint is at a path, in words."""
    return "the secondary's" if path == SECONDARY else "the namespace's"


def region_of(draft: Draft, path: TreePath, endpoint: PrivateEndpoint) -> str | None:
    """Return the region that an endpoint's network is in, as far as the plan tells.

    An endpoint of the secondary may be in the same network as the primary's, and then in its region.
    """
    plan = draft.plan
    if endpoint.location is not None:
        return endpoint.location
    first = plan.private_endpoint
    if path == SECONDARY and plan.geo_dr is not None and (first is None or first.vnet != endpoint.vnet):
        return plan.geo_dr.secondary.location
    if first is not None and first.location is not None:
        return first.location
    return plan.namespace.location or (plan.deployment.location if plan.deployment is not None else None)
