"""Every limit and default that Longshore takes from Azure Service Bus, with its source.

One table serves the broker, the plan checker and the documentation.

Sources: [quotas] Service Bus quotas and limits; [premium] premium messaging tier; [admin] the .NET
administration client's constants; [arm] the ARM specification of Microsoft.ServiceBus; [dedup] duplicate
detection; [transactions] transaction processing; [sdk] azure-servicebus 7.15 source.
"""

KIBIBYTE = 1_024
MEBIBYTE = 1_048_576

DEFAULT_LOCK_DURATION_MS = 60_000  # [arm] lockDuration
DEFAULT_MAX_DELIVERY_COUNT = 10  # [arm] maxDeliveryCount
DEFAULT_MAX_SIZE_MEGABYTES = 1_024  # [arm] maxSizeInMegabytes
DEFAULT_DUPLICATE_WINDOW_MS = 600_000  # [dedup] ten minutes

MAX_MESSAGE_SIZE_KILOBYTES = 102_400  # [quotas] large messages on Premium: 100 MB over AMQP
MAX_BATCH_SIZE_BYTES = MEBIBYTE  # [quotas] a batch on Premium, whatever a single message may weigh
MAX_ID_CHARACTERS = 128  # [quotas] message id, session id, reply-to session id, partition key
MAX_PROPERTY_BYTES = 32_768  # [quotas] one application property, its name included
MAX_HEADER_BYTES = 65_536  # [quotas] all properties of a message together
MAX_SESSION_STATES = 1_000_000  # [quotas] sessions of an entity that have a state
MAX_FORWARDING_HOPS = 4  # [quotas] MaxTransferHopCountExceeded beyond
MAX_TRANSACTION_MESSAGES = 100  # [quotas] sends and settlements of one transaction
TRANSACTION_TIMEOUT_MS = 120_000  # [transactions] two minutes from its declaration
MAX_PEEKED_MESSAGES = 250  # [quotas] messages one peek returns
MAX_DELETED_MESSAGES = 4_000  # [quotas] messages one batch delete takes on Premium

MAX_ENTITY_PATH_CHARACTERS = 260  # [quotas] queue and topic path
MAX_SUBSCRIPTION_NAME_CHARACTERS = 50  # [quotas] also rules and authorization rules
MAX_FILTER_CHARACTERS = 1_024  # [quotas] SQL filter and action text
MAX_ACTION_STATEMENTS = 32  # [quotas] expressions per rule action; each SET and REMOVE counts as one

SESSION_ACCEPT_TIMEOUT_MS = 65_000  # [sdk] how long "next available session" waits unless told otherwise
UNAUTHENTICATED_CONNECTION_MS = 20_000  # AMQP protocol guide: no valid token within 20 s ends the connection
