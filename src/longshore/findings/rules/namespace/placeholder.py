"""A value in braces stands for one that is only known when the plan is deployed.

`longshore export` makes a parameter of it, which whoever deploys has to give. A script that has the text as
it stands sends the braces to Azure, which is no resource's id. The keys of access policies are the exception:
nobody fills them in, for Azure makes them.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.plan.placeholders import placeholders

_MADE_BY_AZURE = {"primary_key", "secondary_key"}


def find(draft: Draft) -> Iterator[Found]:
    """Yield every text with something to fill in."""
    for path, text in draft.texts():
        names = () if path[-1] in _MADE_BY_AZURE else placeholders(text)
        if names:
            listed = " and ".join(f"{{{name}}}" for name in names)
            yield Found(
                path=path,
                message=f"{listed} {'is' if len(names) == 1 else 'are'} to be filled in",
                fix=f"a parameter of the deployment: {', '.join(names)}",
            )


RULE = Rule(
    code="LS215",
    name="placeholder",
    severity=Severity.NOTE,
    on_azure="taken as it stands it is refused: braces belong to no id",
    evidence=Evidence.INFERRED,
    reference="bash leaves braces around one word as they are",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
role_assignments:
  - principal_id: "{app-identity}"
    role_definition: Azure Service Bus Data Sender
    scope: demo-namespace
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
role_assignments:
  - principal_id: 00000000-0000-0000-0000-000000000001
    role_definition: Azure Service Bus Data Sender
    scope: demo-namespace
""",
)
