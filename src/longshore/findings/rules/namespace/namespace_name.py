"""The name of a namespace is the first part of its address, and follows the rules of addresses.

It is unique in the world, so that somebody else may have a name already; that shows when it is deployed.
What is known before: 6 to 50 letters, digits and hyphens, with a letter first and no hyphen last, and neither
`-sb` nor `-mgmt` at the end, which Azure uses itself. Whatever in the plan names the namespace by its address
or its resource id gets the new name too.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.namespace._names import (
    RULE_OF_NAMES,
    deployable,
    is_free,
    is_name,
    renamed,
    with_ending,
)
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield every namespace's name that Azure does not take, and one that both namespaces have."""
    name, geo_dr = draft.plan.namespace.name, draft.plan.geo_dr
    problem = _problem(name)
    if problem:
        new, path = deployable(name, "namespace"), ("namespace", "name")
        yield Found(
            path=path,
            message=f"a namespace cannot be called {name}: {problem}",
            fix=new,
            edits=tuple(renamed(draft, path, name, new)),
        )
    if geo_dr is not None:
        yield from _of_secondary(draft, name, geo_dr.secondary.name)


def _of_secondary(draft: Draft, primary: str, name: str) -> Iterator[Found]:
    path = ("geo_dr", "secondary", "name")
    is_taken = name.casefold() == primary.casefold()
    problem = "the primary has that name" if is_taken else _problem(name)
    if not problem:
        return
    new = deployable(name, "namespace")
    if new.casefold() == deployable(primary, "namespace").casefold():
        new = with_ending(new, "secondary")
    # Where both have the name, an address that has it is the primary's.
    edits = (Put(path, new),) if is_taken else tuple(renamed(draft, path, name, new))
    yield Found(
        path=path,
        message=f"the secondary namespace cannot be called {name}: {problem}",
        fix=new,
        edits=edits,
    )


def _problem(name: str) -> str:
    if not is_name(name):
        return f"a name has {RULE_OF_NAMES}"
    return "" if is_free(name) else "no name ends in -sb or -mgmt"


RULE = Rule(
    code="LS201",
    name="namespace-name",
    severity=Severity.ERROR,
    on_azure="refused before anything is created",
    evidence=Evidence.DOCUMENTED,
    reference="Naming rules and restrictions for Azure resources: Microsoft.ServiceBus",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: shop_sb}
connection:
  connection_endpoint: shop_sb.servicebus.windows.net
  authentication: managed_identity
""",
    passing="""\
plan: 1
namespace: {name: shop-bus-prod}
connection:
  connection_endpoint: shop-bus-prod.servicebus.windows.net
  authentication: managed_identity
""",
)
