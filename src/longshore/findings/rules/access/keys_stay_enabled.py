"""Managed identity first, and keys stay good all the same.

A namespace takes access keys until `disable_local_auth` says otherwise. That is right for a plan with a
fallback connection string, and a way in that nobody watches for one without. Either way it is a decision,
and belongs into the plan.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._keys import uses_of_keys
from longshore.plan.edits import Put
from longshore.plan.suggest import either

_PATH = ("namespace", "disable_local_auth")


def find(draft: Draft) -> Iterator[Found]:
    """Yield authentication by identity that says nothing of keys."""
    connection = draft.plan.connection
    if connection is None or connection.authentication != "managed_identity":
        return
    if draft.plan.namespace.disable_local_auth is None:
        uses = tuple(uses_of_keys(draft))
        chosen = "false, for the plan has " + either(uses).replace(" or ", " and ") if uses else "true"
        yield Found(
            path=("connection", "authentication"),
            message="managed_identity is how the application connects, and access keys stay good as well",
            fix=f"disable_local_auth under `namespace`: {chosen}",
            edits=(Put(_PATH, not uses),),
        )


RULE = Rule(
    code="LS404",
    name="keys-stay-enabled",
    severity=Severity.NOTE,
    on_azure="disableLocalAuth is false: whoever has a key needs no identity",
    evidence=Evidence.DOCUMENTED,
    reference="Disable local authentication with Service Bus",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
connection:
  connection_endpoint: demo-namespace.servicebus.windows.net
  authentication: managed_identity
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, disable_local_auth: true}
connection:
  connection_endpoint: demo-namespace.servicebus.windows.net
  authentication: managed_identity
""",
)
