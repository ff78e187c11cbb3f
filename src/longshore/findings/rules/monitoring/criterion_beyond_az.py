"""az takes a criterion as a sentence, whose grammar has no words for some.

`--condition` is one text: a metric's name ends where an operator begins, and nothing can be quoted. So a name
with a character that the grammar does not know, or that is one of its words, cannot be said, and neither can
a threshold below zero. A template says metric, entities and threshold one by one.
"""

from collections.abc import Iterator

from longshore.azure.cli.metrics import unsayable
from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._watched import criteria


def find(draft: Draft) -> Iterator[Found]:
    """Yield every value of a criterion that az has no words for."""
    for path, criterion in criteria(draft):
        for key, takes in dict(unsayable(criterion)).items():
            yield Found(
                path=(*path, key),
                message=f"az cannot say this `{key}`: a condition takes {takes}",
                fix="the template, by `longshore export --to arm`",
            )


RULE = Rule(
    code="LS619",
    name="criterion-beyond-az",
    severity=Severity.NOTE,
    on_azure="Azure takes it, and a template makes it; a plan with it cannot be exported as a script of az",
    evidence=Evidence.SOURCE,
    reference="azure-cli, MetricAlertCondition: the grammar of --condition",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: shop/orders
alerts:
  - name: Backlog
    condition: shop/orders queue > 500 messages
    severity: 2
    action_group: on-call
    criteria:
      - metric_name: ActiveMessages
        operator: GreaterThan
        threshold: 500
        time_aggregation: Average
        entities: [shop/orders]
    window_size: PT5M
    evaluation_frequency: PT1M
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: shop-orders
alerts:
  - name: Backlog
    condition: shop-orders queue > 500 messages
    severity: 2
    action_group: on-call
    criteria:
      - metric_name: ActiveMessages
        operator: GreaterThan
        threshold: 500
        time_aggregation: Average
        entities: [shop-orders]
    window_size: PT5M
    evaluation_frequency: PT1M
""",
)
