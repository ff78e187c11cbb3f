"""An alert about "the queue", in a plan with several.

Azure watches one number for the whole namespace, or one for each queue that is named. So an alert that names
none is made one for each of them, and each is compared with the threshold by itself. Where that is not meant,
name the queue in the sentence.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._wanted import names_no_queue, wanted


def find(draft: Draft) -> Iterator[Found]:
    """Yield every sentence about a queue that may be any of several."""
    for alert in wanted(draft):
        if not alert.alert.criteria and names_no_queue(draft, alert.condition):
            names = [queue.queue_name for queue in draft.plan.queues]
            first = ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")
            yield Found(
                path=(*alert.path, "condition"),
                message=f"{alert.alert.condition!r} names none of the {len(names)} queues: {first}",
                fix="the queue's name in the sentence; criteria with all of them as `entities` otherwise",
                edits=(alert.criteria_edit,),
            )


RULE = Rule(
    code="LS608",
    name="which-queue",
    severity=Severity.NOTE,
    on_azure="a criterion without the dimension EntityName sees the namespace as a whole",
    evidence=Evidence.DOCUMENTED,
    reference="Supported metrics for Microsoft.ServiceBus/namespaces; metric alerts with dimensions",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
  - queue_name: returns
alerts:
  - name: Backlog
    condition: queue > 500 messages
    severity: 2
    action_group: on-call
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
  - queue_name: returns
alerts:
  - name: Backlog
    condition: orders queue > 500 messages
    severity: 2
    action_group: on-call
""",
)
