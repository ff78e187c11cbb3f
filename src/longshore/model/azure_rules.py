"""What Azure allows around queues and topics: names, sizes, units, regions, metrics, each with its source.

One table serves the plan's rules, the exporters and the documentation. Limits of the messages themselves
are in `limits`.

Sources: [quotas] Service Bus quotas and limits (2026-07); [names] resource name rules; [partitions]
partitioned namespaces; [arm] the ARM specification of Microsoft.ServiceBus; [arm errors] Service Bus Resource
Manager exceptions; [admin] the .NET administration client's constants; [dedup] duplicate detection;
[insights] the ARM specification of Microsoft.Insights and its metric list for Service Bus; [zones] Azure
regions list; [pairs] Azure region pairs; [benchmarks] Service Bus performance improvements
(2025-04).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Literal

MAX_LOCK_MS = 300_000  # [arm errors] "the allowed maximum of '5' minutes"
MIN_LOCK_MS = 5_000  # [admin] the .NET client refuses less; the service has taken one second
MIN_TIME_TO_LIVE_MS = 1_000  # [admin]
MIN_DUPLICATE_WINDOW_MS = 20_000  # [dedup]
MAX_DUPLICATE_WINDOW_MS = 604_800_000  # [dedup] seven days
MIN_AUTO_DELETE_MS = 300_000  # [arm] autoDeleteOnIdle
MAX_DELIVERY_COUNT = 2_000  # undocumented; an emulator of the service states it
MAX_USER_METADATA_CHARACTERS = 1_024  # [admin]
MIN_LARGE_MESSAGE_KILOBYTES = 1_024  # [quotas] maxMessageSizeInKilobytes on Premium; also its default
MAX_LARGE_MESSAGE_KILOBYTES = 102_400  # [quotas]
STANDARD_MESSAGE_KILOBYTES = 256  # [quotas] also on Basic; no setting changes it

PREMIUM_SIZES_MB = (1_024, 2_048, 3_072, 4_096, 5_120, 10_240, 20_480, 40_960, 81_920)  # [arm errors]
STANDARD_SIZES_MB = (1_024, 2_048, 3_072, 4_096, 5_120)  # [quotas]
STANDARD_NAMESPACE_MB = 400 * 1_024  # [quotas]
MEGABYTES_PER_UNIT = 1_024 * 1_024  # [quotas] 1 TB for each messaging unit
ENTITIES_PER_UNIT = 1_000  # [quotas] queues and topics on Premium
STANDARD_ENTITIES = 10_000  # [quotas]
MAX_SUBSCRIPTIONS = 2_000  # [quotas] of one topic
MAX_SQL_FILTERS = 2_000  # [quotas] of one topic
MAX_CORRELATION_FILTERS = 100_000  # [quotas] of one topic
MAX_SAS_RULES = 12  # [quotas] of a namespace, queue or topic
MAX_NETWORK_RULES = 128  # [quotas] IP and virtual network rules of a namespace

UNITS = (1, 2, 4, 8, 16)  # [arm] SBSku.capacity, for each partition
PARTITIONS = (1, 2, 4)  # [partitions]
REGIONS_WITHOUT_PARTITIONS = frozenset({"westindia", "qatarcentral", "austriaeast"})  # [partitions]
REGIONS_WITHOUT_ZONES = frozenset({  # [zones] those without availability zones that plans name most
    "koreasouth", "northcentralus", "westus", "westcentralus", "ukwest", "japanwest", "canadaeast",
    "australiasoutheast", "australiacentral", "southindia", "westindia", "germanynorth", "norwaywest",
    "switzerlandwest", "francesouth", "southafricawest", "uaecentral", "brazilsoutheast",
})  # fmt: skip

REGION_PAIRS = {  # [pairs] those of the public cloud; brazilsouth has a pair that is another's
    "australiaeast": "australiasoutheast", "brazilsouth": "southcentralus", "canadacentral": "canadaeast",
    "centralindia": "southindia", "eastasia": "southeastasia", "eastus": "westus", "eastus2": "centralus",
    "francecentral": "francesouth", "germanywestcentral": "germanynorth", "japaneast": "japanwest",
    "koreacentral": "koreasouth", "northcentralus": "southcentralus", "northeurope": "westeurope",
    "norwayeast": "norwaywest", "southafricanorth": "southafricawest", "swedencentral": "swedensouth",
    "switzerlandnorth": "switzerlandwest", "uaenorth": "uaecentral", "uksouth": "ukwest",
    "westus2": "westcentralus",
}  # fmt: skip
_ANY_REGION = "westeurope"

MEGABYTES_PER_SECOND_AND_UNIT = 4  # [benchmarks] in and out, without sessions, duplicate detection or filters
SCALE_OUT_CPU_PERCENT = 70  # [benchmarks]

PRIVATE_NETWORKS = tuple(  # no address of theirs is ever seen by a public endpoint
    ip_network(network)
    for network in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16",  # RFC 1918
        "100.64.0.0/10",  # RFC 6598, shared by carriers
        "127.0.0.0/8", "169.254.0.0/16",  # RFC 1122 and 3927: this host, this link
    )
)  # fmt: skip

MAX_TAGS = 50  # [names] of a resource
MAX_TAG_NAME_CHARACTERS = 512  # [names]
MAX_TAG_VALUE_CHARACTERS = 256  # [names]
TAG_NAME_BANS = "<>%&\\?/"  # [names]

PRIVATE_DNS_ZONE = "privatelink.servicebus.windows.net"
PRIVATE_LINK_GROUP = "namespace"  # [arm] the one sub-resource that a private endpoint can lead to
DOMAIN = "servicebus.windows.net"

ROLE_DEFINITIONS = {  # built-in roles; their ids are the same in every subscription
    "Azure Service Bus Data Owner": "090c5cfd-751d-490a-894a-3ce6f1109419",
    "Azure Service Bus Data Sender": "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
    "Azure Service Bus Data Receiver": "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
}

SEVERITIES = {"Critical": 0, "Error": 1, "Warning": 2, "Informational": 3, "Verbose": 4}  # [insights]
WINDOWS_MS = tuple(minutes * 60_000 for minutes in (1, 5, 15, 30, 60, 360, 720, 1_440))  # [insights]
FREQUENCIES_MS = tuple(minutes * 60_000 for minutes in (1, 5, 15, 30, 60))  # [insights]
MAX_SHORT_NAME_CHARACTERS = 12  # [insights] groupShortName

LOG_CATEGORIES = (  # [insights] of Microsoft.ServiceBus/namespaces, on Premium
    "OperationalLogs", "VNetAndIPFilteringLogs", "RuntimeAuditLogs", "ApplicationMetricsLogs",
)  # fmt: skip
STANDARD_LOG_CATEGORIES = ("OperationalLogs",)  # [insights] the others tell of what only Premium has
METRIC_CATEGORIES = ("AllMetrics",)  # [insights]

Aggregation = Literal["Average", "Count", "Maximum", "Minimum", "Total"]


@dataclass(frozen=True, slots=True)
class PlatformMetric:
    """A metric of Microsoft.ServiceBus/namespaces: how it may be aggregated, and by what it may be split."""

    name: str
    aggregations: tuple[Aggregation, ...]
    dimensions: tuple[str, ...]
    is_exportable: bool = False


_TOTAL: tuple[Aggregation, ...] = ("Total",)
_GAUGE: tuple[Aggregation, ...] = ("Average", "Minimum", "Maximum")
_ENTITY = ("EntityName",)
_RESULT = ("EntityName", "OperationResult")

PLATFORM_METRICS = {  # [insights]
    metric.name: metric
    for metric in (
        *(
            PlatformMetric(name, _TOTAL, _ENTITY, is_exportable=True)
            for name in (
                "IncomingMessages", "OutgoingMessages", "IncomingRequests", "CompleteMessage",
                "AbandonMessage", "IncomingBytes",
            )
        ),
        *(
            PlatformMetric(name, _TOTAL, _RESULT)
            for name in ("SuccessfulRequests", "ServerErrors", "UserErrors")
        ),
        PlatformMetric("ThrottledRequests", _TOTAL, (*_RESULT, "MessagingErrorSubCode")),
        *(
            PlatformMetric(name, _GAUGE, _ENTITY)
            for name in ("ActiveMessages", "DeadletteredMessages", "Messages", "ScheduledMessages", "Size")
        ),
        PlatformMetric("ServerSendLatency", ("Average",), _ENTITY, is_exportable=True),
        PlatformMetric("ActiveConnections", _TOTAL, ()),
        PlatformMetric("ConnectionsOpened", ("Average",), _ENTITY),
        PlatformMetric("ConnectionsClosed", ("Average",), _ENTITY),
        PlatformMetric("NamespaceCpuUsage", ("Maximum",), ("Replica",)),
        PlatformMetric("NamespaceMemoryUsage", ("Maximum",), ("Replica",)),
        PlatformMetric("PendingCheckpointOperationCount", _TOTAL, ()),
    )
}  # fmt: skip

MAX_NAMESPACE_NAME_CHARACTERS = 50  # [names]
NAMESPACE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{4,48}[A-Za-z0-9]")  # [names]
RESERVED_NAMESPACE_ENDINGS = ("-sb", "-mgmt")  # [names]


def next_allowed(value: int, allowed: Sequence[int]) -> int:
    """Return the smallest allowed value that is not below a value; the largest where there is none."""
    return next((each for each in allowed if each >= value), allowed[-1])


def region_name(location: str) -> str:
    """Return a region as ARM names it: `Korea Central` is koreacentral."""
    return location.replace(" ", "").casefold()


def paired_region(location: str) -> str:
    """Return the region that Azure pairs with another, by name; for one without a pair, some other region."""
    region = region_name(location)
    partners = {partner: first for first, partner in REGION_PAIRS.items()} | REGION_PAIRS
    return partners.get(region, _ANY_REGION)


def host_name(namespace: str) -> str:
    """Return the host that clients of a namespace, or of a Geo-DR alias, connect to."""
    return f"{namespace}.{DOMAIN}"
