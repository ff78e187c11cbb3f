"""A script that was written beside a plan says something else sooner or later.

Values compare by meaning, so that PT72H is P3D. What a command leaves out counts as well, for Azure has a
value for it: duplicates are remembered for ten minutes, messages live for ever, what expires is not kept. A
command in a loop that suits one subscription is wrong for the next.

There is one finding for each command; in a loop one for each option, with the names that it is wrong for.
"""

from collections.abc import Iterable, Iterator

from longshore.findings.deployment import Deployment
from longshore.findings.finding import Evidence, Example, FoundInScript, ScriptRule, Severity
from longshore.findings.rules.script._compared import Difference, differences
from longshore.findings.rules.script._words import in_plan, listed
from longshore.plan.problems import Position

_FOR_EVER = {
    "enable_partitioning",
    "enable_sessions",
    "enable_duplicate_detection",
    "location",
    "messaging_partitions",
    "zone_redundant",
}
"""What cannot be changed any more once it is created."""


def find(deployment: Deployment) -> Iterator[FoundInScript]:
    """Yield every command with values that are not the plan's."""
    by_command: dict[Position, list[Difference]] = {}
    for each in differences(deployment):
        by_command.setdefault(each.made.command.position, []).append(each)
    for unsorted in by_command.values():
        found = sorted(unsorted, key=lambda each: deployment.line(each.value.path))
        if len(deployment.made_by(found[0].made.command)) > 1:
            yield from _in_loop(deployment, found)
        else:
            yield _in_command(deployment, found)


def _in_command(deployment: Deployment, found: list[Difference]) -> FoundInScript:
    said = "; ".join(f"{_said(each)}, where the plan has {each.value.shown}" for each in found)
    where = in_plan(deployment, [each.value.path for each in found])
    return _found(found, f"{found[0].made.name} has {said} ({where})", ", ".join(map(_fix, found)))


def _in_loop(deployment: Deployment, found: Iterable[Difference]) -> Iterator[FoundInScript]:
    alike: dict[tuple[str, str], list[Difference]] = {}
    for each in found:
        alike.setdefault((each.value.key, each.text), []).append(each)
    for same in alike.values():
        names = listed([each.made.name for each in same])
        wanted = [each.value.shown for each in same]
        values, fix = wanted[0], _fix(same[0])
        if len(set(wanted)) > 1:
            values, fix = listed(wanted), listed([f"{_fix(each)} for {each.made.name}" for each in same])
        where = in_plan(deployment, [each.value.path for each in same])
        yield _found(same, f"{_said(same[0])} for {names}, where the plan has {values} ({where})", fix)


def _said(each: Difference) -> str:
    return f"{each.option} {each.text}" if each.word else f"no {each.option} (so {each.text})"


def _fix(each: Difference) -> str:
    return f"{each.option} {each.value.text}" if each.value.text else f"no {each.option}"


def _found(found: list[Difference], message: str, fix: str) -> FoundInScript:
    written = [each.word.position for each in found if each.word is not None]
    lasting = [each.option for each in found if each.value.key in _FOR_EVER]
    for_ever = f", and {listed(lasting)} cannot be changed afterwards" if lasting else ""
    return FoundInScript(
        position=written[0] if written else found[0].made.command.position,
        message=message,
        fix=fix,
        on_azure=f"accepted: Azure has what the script says, not what the plan says{for_ever}",
    )


RULE = ScriptRule(
    code="LS707",
    name="differs-from-plan",
    severity=Severity.WARNING,
    on_azure="accepted: Azure has what the script says, not what the plan says",
    evidence=Evidence.DOCUMENTED,
    reference="the defaults in the ARM specification of Microsoft.ServiceBus; duplicate detection",
    find=find,
    about=__doc__,
    failing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: payments
    properties:
      max_delivery_count: 3
      enable_duplicate_detection: true
      duplicate_detection_history_time_window: PT24H
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus queue create -g demo --namespace-name demo-namespace -n payments \\
  --max-delivery-count 5 --enable-duplicate-detection true
""",
    ),
    passing=Example(
        plan="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: payments
    properties:
      max_delivery_count: 3
      enable_duplicate_detection: true
      duplicate_detection_history_time_window: PT24H
""",
        script="""\
az servicebus namespace create -g demo -n demo-namespace --sku Premium
az servicebus queue create -g demo --namespace-name demo-namespace -n payments \\
  --max-delivery-count 3 --enable-duplicate-detection true \\
  --duplicate-detection-history-time-window P1D
""",
    ),
)
