"""Geo-DR: the alias, which pairs the primary namespace with the secondary.

Both must be there, in different regions, the secondary empty, and either both with private endpoints or
neither [ASB Geo-DR, setup]. Entities come after the pairing, which copies them from then on; it copies what
they are, never their messages.
"""

from collections.abc import Sequence

from longshore.azure.arm.kinds import PAIRING
from longshore.azure.arm.resource import Resource
from longshore.plan.document import Plan


def pairing(plan: Plan, namespaces: Sequence[Resource], network: Sequence[Resource]) -> list[Resource]:
    """Return what pairs the namespaces, once everything of their networks is made."""
    if plan.geo_dr is None:
        return []
    primary, secondary = namespaces
    names = (*primary.names, plan.geo_dr.alias)
    properties = {"partnerNamespace": secondary.id}
    return [Resource(PAIRING, names, properties, ("geo_dr", "alias"), after=(*namespaces, *network))]
