"""Every limit and default that Longshore takes from Azure Service Bus, with its source.

One table serves the broker, the plan checker and the documentation.

Sources: [quotas] Service Bus quotas and limits; [premium] premium messaging tier; [admin] the .NET
administration client's constants; [arm] the ARM specification of Microsoft.ServiceBus; [dedup] duplicate
detection; [sdk] azure-servicebus 7.15 source.
"""

KIBIBYTE = 1_024
MEBIBYTE = 1_048_576

DEFAULT_LOCK_DURATION_MS = 60_000  # [arm] lockDuration
DEFAULT_MAX_DELIVERY_COUNT = 10  # [arm] maxDeliveryCount
DEFAULT_MAX_SIZE_MEGABYTES = 1_024  # [arm] maxSizeInMegabytes
DEFAULT_DUPLICATE_WINDOW_MS = 600_000  # [dedup] ten minutes

MAX_MESSAGE_SIZE_KILOBYTES = 102_400  # [quotas] large messages on Premium: 100 MB over AMQP
MAX_BATCH_SIZE_BYTES = MEBIBYTE  # [quotas] a batch on Premium, whatever a single message may weigh
MAX_ID_CHARACTERS = 128  # [quotas] message id, session id, partition key

MAX_ENTITY_PATH_CHARACTERS = 260  # [quotas] queue and topic path
MAX_SUBSCRIPTION_NAME_CHARACTERS = 50  # [quotas] also rules and authorization rules
MAX_FILTER_CHARACTERS = 1_024  # [quotas] SQL filter and action text
MAX_ACTION_STATEMENTS = 32  # [quotas] expressions per rule action; each SET and REMOVE counts as one

SESSION_ACCEPT_TIMEOUT_MS = 65_000  # [sdk] how long "next available session" waits unless told otherwise
UNAUTHENTICATED_CONNECTION_MS = 20_000  # AMQP protocol guide: no valid token within 20 s ends the connection
