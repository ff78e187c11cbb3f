"""A partitioned namespace may have more than 16 messaging units; az does not know that.

Azure offers 1, 2, 4, 8 or 16 units for each partition. The option `--capacity` takes these numbers for the
whole namespace, whatever its partitions. A template takes any number that Azure does.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules._units import capacities, offered_units, some_units
from longshore.model.azure_rules import UNITS


def find(draft: Draft) -> Iterator[Found]:
    """Yield every number of messaging units that a namespace can have, and az cannot say."""
    offered = offered_units(draft)
    for path, namespace, units in capacities(draft):
        if draft.is_premium and units in offered and units not in UNITS:
            yield Found(
                path=path,
                message=f"{some_units(units)} for {namespace}, where az takes {UNITS[-1]} at most",
                fix="the template, by `longshore export --to arm`",
            )


RULE = Rule(
    code="LS217",
    name="capacity-beyond-az",
    severity=Severity.NOTE,
    on_azure="a namespace can have so many units, and a template makes it; a plan with it cannot be exported"
    " as a script of az",
    evidence=Evidence.SOURCE,
    reference="azure-cli, servicebus namespace create: the choices of --capacity",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 32, messaging_partitions: 2}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 16, messaging_partitions: 2}
""",
)
