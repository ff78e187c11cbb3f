"""Geo-DR has no automatic failover that could be on or off.

Azure never moves the alias to the secondary namespace by itself; somebody, or a program of yours, has to
start it. `auto_failover: false` describes that, and changes nothing. `true` promises what will not happen.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.plan.edits import Put

_PATH = ("geo_dr", "auto_failover")


def find(draft: Draft) -> Iterator[Found]:
    """Yield what is written about automatic failover."""
    geo_dr = draft.plan.geo_dr
    if geo_dr is None or not draft.is_written(*_PATH):
        return
    if geo_dr.auto_failover:
        yield Found(
            path=_PATH,
            severity=Severity.WARNING,
            message="automatic failover is wanted, which Geo-DR does not have",
            fix="false, and someone, or a program of yours, who starts the failover",
            edits=(Put(_PATH, False),),
        )
    else:
        yield Found(
            path=_PATH,
            message="there is no automatic failover to turn off: nobody but you ever starts one",
            fix="know who starts it, and how: `az servicebus georecovery-alias fail-over`, on the secondary",
        )


RULE = Rule(
    code="LS209",
    name="auto-failover",
    severity=Severity.NOTE,
    on_azure="Azure never triggers a failover, and no property asks for one",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus geo-disaster recovery (2026-02)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth, capacity: 1}
  auto_failover: false
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth, capacity: 1}
""",
)
