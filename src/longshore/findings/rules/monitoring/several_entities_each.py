"""An alert of several criteria looks at one queue or topic in each.

With a single criterion Azure evaluates each value of the dimension EntityName by itself. With several it
would have to know which of them belong together, and takes one value in each. Where the criteria name the
same entities, each entity is meant for itself, and becomes an alert of its own. Where they name different
ones, only their author knows.
"""

from collections.abc import Iterator, Mapping

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.plan.edits import Append, Edit, Put
from longshore.plan.monitoring import Alert
from longshore.plan.source import Tree


def find(draft: Draft) -> Iterator[Found]:
    """Yield every alert with several criteria of which one looks at several entities, at the first such."""
    taken = {alert.name.casefold() for alert in draft.plan.alerts}
    for index, alert in enumerate(draft.plan.alerts):
        places = [place for place, each in enumerate(alert.criteria) if len(each.entities) > 1]
        if places and len(alert.criteria) > 1:
            edits = tuple(_split(draft, index, places, taken))
            listed = ", ".join(alert.criteria[places[0]].entities)
            yield Found(
                path=("alerts", index, "criteria", places[0], "entities"),
                message=f"one of {len(alert.criteria)} criteria looks at several entities: {listed}",
                fix="an alert for each of them" if edits else "one entity in each criterion",
                edits=edits,
            )


def _split(draft: Draft, index: int, places: list[int], taken: set[str]) -> Iterator[Edit]:
    """Yield the edits that make an alert of its own for each entity; none where criteria name others."""
    alert = draft.plan.alerts[index]
    names = {each.casefold(): each for each in alert.criteria[places[0]].entities}
    if any({name.casefold() for name in alert.criteria[place].entities} != set(names) for place in places):
        return
    first, *more = names.values()
    for place in places:
        yield Put(("alerts", index, "criteria", place, "entities"), (first,))
    for entity in more:
        yield Append(("alerts",), _copy(draft.written("alerts", index), alert, places, entity, taken))


def _copy(written: Tree, alert: Alert, places: list[int], entity: str, taken: set[str]) -> Tree:
    """Return an alert as it is written, of one entity and under a name of its own."""
    values = written if isinstance(written, Mapping) else {}
    criteria = values.get("criteria")
    items = criteria if isinstance(criteria, tuple) else ()
    narrowed = tuple(
        {**item, "entities": (entity,)} if place in places and isinstance(item, Mapping) else item
        for place, item in enumerate(items)
    )
    return {**values, "name": _free(f"{alert.name} {entity.replace('/', '-')}", taken), "criteria": narrowed}


def _free(name: str, taken: set[str]) -> str:
    """Return a name that no alert has, and take it."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name} {number}"
    taken.add(free.casefold())
    return free


RULE = Rule(
    code="LS617",
    name="several-entities-each",
    severity=Severity.ERROR,
    on_azure="refused: an alert rule with several criteria takes one value for each dimension in each",
    evidence=Evidence.DOCUMENTED,
    reference="Azure Monitor metric alerts: multiple conditions, restrictions",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
  - queue_name: returns
alerts:
  - name: Stuck
    condition: No messages processed in 15 minutes
    severity: 1
    action_group: on-call
    criteria:
      - metric_name: CompleteMessage
        operator: LessThan
        threshold: 1
        time_aggregation: Total
        entities: [orders, returns]
      - metric_name: ActiveMessages
        operator: GreaterThan
        threshold: 0
        time_aggregation: Minimum
        entities: [orders, returns]
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
  - queue_name: returns
alerts:
  - name: Stuck
    condition: No messages processed in 15 minutes
    severity: 1
    action_group: on-call
    criteria:
      - metric_name: CompleteMessage
        operator: LessThan
        threshold: 1
        time_aggregation: Total
        entities: [orders]
      - metric_name: ActiveMessages
        operator: GreaterThan
        threshold: 0
        time_aggregation: Minimum
        entities: [orders]
""",
)
