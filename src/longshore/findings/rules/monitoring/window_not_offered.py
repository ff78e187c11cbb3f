"""A metric alert looks back over one of eight windows.

They are 1, 5, 15 and 30 minutes, 1, 6 and 12 hours, and a day. A window between two of them becomes the
longer one. How often Azure looks is 1, 5, 15 or 30 minutes or an hour, and never longer than the window.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.monitoring._wanted import wanted
from longshore.model.azure_rules import FREQUENCIES_MS, WINDOWS_MS, next_allowed
from longshore.model.durations import format_duration
from longshore.plan.edits import Put
from longshore.plan.monitoring import Alert
from longshore.plan.source import TreePath


def find(draft: Draft) -> Iterator[Found]:
    """Yield every window, written or said in a sentence, and every frequency that Azure does not have."""
    for alert in wanted(draft):
        said = alert.condition.window_ms
        if said is not None and said != alert.window_ms and alert.alert.window_size is None:
            yield _found((*alert.path, "condition"), "a window", said, alert.window_ms)
    for index, each in enumerate(draft.plan.alerts):
        yield from _written(("alerts", index), each)


def _written(path: TreePath, alert: Alert) -> Iterator[Found]:
    window, frequency = alert.window_size, alert.evaluation_frequency
    offered = WINDOWS_MS[0] if window is None else next_allowed(window.ms, WINDOWS_MS)
    if window is not None and window.ms != offered:
        yield _found((*path, "window_size"), "a window", window.ms, offered)
    if frequency is None or window is None:
        return
    often = next_allowed(frequency.ms, [each for each in FREQUENCIES_MS if each <= offered])
    if frequency.ms != often:
        yield _found((*path, "evaluation_frequency"), "a look", frequency.ms, often)


def _found(path: TreePath, what: str, wrong_ms: int, right_ms: int) -> Found:
    relation = "of" if what == "a window" else "every"
    right = format_duration(right_ms)
    key = "window_size" if path[-1] == "condition" else path[-1]
    return Found(
        path=path,
        message=f"{what} {relation} {format_duration(wrong_ms)}, which metric alerts do not have",
        fix=f"{key}: {right}",
        edits=(Put((*path[:-1], key), right),),
    )


RULE = Rule(
    code="LS605",
    name="window-not-offered",
    severity=Severity.ERROR,
    on_azure="refused: windowSize is PT1M, PT5M, PT15M, PT30M, PT1H, PT6H, PT12H or P1D, and"
    " evaluationFrequency no longer than that",
    evidence=Evidence.SOURCE,
    reference="validators of third parties for Microsoft.Insights/metricAlerts; not read in Microsoft's own",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
alerts:
  - name: Silence
    condition: No messages received in 10 minutes
    severity: 1
    action_group: on-call
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
alerts:
  - name: Silence
    condition: No messages received in 15 minutes
    severity: 1
    action_group: on-call
""",
)
