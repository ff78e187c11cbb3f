"""Where the namespaces of a plan are, and where the plan says so."""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.model.azure_rules import region_name
from longshore.plan.placeholders import placeholders
from longshore.plan.source import TreePath


def primary(draft: Draft) -> tuple[TreePath, str] | None:
    """Return the location of the namespace, or else of the deployment, and where it is written."""
    deployment = draft.plan.deployment
    if draft.plan.namespace.location is not None:
        return ("namespace", "location"), draft.plan.namespace.location
    if deployment is not None and deployment.location is not None:
        return ("deployment", "location"), deployment.location
    return None


def secondary(draft: Draft) -> tuple[TreePath, str] | None:
    """Return the location of the secondary namespace, and where it is written."""
    geo_dr = draft.plan.geo_dr
    return None if geo_dr is None else (("geo_dr", "secondary", "location"), geo_dr.secondary.location)


def known_regions(draft: Draft) -> Iterator[tuple[TreePath, str, str]]:
    """Yield each location that the deployment does not fill in: where it is, as written, and Azure's name."""
    for found in (primary(draft), secondary(draft)):
        if found is not None and not placeholders(found[1]):
            path, location = found
            yield path, location, region_name(location)
