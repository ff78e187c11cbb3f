"""A log workspace receives what diagnostic settings send, and nothing else.

Naming the workspace sends nothing there. A diagnostic setting of the namespace says which logs and which
metrics go. Basic and Standard have the operational logs; the logs of accesses, of the firewall and of
applications come with Premium.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import LOG_CATEGORIES, METRIC_CATEGORIES, STANDARD_LOG_CATEGORIES
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield a workspace that nothing is sent to."""
    monitoring = draft.plan.monitoring
    if monitoring is None or monitoring.diagnostic_settings:
        return
    logs = LOG_CATEGORIES if draft.is_premium else STANDARD_LOG_CATEGORIES
    setting = {"name": monitoring.log_analytics_workspace, "logs": logs, "metrics": METRIC_CATEGORIES}
    yield Found(
        path=("monitoring", "log_analytics_workspace"),
        message=f"nothing sends logs or metrics to {monitoring.log_analytics_workspace}",
        fix=f"diagnostic_settings with {', '.join((*logs, *METRIC_CATEGORIES))}",
        edits=(Put(("monitoring", "diagnostic_settings"), (setting,)),),
    )


RULE = Rule(
    code="LS612",
    name="no-diagnostics",
    severity=Severity.NOTE,
    on_azure="the workspace stays empty",
    evidence=Evidence.DOCUMENTED,
    reference="Monitoring data reference for Service Bus (2025-08)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
monitoring: {log_analytics_workspace: demo-logs}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
monitoring:
  log_analytics_workspace: demo-logs
  diagnostic_settings:
    - {name: demo-logs, logs: [OperationalLogs], metrics: [AllMetrics]}
""",
)
