"""A message that fails thousands of times is not likely to succeed.

How high `max_delivery_count` may be is documented nowhere. The bound of 2,000 comes from an emulator of the
service, while libraries in wide use create their queues with the largest 32-bit number and run on Azure. So
this is advice, and nothing is changed: whoever means "for ever" may well get it.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import MAX_DELIVERY_COUNT


def find(draft: Draft) -> Iterator[Found]:
    """Yield every entity that delivers a message more than 2,000 times."""
    for entity in draft.entities:
        if entity.delivering is not None and entity.delivering.max_delivery_count > MAX_DELIVERY_COUNT:
            yield Found(
                path=entity.setting("max_delivery_count"),
                message=f"{entity.name} delivers a message that fails "
                f"{entity.delivering.max_delivery_count:,} times before it is dead-lettered",
                fix=f"{MAX_DELIVERY_COUNT} or less; 10 is the default",
            )


RULE = Rule(
    code="LS108",
    name="many-deliveries",
    severity=Severity.WARNING,
    on_azure="no upper bound is documented: an emulator of the service states 2,000, while NServiceBus"
    " creates queues with 2,147,483,647",
    evidence=Evidence.INFERRED,
    reference="floci-az#207; the queue creation of NServiceBus.Transport.AzureServiceBus",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: webhooks
    properties: {max_delivery_count: 10000}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: webhooks
    properties: {max_delivery_count: 10}
""",
)
