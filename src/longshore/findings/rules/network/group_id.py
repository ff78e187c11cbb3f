"""A private endpoint leads to one part of a resource; of Service Bus that is the namespace.

The group id names the part. Storage has several, Service Bus has `namespace` alone: queues and topics are all
behind the same address.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import PRIVATE_LINK_GROUP
from longshore.plan.edits import Put

_PATH = ("deployment", "private_endpoint_group_id")


def find(draft: Draft) -> Iterator[Found]:
    """Yield a group id that Service Bus does not have."""
    deployment = draft.plan.deployment
    group = deployment.private_endpoint_group_id if deployment is not None else None
    if group is not None and group != PRIVATE_LINK_GROUP:
        yield Found(
            path=_PATH,
            message=f"Service Bus has no part called {group!r} that a private endpoint could lead to",
            fix=PRIVATE_LINK_GROUP,
            edits=(Put(_PATH, PRIVATE_LINK_GROUP),),
        )


RULE = Rule(
    code="LS311",
    name="group-id",
    severity=Severity.ERROR,
    on_azure="the private endpoint is refused",
    evidence=Evidence.DOCUMENTED,
    reference="Azure private link resources: Microsoft.ServiceBus/namespaces",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
deployment: {resource_group: demo, private_endpoint_group_id: queue}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
deployment: {resource_group: demo, private_endpoint_group_id: namespace}
""",
)
