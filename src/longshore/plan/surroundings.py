"""Where the entities live and who may reach them: namespace, Geo-DR, network, identities, connection."""

from collections.abc import Mapping
from typing import Literal

from longshore.plan.sections import Count, IpMask, Section, ShortName

Sku = Literal["Basic", "Standard", "Premium"]
TlsVersion = Literal["1.0", "1.1", "1.2", "1.3"]
Action = Literal["Allow", "Deny"]


class Namespace(Section):
    """The namespace; `capacity` counts messaging units."""

    name: str
    sku: Sku = "Premium"
    tier: Sku = "Premium"
    capacity: Count = 1
    location: str | None = None
    messaging_partitions: Count | None = None
    minimum_tls_version: TlsVersion | None = None
    disable_local_auth: bool | None = None
    zone_redundant: bool | None = None
    tags: Mapping[str, str] = {}


class PrivateEndpoint(Section):
    """A namespace's address inside a virtual network, and what makes its name lead there.

    `location` is the network's region; `dns_zone_link` ties the zone to the network, `dns_zone_group` keeps
    the namespace's address in the zone.
    """

    name: str
    subnet: str
    vnet: str
    private_dns_zone: str
    connection_name: str | None = None
    location: str | None = None
    dns_zone_link: str | None = None
    dns_zone_group: str | None = None


class SecondaryNamespace(Section):
    """The namespace that takes over."""

    name: str
    location: str
    capacity: Count | None = None
    private_endpoint: PrivateEndpoint | None = None


class GeoDr(Section):
    """Disaster recovery: an alias that leads to the primary namespace, after failover to the secondary."""

    alias: str
    secondary: SecondaryNamespace
    auto_failover: bool = False


class IpRule(Section):
    """What happens to traffic from an address range."""

    action: Action
    ip_mask: IpMask


class VirtualNetworkRule(Section):
    """A subnet whose service endpoint may reach the namespace."""

    vnet: str
    subnet: str
    ignore_missing_endpoint: bool = False


class NetworkAccess(Section):
    """Who may reach the namespace from outside."""

    default_action: Action
    public_network_access: Literal["Enabled", "Disabled"] | None = None
    trusted_services_allowed: bool = False
    ip_rules: tuple[IpRule, ...] = ()
    virtual_network_rules: tuple[VirtualNetworkRule, ...] = ()


class ManagedIdentity(Section):
    """The identity that the application runs as."""

    type: Literal["None", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"]


class RoleAssignment(Section):
    """A role that an identity has on a resource."""

    principal_id: str
    role_definition: str
    scope: str


class AccessPolicy(Section):
    """A shared access key pair and what it allows."""

    name: ShortName
    rights: tuple[Literal["Send", "Listen", "Manage"], ...]
    primary_key: str | None = None
    secondary_key: str | None = None


class KeyVault(Section):
    """The vault whose secret holds the connection string of an access policy, and who may read it."""

    name: str
    secret_name: str
    access_policy: ShortName
    readers: tuple[str, ...] = ()


class Connection(Section):
    """How clients connect."""

    connection_endpoint: str
    authentication: Literal["managed_identity", "connection_string"]
    fallback_connection_string: str | None = None


class Deployment(Section):
    """The install script's own names."""

    resource_group: str
    subscription_id: str | None = None
    location: str | None = None
    secondary_location: str | None = None
    private_endpoint_group_id: str | None = None
