"""A namespace has twelve access policies at most.

Which of them can share a key, or could have a role instead, only you can say.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import MAX_SAS_RULES


def find(draft: Draft) -> Iterator[Found]:
    """Yield a list of policies that is too long."""
    count = len(draft.plan.access_policies)
    if count > MAX_SAS_RULES:
        yield Found(
            path=("access_policies",),
            at_key=True,
            message=f"{count} access policies, where a namespace has {MAX_SAS_RULES} at most",
            fix="identities with roles in place of some keys, or policies of single queues and topics",
        )


_MANY = "\n".join(f"  - {{name: client-{each}, rights: [Send]}}" for each in range(1, MAX_SAS_RULES + 2))

RULE = Rule(
    code="LS409",
    name="too-many-keys",
    severity=Severity.ERROR,
    on_azure="refused: a namespace has at most 12 authorization rules",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus quotas and limits (2026-07)",
    find=find,
    about=__doc__,
    failing=f"""\
plan: 1
namespace: {{name: demo-namespace}}
access_policies:
{_MANY}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
access_policies:
  - {name: clients, rights: [Send]}
""",
)
