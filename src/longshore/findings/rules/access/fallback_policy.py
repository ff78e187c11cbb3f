"""A connection string names an access policy, which has to exist.

The fallback connection string and the secret in the vault are made of a policy's key. A policy that the plan
does not have is added, with the rights to send and to listen. `RootManageSharedAccessKey` exists in every
namespace from the start, with all rights; a deployment that reads its key has to name it all the same.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._keys import ROOT_POLICY, parts
from longshore.findings.rules.access._namespaces import FALLBACK
from longshore.findings.rules.access._policies import ALL_RIGHTS, CLIENT_RIGHTS, is_policy_name
from longshore.plan.edits import Append
from longshore.plan.placeholders import placeholders
from longshore.plan.source import Tree, TreePath


def find(draft: Draft) -> Iterator[Found]:
    """Yield every policy that is named and missing, where it is named first."""
    known = {each.name.casefold() for each in draft.plan.access_policies}
    for path, severity, name in _named(draft):
        is_root = name.casefold() == ROOT_POLICY.casefold()
        if name.casefold() in known or placeholders(name) or (is_root and path == FALLBACK):
            continue
        known.add(name.casefold())
        added: Tree = {"name": name, "rights": ALL_RIGHTS if is_root else CLIENT_RIGHTS}
        yield Found(
            path=path,
            severity=severity,
            message=f"no access policy is called {name}"
            if name
            else "no connection string with a policy's name",
            fix=f"{name} among access_policies, with {' and '.join(CLIENT_RIGHTS)}"
            if name
            else "Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey={key}",
            edits=(Append(("access_policies",), added),) if is_policy_name(name) else (),
        )


def _named(draft: Draft) -> Iterator[tuple[TreePath, Severity, str]]:
    connection, vault = draft.plan.connection, draft.plan.key_vault
    if vault is not None:
        # The key is asked for while the secret is made, so the deployment fails.
        yield ("key_vault", "access_policy"), Severity.ERROR, vault.access_policy
    if connection is not None and connection.fallback_connection_string is not None:
        name = parts(connection.fallback_connection_string).get("sharedaccesskeyname", "")
        yield FALLBACK, Severity.WARNING, name


RULE = Rule(
    code="LS414",
    name="fallback-policy",
    severity=Severity.WARNING,
    on_azure="a key of a policy that does not exist is refused with 401; listKeys of one ends a deployment",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus access control with shared access signatures",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
connection:
  connection_endpoint: demo-namespace.servicebus.windows.net
  authentication: managed_identity
  fallback_connection_string: "Endpoint=sb://demo-namespace.servicebus.windows.net/;\\
    SharedAccessKeyName=application;SharedAccessKey={key}"
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
access_policies:
  - {name: application, rights: [Send, Listen]}
connection:
  connection_endpoint: demo-namespace.servicebus.windows.net
  authentication: managed_identity
  fallback_connection_string: "Endpoint=sb://demo-namespace.servicebus.windows.net/;\\
    SharedAccessKeyName=application;SharedAccessKey={key}"
""",
)
