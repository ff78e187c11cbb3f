"""The Geo-DR alias is an address like a namespace's, and follows the same rules.

It needs a name of its own. Azure has a way to give an alias the name of its namespace, a second name that the
namespace gets after a failover; a plan has no word for that.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.namespace._names import (
    RULE_OF_NAMES,
    deployable,
    is_name,
    renamed,
    with_ending,
)
from longshore.plan.edits import Put
from longshore.plan.surroundings import GeoDr

_PATH = ("geo_dr", "alias")


def find(draft: Draft) -> Iterator[Found]:
    """Yield an alias that Azure does not take, or that is the name of a namespace."""
    geo_dr = draft.plan.geo_dr
    if geo_dr is None:
        return
    taken = _taken(draft, geo_dr)
    is_taken = geo_dr.alias.casefold() in taken
    if is_taken or not is_name(geo_dr.alias):
        new = deployable(geo_dr.alias, "alias")
        new = with_ending(new, "alias") if new.casefold() in taken else new
        reason = "a namespace has that name" if is_taken else f"an alias has {RULE_OF_NAMES}"
        yield Found(
            path=_PATH,
            message=f"the alias cannot be called {geo_dr.alias}: {reason}",
            fix=new,
            edits=(Put(_PATH, new),) if is_taken else tuple(renamed(draft, _PATH, geo_dr.alias, new)),
        )


def _taken(draft: Draft, geo_dr: GeoDr) -> set[str]:
    return {name.casefold() for name in (draft.plan.namespace.name, geo_dr.secondary.name)}


RULE = Rule(
    code="LS202",
    name="alias-name",
    severity=Severity.ERROR,
    on_azure="the pairing is refused",
    evidence=Evidence.DOCUMENTED,
    reference="Naming rules and restrictions for Azure resources: Microsoft.ServiceBus",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: shop
  secondary: {name: demo-secondary, location: koreasouth}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: shop-alias
  secondary: {name: demo-secondary, location: koreasouth}
""",
)
