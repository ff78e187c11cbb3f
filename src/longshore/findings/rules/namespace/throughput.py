"""How many messages a second a namespace carries depends on how large they are.

Premium has no limit of operations. Microsoft's benchmarks give about 4 MB a second in and 4 MB out for each
messaging unit, without the features that cost something: sessions, duplicate detection, SQL filters, and the
copies that each subscription gets. So a number of messages is a promise about their size as well, and only a
measurement with messages like yours tells more.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules._units import offered_units, some_units
from longshore.model.azure_rules import MEGABYTES_PER_SECOND_AND_UNIT, SCALE_OUT_CPU_PERCENT
from longshore.plan.source import TreePath
from longshore.plan.suggest import either

_HARMLESS_KILOBYTES = 64
"""Where messages of this size fit, nothing is worth a word."""


def find(draft: Draft) -> Iterator[Found]:
    """Yield every number of messages a second that only small messages can reach."""
    if not draft.is_premium:
        return
    units = draft.plan.namespace.capacity
    for path, rate in _rates(draft):
        kilobytes = units * MEGABYTES_PER_SECOND_AND_UNIT * 1_000 / rate
        if kilobytes < _HARMLESS_KILOBYTES:
            yield Found(
                path=path,
                message=f"{rate:,.6g} messages a second on {some_units(units)} leave about"
                f" {kilobytes:.2g} KB for each of them",
                fix=f"measure with messages like yours{_slower(draft)}; {_more(draft, units)}",
            )


def _rates(draft: Draft) -> Iterator[tuple[TreePath, float]]:
    target = draft.plan.targets.throughput_msg_per_s
    if target is not None:
        yield ("targets", "throughput_msg_per_s"), target
    for index, criterion in enumerate(draft.plan.scaling):
        if criterion.unit == "msg/s" and criterion.threshold > 0:
            yield ("scaling", index, "threshold"), criterion.threshold


def _slower(draft: Draft) -> str:
    used = list(_features(draft))
    return f", for {either(used).replace(' or ', ' and ')} cost some of it" if used else ""


def _features(draft: Draft) -> Iterator[str]:
    if any(each.delivering and each.delivering.enable_sessions for each in draft.entities):
        yield "sessions"
    if any(each.storing and each.storing.enable_duplicate_detection for each in draft.entities):
        yield "duplicate detection"
    subscriptions = [each for topic in draft.plan.topics for each in topic.subscriptions]
    if any(each.properties.default_rule or each.properties.rules for each in subscriptions):
        yield "filters"
    copies = max((len(topic.subscriptions) for topic in draft.plan.topics), default=0)
    if copies > 1:
        yield f"{copies} copies of each event"


def _more(draft: Draft, units: int) -> str:
    above = next((offered for offered in offered_units(draft) if offered > units), None)
    if above is None:
        return "a second namespace beyond that"
    return f"{some_units(above)} above {SCALE_OUT_CPU_PERCENT} % of the processors"


RULE = Rule(
    code="LS216",
    name="throughput",
    severity=Severity.NOTE,
    on_azure="Premium has no fixed limit of operations; benchmarks without advanced features give about 4 MB"
    " a second in and out for each messaging unit",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus performance improvements (2025-04); Service Bus quotas and limits (2026-07)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 2}
targets: {throughput_msg_per_s: 2000}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, capacity: 2}
targets: {throughput_msg_per_s: 100}
""",
)
