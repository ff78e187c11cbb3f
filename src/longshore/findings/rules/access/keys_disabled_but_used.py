"""Keys are switched off, and something in the plan needs one.

With `disable_local_auth` every connection string with a key is refused, the fallback's too. Where the plan
has such strings, or policies that make keys, they are meant to be used.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._keys import uses_of_keys
from longshore.plan.edits import Put
from longshore.plan.suggest import either

_PATH = ("namespace", "disable_local_auth")


def find(draft: Draft) -> Iterator[Found]:
    """Yield keys that are switched off in a plan that uses them."""
    uses = tuple(uses_of_keys(draft))
    if draft.plan.namespace.disable_local_auth and uses:
        yield Found(
            path=_PATH,
            message="access keys are switched off, and the plan has " + either(uses).replace(" or ", " and "),
            fix="false; or nothing in the plan that needs a key",
            edits=(Put(_PATH, False),),
        )


RULE = Rule(
    code="LS405",
    name="keys-disabled-but-used",
    severity=Severity.WARNING,
    on_azure="a client with a key is refused with 401: local authentication is disabled",
    evidence=Evidence.DOCUMENTED,
    reference="Disable local authentication with Service Bus",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, disable_local_auth: true}
access_policies:
  - {name: application, rights: [Send, Listen]}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, disable_local_auth: false}
access_policies:
  - {name: application, rights: [Send, Listen]}
""",
)
