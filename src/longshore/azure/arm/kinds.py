"""The kinds of resources that a plan becomes, each with the API version that its template asks for.

Versions are those that Azure/azure-resource-manager-schemas describes: with its schemas the tests check every
resource.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource type, and a version of its API."""

    type: str
    version: str

    def child(self, name: str) -> "Kind":
        """Return the kind of what such a resource holds."""
        return Kind(f"{self.type}/{name}", self.version)


NAMESPACE: Final = Kind("Microsoft.ServiceBus/namespaces", "2026-01-01")
NETWORK_RULES: Final = NAMESPACE.child("networkRuleSets")
PAIRING: Final = NAMESPACE.child("disasterRecoveryConfigs")
ACCESS_POLICY: Final = NAMESPACE.child("AuthorizationRules")
QUEUE: Final = NAMESPACE.child("queues")
TOPIC: Final = NAMESPACE.child("topics")
SUBSCRIPTION: Final = TOPIC.child("subscriptions")
RULE: Final = SUBSCRIPTION.child("rules")

ENDPOINT: Final = Kind("Microsoft.Network/privateEndpoints", "2024-05-01")
DNS_GROUP: Final = ENDPOINT.child("privateDnsZoneGroups")
DNS_ZONE: Final = Kind("Microsoft.Network/privateDnsZones", "2024-06-01")
DNS_LINK: Final = DNS_ZONE.child("virtualNetworkLinks")

ROLE_ASSIGNMENT: Final = Kind("Microsoft.Authorization/roleAssignments", "2022-04-01")
SECRET: Final = Kind("Microsoft.KeyVault/vaults/secrets", "2023-07-01")

DIAGNOSTICS: Final = Kind("Microsoft.Insights/diagnosticSettings", "2021-05-01-preview")
ACTION_GROUP: Final = Kind("Microsoft.Insights/actionGroups", "2023-01-01")
ALERT: Final = Kind("Microsoft.Insights/metricAlerts", "2018-03-01")
AUTOSCALE: Final = Kind("Microsoft.Insights/autoscalesettings", "2022-10-01")

# What a template refers to and does not make.
ROLE_DEFINITION: Final = "Microsoft.Authorization/roleDefinitions"
VIRTUAL_NETWORK: Final = "Microsoft.Network/virtualNetworks"
SUBNET: Final = "Microsoft.Network/virtualNetworks/subnets"
WORKSPACE: Final = "Microsoft.OperationalInsights/workspaces"
APPLICATION_INSIGHTS: Final = "Microsoft.Insights/components"
