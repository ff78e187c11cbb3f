"""What Microsoft's emulator takes, by the keys of a plan.

Sources: [emulator schema] Config-schema.json in Azure/azure-service-bus-emulator-installer; [emulator page]
"Overview of the Azure Service Bus emulator", quotas.
"""

from typing import Final

from longshore.model.durations import UNLIMITED_MS
from longshore.plan.sections import Duration

NAMESPACE: Final = "sbemulatorns"  # [emulator schema] the one name
MAX_ENTITIES: Final = 50  # [emulator page] queues and topics together
MAX_SUBSCRIPTIONS: Final = 50  # [emulator schema] of a topic, which must have one
MAX_RULES: Final = 1_000  # [emulator schema] of a topic

DURATIONS_MS: Final = {  # [emulator schema] shortest and longest; no fractions of a second
    "default_message_time_to_live": (300_000, 3_600_000),
    "duplicate_detection_history_time_window": (5_000, 300_000),
    "lock_duration": (5_000, 300_000),
}
DELIVERIES: Final = (1, 10)  # [emulator schema] MaxDeliveryCount

FIXED: Final = {  # keys that the format lacks, and what the emulator does
    "status": "Active",
    "auto_delete_on_idle": Duration(UNLIMITED_MS, "never"),
    "user_metadata": None,
    "enable_partitioning": False,
    "max_size_in_megabytes": 100,  # [emulator page]
    "max_message_size_in_kilobytes": 256,  # [emulator page]
    "dead_lettering_on_filter_evaluation_exceptions": True,
}
