"""The kinds of things that az commands make, and what the plan calls their options.

Each kind has a group of commands. `path` names the options that say which one it is, outermost first;
`properties` leads from the plan's key, or where the plan has none from ARM's name, to the option.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Kind:
    """What one group of commands makes, changes and deletes."""

    name: str
    path: tuple[str, ...]
    properties: Mapping[str, str] = field(default_factory=dict)


_SHARED: Final = {
    "default_message_time_to_live": "--default-message-time-to-live",
    "status": "--status",
    "auto_delete_on_idle": "--auto-delete-on-idle",
    "user_metadata": "--user-metadata",
}
_STORING: Final = {
    "max_size_in_megabytes": "--max-size",
    "max_message_size_in_kilobytes": "--max-message-size",
    "enable_partitioning": "--enable-partitioning",
    "enable_duplicate_detection": "--enable-duplicate-detection",
    "duplicate_detection_history_time_window": "--duplicate-detection-history-time-window",
}
_DELIVERING: Final = {
    "lock_duration": "--lock-duration",
    "max_delivery_count": "--max-delivery-count",
    "dead_lettering_on_message_expiration": "--enable-dead-lettering-on-message-expiration",
    "enable_sessions": "--enable-session",
    "forward_to": "--forward-to",
    "forward_dead_lettered_messages_to": "--forward-dead-lettered-messages-to",
}
_FILTER_EXCEPTIONS: Final = {
    "dead_lettering_on_filter_evaluation_exceptions": "--dead-letter-on-filter-exceptions"
}
_SUBSCRIPTION: Final = ("--namespace-name", "--topic-name")

KINDS: Final[Mapping[str, Kind]] = {
    "group": Kind("resource_group", ("--name",), {"location": "--location"}),
    "servicebus namespace": Kind(
        "namespace",
        ("--name",),
        {
            "sku": "--sku",
            "capacity": "--capacity",
            "location": "--location",
            "messaging_partitions": "--premium-messaging-partitions",
            "minimum_tls_version": "--minimum-tls-version",
            "disable_local_auth": "--disable-local-auth",
            "zone_redundant": "--zone-redundant",
            "public_network_access": "--public-network-access",
            "tags": "--tags",
        },
    ),
    "servicebus georecovery-alias": Kind(
        "alias", ("--namespace-name", "--alias"), {"secondary": "--partner-namespace"}
    ),
    "servicebus namespace network-rule-set": Kind(
        "network_access",
        ("--namespace-name",),
        {
            "default_action": "--default-action",
            "trusted_services_allowed": "--enable-trusted-service-access",
            "public_network_access": "--public-network-access",
            "ip_rules": "--ip-rules",
            "virtual_network_rules": "--virtual-network-rules",
        },
    ),
    "servicebus namespace network-rule-set ip-rule": Kind(
        "ip_rule", ("--namespace-name", "--ip-rule"), {"ip_rule": "--ip-rule"}
    ),
    "servicebus namespace network-rule-set virtual-network-rule": Kind(
        "virtual_network_rule", ("--namespace-name", "--subnet"), {"subnet": "--subnet"}
    ),
    "servicebus namespace authorization-rule": Kind(
        "access_policy", ("--namespace-name", "--name"), {"rights": "--rights"}
    ),
    "servicebus queue": Kind("queue", ("--namespace-name", "--name"), {**_SHARED, **_STORING, **_DELIVERING}),
    "servicebus topic": Kind("topic", ("--namespace-name", "--name"), {**_SHARED, **_STORING}),
    "servicebus topic subscription": Kind(
        "subscription", (*_SUBSCRIPTION, "--name"), {**_SHARED, **_DELIVERING, **_FILTER_EXCEPTIONS}
    ),
    "servicebus topic subscription rule": Kind(
        "rule",
        (*_SUBSCRIPTION, "--subscription-name", "--name"),
        {
            "filter": "--filter-sql-expression",
            "action": "--action-sql-expression",
            "correlation": "--correlation-filter-property",
            "correlation_id": "--correlation-id",
            "message_id": "--message-id",
            "label": "--label",
            "session_id": "--session-id",
            "to": "--to",
            "reply_to": "--reply-to",
            "reply_to_session_id": "--reply-to-session-id",
            "content_type": "--content-type",
        },
    ),
    "network private-endpoint": Kind(
        "private_endpoint",
        ("--name",),
        {
            "namespace": "--private-connection-resource-id",
            "subnet": "--subnet",
            "vnet": "--vnet-name",
            "location": "--location",
            "connection_name": "--connection-name",
            "group_id": "--group-id",
        },
    ),
    "network private-endpoint dns-zone-group": Kind(
        "dns_zone_group", ("--endpoint-name", "--name"), {"private_dns_zone": "--private-dns-zone"}
    ),
    "network private-dns zone": Kind("private_dns_zone", ("--name",)),
    "network private-dns link vnet": Kind(
        "dns_zone_link",
        ("--zone-name", "--name"),
        {"vnet": "--virtual-network", "registration_enabled": "--registration-enabled"},
    ),
    "network vnet": Kind("vnet", ("--name",), {"location": "--location"}),
    "network vnet subnet": Kind("subnet", ("--vnet-name", "--name")),
    "role assignment": Kind(
        "role_assignment",
        ("--scope", "--assignee-object-id", "--assignee", "--role"),
        {
            "principal_id": "--assignee-object-id",
            "assignee": "--assignee",
            "principal_type": "--assignee-principal-type",
            "role_definition": "--role",
            "scope": "--scope",
        },
    ),
    "identity": Kind("identity", ("--name",), {"location": "--location"}),
    "keyvault": Kind("key_vault", ("--name",), {"location": "--location"}),
    "keyvault secret": Kind("secret", ("--vault-name", "--name"), {"value": "--value"}),
    "monitor log-analytics workspace": Kind("workspace", ("--workspace-name",), {"location": "--location"}),
    "monitor diagnostic-settings": Kind(
        "diagnostic_setting",
        ("--resource", "--name"),
        {
            "namespace": "--resource",
            "log_analytics_workspace": "--workspace",
            "logs": "--logs",
            "metrics": "--metrics",
        },
    ),
    "monitor action-group": Kind(
        "action_group", ("--name",), {"short_name": "--short-name", "receivers": "--action"}
    ),
    "monitor metrics alert": Kind(
        "alert",
        ("--name",),
        {
            "namespace": "--scopes",
            "condition": "--condition",
            "severity": "--severity",
            "window_size": "--window-size",
            "evaluation_frequency": "--evaluation-frequency",
            "action_group": "--action",
        },
    ),
    "monitor autoscale": Kind(
        "autoscale",
        ("--resource",),
        {"minimum": "--min-count", "maximum": "--max-count", "count": "--count", "name": "--name"},
    ),
    "monitor autoscale rule": Kind(
        "autoscale_rule",
        ("--autoscale-name", "--condition"),
        {"condition": "--condition", "scale": "--scale", "cooldown": "--cooldown"},
    ),
}
"""By the group of commands."""
