"""A key in the plan is a secret in a file, and Azure makes its own.

Keys are outputs: Azure generates them with the policy, and `listKeys` tells them. One that is written into a
plan is ignored, and is in every copy of the file from then on.

Nothing is edited here: the comment that says what stood there would keep the secret.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._keys import parts
from longshore.findings.rules.access._namespaces import FALLBACK
from longshore.plan.placeholders import placeholders
from longshore.plan.source import TreePath


def find(draft: Draft) -> Iterator[Found]:
    """Yield every key that is written out."""
    for path, what in _keys(draft):
        yield Found(
            path=path,
            at_key=True,
            message=f"a secret in a file: {what} is written out, and Azure makes its own",
            fix="a placeholder such as {auto-generated}; and if the key was ever good, a new one",
        )


def _keys(draft: Draft) -> Iterator[tuple[TreePath, str]]:
    for index, policy in enumerate(draft.plan.access_policies):
        for kind in ("primary_key", "secondary_key"):
            key: str | None = getattr(policy, kind)
            if key and not placeholders(key):
                yield ("access_policies", index, kind), f"the {kind} of {policy.name}"
    connection = draft.plan.connection
    fallback = connection.fallback_connection_string if connection is not None else None
    key = parts(fallback or "").get("sharedaccesskey")
    if key and not placeholders(key):
        yield FALLBACK, "the key of the fallback connection string"


RULE = Rule(
    code="LS410",
    name="key-in-the-plan",
    severity=Severity.WARNING,
    on_azure="it is ignored: the keys of a policy are outputs, told by listKeys",
    evidence=Evidence.SOURCE,
    reference="the ARM specification of Microsoft.ServiceBus/namespaces/AuthorizationRules",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
access_policies:
  - name: application
    rights: [Send, Listen]
    primary_key: bm90LWEtcmVhbC1rZXk=
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
access_policies:
  - name: application
    rights: [Send, Listen]
    primary_key: "{auto-generated}"
""",
)
