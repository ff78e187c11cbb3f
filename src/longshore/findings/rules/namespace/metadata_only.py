"""Geo-DR copies queues and topics to the secondary namespace, and none of the messages in them.

After a failover clients find the same entities, empty. What was waiting stays in the old region until that is
back; scheduled messages, session states and the memory of duplicates stay with it. There is no way back
either: the pair is broken, and a new secondary has to be set up. Geo-Replication, a newer feature that cannot
be combined with Geo-DR, copies the messages as well and keeps one host name.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity


def find(draft: Draft) -> Iterator[Found]:
    """Yield the alias of a plan that relies on Geo-DR."""
    if draft.plan.geo_dr is not None:
        yield Found(
            path=("geo_dr", "alias"),
            message=f"a failover of {draft.plan.geo_dr.alias} leaves all messages behind",
            fix="senders that can send again what was not done, and a failover tried out before it is needed;"
            " or Geo-Replication, which copies messages too",
        )


RULE = Rule(
    code="LS210",
    name="metadata-only",
    severity=Severity.NOTE,
    on_azure="Geo-DR replicates entities and their settings only: messages, sessions, schedules and the"
    " memory of duplicates stay in the old namespace, and the pair is broken",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus geo-disaster recovery (2026-02); Service Bus Geo-Replication",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth, capacity: 1}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
""",
)
