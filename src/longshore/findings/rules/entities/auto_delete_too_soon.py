"""An idle entity stays for five minutes at least.

`auto_delete_on_idle` lets Azure delete a queue, topic or subscription that nobody has used for that long.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import MIN_AUTO_DELETE_MS
from longshore.plan.edits import Put

_SHORTEST = "PT5M"


def find(draft: Draft) -> Iterator[Found]:
    """Yield every entity that would be deleted after less than five idle minutes."""
    for entity in draft.entities:
        idle = entity.properties.auto_delete_on_idle
        if idle.ms < MIN_AUTO_DELETE_MS:
            path = entity.setting("auto_delete_on_idle")
            yield Found(
                path=path,
                message=f"{entity.name} is deleted after {idle} without use, where Azure takes five"
                " minutes or more",
                fix=_SHORTEST,
                edits=(Put(path, _SHORTEST),),
            )


RULE = Rule(
    code="LS107",
    name="auto-delete-too-soon",
    severity=Severity.ERROR,
    on_azure="refused: the minimum duration of autoDeleteOnIdle is five minutes",
    evidence=Evidence.SOURCE,
    reference="the ARM specification of autoDeleteOnIdle; AdministrationClientConstants of"
    " Azure.Messaging.ServiceBus",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: replies
    properties: {auto_delete_on_idle: PT1M}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: replies
    properties: {auto_delete_on_idle: PT5M}
""",
)
