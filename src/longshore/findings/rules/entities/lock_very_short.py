"""A lock is no shorter than five seconds.

The documentation gives no lower bound that the service keeps: it has taken locks of one second. Microsoft's
.NET client refuses less than five, and a lock of which the way to the client takes a good part ends before
the message is settled.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import MIN_LOCK_MS
from longshore.plan.edits import Put

_SHORTEST = "PT5S"


def find(draft: Draft) -> Iterator[Found]:
    """Yield every lock of less than five seconds."""
    for entity in draft.entities:
        if entity.delivering is None or entity.delivering.lock_duration.ms >= MIN_LOCK_MS:
            continue
        path = entity.setting("lock_duration")
        yield Found(
            path=path,
            message=f"a lock of {entity.delivering.lock_duration} on {entity.name}, where clients take five"
            " seconds or more",
            fix=_SHORTEST,
            edits=(Put(path, _SHORTEST),),
        )


RULE = Rule(
    code="LS102",
    name="lock-very-short",
    severity=Severity.WARNING,
    on_azure="the service has taken a lock of one second; the .NET administration client refuses less"
    " than five",
    evidence=Evidence.SOURCE,
    reference="AdministrationClientConstants of Azure.Messaging.ServiceBus; azure-sdk-for-node#1747",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: clicks
    properties: {lock_duration: PT2S}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: clicks
    properties: {lock_duration: PT5S}
""",
)
