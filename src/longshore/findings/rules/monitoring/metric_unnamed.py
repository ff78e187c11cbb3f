"""A metric's name in the plan is for people; Azure has names of its own.

`Queue Depth` is ActiveMessages there, and `Dead Letter Message Count` is DeadletteredMessages. Which queue is
meant is said by the dimension EntityName, here `entities`.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._watched import Watched, watched
from longshore.plan.edits import Edit, Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield every metric that Azure has under another name, which the plan does not say."""
    for each in watched(draft):
        if not each.is_renamed:
            continue
        entities = each.entities if _names_entities(each) else ()
        names = ", ".join(entities)
        yield Found(
            path=(*each.path, "name"),
            message=f"{each.metric.name!r} is {each.name} on Azure{names and f', of {names}'}",
            fix=f"metric_name: {each.name}{names and f', entities: [{names}]'}",
            edits=_edits(each, entities),
        )


def _names_entities(each: Watched) -> bool:
    has_entities = each.platform is not None and "EntityName" in each.platform.dimensions
    return has_entities and bool(each.entities) and not each.metric.entities


def _edits(each: Watched, entities: tuple[str, ...]) -> tuple[Edit, ...]:
    name = Put((*each.path, "metric_name"), each.name)
    return (name, Put((*each.path, "entities"), entities)) if entities else (name,)


RULE = Rule(
    code="LS603",
    name="metric-unnamed",
    severity=Severity.NOTE,
    on_azure="metrics are known by their names in the REST API, and by nothing else",
    evidence=Evidence.DOCUMENTED,
    reference="Supported metrics for Microsoft.ServiceBus/namespaces",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
metrics:
  - name: Orders queue depth
    threshold: 500
    operator: GreaterThan
    time_aggregation: Average
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
metrics:
  - name: Orders queue depth
    metric_name: ActiveMessages
    entities: [orders]
    threshold: 500
    operator: GreaterThan
    time_aggregation: Average
""",
)
