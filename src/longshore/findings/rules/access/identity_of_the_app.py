"""Whose identity is it? The application's; the namespace needs none.

`managed_identity` of a plan is the identity that the application runs as, and the roles are given to that.
Azure can give the namespace an identity of its own as well, which it only needs to encrypt with keys of
yours. The two are easily confused, for both are called SystemAssigned.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity


def find(draft: Draft) -> Iterator[Found]:
    """Yield an identity that Azure assigns."""
    identity = draft.plan.managed_identity
    if identity is not None and "SystemAssigned" in identity.type:
        yield Found(
            path=("managed_identity", "type"),
            message=f"{identity.type} is the application's identity, of its App Service or Functions app",
            fix="the identity switched on where the application runs, and its object id as principal_id"
            " of the role assignments; none for the namespace",
        )


RULE = Rule(
    code="LS403",
    name="identity-of-the-app",
    severity=Severity.NOTE,
    on_azure="a namespace's own identity serves to encrypt with customer-managed keys, and lets no client in",
    evidence=Evidence.DOCUMENTED,
    reference="Managed identities with Service Bus; customer-managed keys for Service Bus",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
managed_identity: {type: SystemAssigned}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
managed_identity: {type: None}
""",
)
