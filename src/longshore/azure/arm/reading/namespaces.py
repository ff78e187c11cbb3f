"""The namespaces of a template: the primary, and the one that it is paired with."""

from dataclasses import dataclass
from typing import Final

from longshore.azure.arm.expressions import GROUP_LOCATION
from longshore.azure.arm.kinds import NAMESPACE, PAIRING
from longshore.azure.arm.reading.fields import Fields
from longshore.azure.arm.reading.ids import ResourceId
from longshore.azure.arm.reading.resources import Found, Resources
from longshore.azure.arm.resource import Json
from longshore.plan.source import Tree

_GROUP_LOCATION: Final = f"{{{GROUP_LOCATION}}}"
_OF_BOTH: Final = (
    "sku",
    "tier",
    "messaging_partitions",
    "minimum_tls_version",
    "disable_local_auth",
    "zone_redundant",
    "tags",
)
"""The keys that a plan has once for both namespaces."""


@dataclass(frozen=True, slots=True)
class Pair:
    """The alias, and the secondary namespace with the plan's section about it."""

    alias: str
    secondary: ResourceId
    section: dict[str, Tree]


@dataclass(frozen=True, slots=True)
class Namespaces:
    """The primary namespace with the plan's section about it, and what it is paired with.

    `public_access` is what the primary says of the public network, which plans have under `network_access`.
    """

    primary: ResourceId
    namespace: dict[str, Tree]
    public_access: str
    pair: Pair | None

    def role(self, resource_id: ResourceId) -> str:
        """Return `primary` or `secondary`, or nothing for a resource that is neither."""
        if self.primary.is_same(resource_id):
            return "primary"
        return "secondary" if self.pair and self.pair.secondary.is_same(resource_id) else ""


def read_namespaces(resources: Resources) -> Namespaces | None:
    """Return the namespaces; None where the template makes none."""
    found = resources.of(NAMESPACE)
    pairing, partner = _pairing(resources, found)
    parent = pairing.parent if pairing else ()
    primary = next((each for each in found if not parent or (each.name.casefold(),) == parent), None)
    if primary is None:
        return None
    namespace, access = _namespace(primary)
    pair = (
        Pair(pairing.name, partner.id, _secondary(partner, namespace, access))
        if pairing and partner
        else None
    )
    return Namespaces(primary.id, namespace, access, pair)


def plain_value(value: Json) -> Tree:
    """Return a value of a template as a plan has it."""
    match value:
        case dict():
            return {key: plain_value(inner) for key, inner in value.items()}
        case list():
            return tuple(plain_value(inner) for inner in value)
    return value


def location(fields: Fields) -> str | None:
    """Take the location; None where it is that of the resource group, which a plan need not say."""
    text = fields.text("location")
    return text if text and text != _GROUP_LOCATION else None


def said(section: dict[str, Tree]) -> dict[str, Tree]:
    """Return a section without what is not said."""
    return {key: value for key, value in section.items() if value is not None}


def _pairing(resources: Resources, namespaces: list[Found]) -> tuple[Found | None, Found | None]:
    """Return the pairing and the partner, where the template makes both."""
    for pairing in resources.of(PAIRING):
        partner_id = ResourceId.parse(str(pairing.fields.inside("properties").take("partnerNamespace")))
        for partner in namespaces:
            if partner_id and partner.id.is_same(partner_id):
                pairing.is_read = True
                return pairing, partner
    return None, None


def _namespace(found: Found) -> tuple[dict[str, Tree], str]:
    fields = found.read()
    sku = found.fields.inside("sku")
    name = sku.text("name") or "Standard"  # what Azure makes where no sku is asked for
    tags = plain_value(found.fields.take("tags"))
    section: dict[str, Tree] = {
        "name": found.name,
        "sku": name,
        "tier": sku.text("tier") or name,
        "capacity": plain_value(sku.take("capacity")),
        "location": location(found.fields),
        "messaging_partitions": plain_value(fields.take("premiumMessagingPartitions")),
        "minimum_tls_version": fields.text("minimumTlsVersion") or None,
        "disable_local_auth": plain_value(fields.take("disableLocalAuth")),
        "zone_redundant": plain_value(fields.take("zoneRedundant")),
        "tags": tags or None,
    }
    return said(section), fields.text("publicNetworkAccess")


def _secondary(found: Found, primary: dict[str, Tree], public_access: str) -> dict[str, Tree]:
    namespace, access = _namespace(found)
    for key in _OF_BOTH:
        if namespace.get(key) != primary.get(key):
            found.fields.differs(key)
    if access != public_access:
        found.fields.differs("publicNetworkAccess")
    where = namespace.get("location", _GROUP_LOCATION)
    return said({"name": found.name, "location": where, "capacity": namespace.get("capacity")})
