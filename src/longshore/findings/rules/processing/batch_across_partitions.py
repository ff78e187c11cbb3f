"""A batch goes to one partition, so that all of its messages need the same session or partition key.

Sending a hundred messages at once is one request, and one megabyte at most. In a partitioned namespace Azure
takes such a batch only if it belongs to one partition, whole.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity


def find(draft: Draft) -> Iterator[Found]:
    """Yield a size of batches in a plan with partitions."""
    size = draft.plan.application.AI.BatchSize or 1
    count = sum(1 for each in draft.entities if each.storing and each.storing.enable_partitioning)
    if size == 1 or not (count or (draft.is_premium and draft.partitions > 1)):
        return
    where = f"{count} partitioned queues and topics" if count > 1 else "partitions"
    yield Found(
        path=("application", "AI", "BatchSize"),
        message=f"batches of {size} messages, with {where}",
        fix="one session or partition key for all messages of a batch, and 1 MB for all of them together; or"
        " no partitions",
    )


RULE = Rule(
    code="LS501",
    name="batch-across-partitions",
    severity=Severity.WARNING,
    on_azure="\"Batching messages with distinct SessionId or PartitionKey isn't supported on partitioned"
    ' namespaces"; any batch is 1 MB at most',
    evidence=Evidence.DOCUMENTED,
    reference="Enable partitioning for a Premium namespace; Service Bus quotas and limits (2026-07)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 2, messaging_partitions: 2}
queues:
  - {queue_name: orders, properties: {enable_partitioning: true}}
application:
  AI: {BatchSize: 100}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - {queue_name: orders}
application:
  AI: {BatchSize: 100}
""",
)
