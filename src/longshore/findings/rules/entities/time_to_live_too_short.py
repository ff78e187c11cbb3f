"""A message lives for a second at least.

The default time to live of an entity is also the longest that any message in it may have. Azure's clients
take no value below one second.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import MIN_TIME_TO_LIVE_MS
from longshore.plan.edits import Put

_SHORTEST = "PT1S"


def find(draft: Draft) -> Iterator[Found]:
    """Yield every time to live of less than a second."""
    for entity in draft.entities:
        lifetime = entity.properties.default_message_time_to_live
        if lifetime.ms < MIN_TIME_TO_LIVE_MS:
            path = entity.setting("default_message_time_to_live")
            yield Found(
                path=path,
                message=f"messages of {entity.name} live for {lifetime}, where Azure takes a second or more",
                fix=_SHORTEST,
                edits=(Put(path, _SHORTEST),),
            )


RULE = Rule(
    code="LS105",
    name="time-to-live-too-short",
    severity=Severity.ERROR,
    on_azure="the .NET administration client refuses less than a second before it asks the service",
    evidence=Evidence.SOURCE,
    reference="AdministrationClientConstants of Azure.Messaging.ServiceBus",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: ticks
    properties: {default_message_time_to_live: PT0.5S}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: ticks
    properties: {default_message_time_to_live: PT1S}
""",
)
