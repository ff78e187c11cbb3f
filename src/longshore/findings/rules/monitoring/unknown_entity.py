"""A metric of a queue that does not exist is always silent.

`entities` become values of the dimension EntityName, which knows queues and topics. A subscription's messages
are counted with its topic. A name that the plan does not have is accepted, and nothing is ever seen of it.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from longshore.findings.draft import Draft
from longshore.findings.finding import EVERYWHERE, Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._watched import criteria
from longshore.plan.edits import Put
from longshore.plan.source import TreePath


def find(draft: Draft) -> Iterator[Found]:
    """Yield every entity of a metric or criterion that the plan does not have."""
    known = {name.casefold(): name for name in draft.storing_names}
    for path, name in _named(draft):
        if name.casefold() not in known:
            meant = _meant(name, known)
            yield Found(
                path=path,
                message=f"no queue or topic is called {name}",
                fix=meant or "the name of a queue or topic of this plan",
                edits=(Put(path, meant),) if meant else (),
            )


def _named(draft: Draft) -> Iterator[tuple[TreePath, str]]:
    lists: list[tuple[TreePath, tuple[str, ...]]] = [
        (("metrics", index), metric.entities) for index, metric in enumerate(draft.plan.metrics)
    ]
    lists += [(path, criterion.entities) for path, criterion in criteria(draft)]
    for path, entities in lists:
        for place, name in enumerate(entities):
            yield (*path, "entities", place), name


def _meant(name: str, known: dict[str, str]) -> str | None:
    """Return the topic of a subscription, or the name that is most like an unknown one."""
    topic = known.get(name.casefold().partition("/subscriptions/")[0])
    near = get_close_matches(name.casefold(), known, n=1)
    return topic or (known[near[0]] if near else None)


RULE = Rule(
    code="LS616",
    name="unknown-entity",
    severity=Severity.WARNING,
    on_azure="it is accepted: the dimension EntityName never has that value, and the alert never fires",
    evidence=Evidence.INFERRED,
    reference="metric alerts with dimensions: values may be given that do not exist yet",
    find=find,
    about=__doc__,
    targets=EVERYWHERE,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: orders
metrics:
  - name: Backlog
    metric_name: ActiveMessages
    entities: [order]
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
  - name: Backlog
    metric_name: ActiveMessages
    entities: [orders]
    threshold: 500
    operator: GreaterThan
    time_aggregation: Average
""",
)
