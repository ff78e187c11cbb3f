"""An owner of data can do more than send and receive.

Azure Service Bus Data Owner manages queues, topics and rules besides. An application that sends and receives
needs Data Sender and Data Receiver, each where it sends or receives. What runs in its name then cannot delete
a queue.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._roles import role_id
from longshore.model.azure_rules import ROLE_DEFINITIONS

_OWNER = "Azure Service Bus Data Owner"


def find(draft: Draft) -> Iterator[Found]:
    """Yield every identity that owns the data."""
    for index, assignment in enumerate(draft.plan.role_assignments):
        if role_id(assignment.role_definition) == ROLE_DEFINITIONS[_OWNER]:
            yield Found(
                path=("role_assignments", index, "role_definition"),
                message=f"{_OWNER} is more than an application needs that sends and receives",
                fix="two roles, Azure Service Bus Data Sender and Azure Service Bus Data Receiver, unless the"
                " application makes queues or rules itself",
            )


RULE = Rule(
    code="LS402",
    name="more-than-needed",
    severity=Severity.NOTE,
    on_azure="it works; the identity may also create, change and delete queues, topics and rules",
    evidence=Evidence.DOCUMENTED,
    reference="Azure built-in roles: Azure Service Bus Data Owner, Data Sender, Data Receiver",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Azure Service Bus Data Owner
    scope: /subscriptions/{id}/resourceGroups/demo
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Azure Service Bus Data Sender
    scope: /subscriptions/{id}/resourceGroups/demo
""",
)
