"""Clients that know the primary by its own name stay with it, dead or alive.

The Geo-DR alias is an address that leads to the primary, and after failover to the secondary. Only clients
that connect to the alias move with it. Connection strings come from `aliasPrimaryConnectionString`, whose key
is good on both sides.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._namespaces import (
    APPLICATION,
    ENDPOINT,
    FALLBACK,
    HOST,
    is_one_of,
    is_settled,
    namespaces,
)
from longshore.model.azure_rules import host_name
from longshore.plan.edits import Put

_PLACES = (ENDPOINT, FALLBACK, (*APPLICATION, "Namespace"), (*APPLICATION, "ConnectionString"))


def find(draft: Draft) -> Iterator[Found]:
    """Yield every address of the primary that clients are given, where there is an alias."""
    geo_dr, primary = draft.plan.geo_dr, draft.plan.namespace.name
    if geo_dr is None or is_one_of(geo_dr.alias, namespaces(draft)):
        return
    for path in _PLACES:
        text = draft.written(*path)
        if not isinstance(text, str) or not any(_is(name, primary) for name in HOST.findall(text)):
            continue
        moved = HOST.sub(lambda found: geo_dr.alias if _is(found.group(), primary) else found.group(), text)
        yield Found(
            path=path,
            message=f"{host_name(primary)} is the primary's own address: clients stay there after failover",
            fix=f"{host_name(geo_dr.alias)}, the alias{_source_of_keys(text)}",
            edits=(Put(path, moved),) if is_settled(geo_dr.alias) else (),
        )


def _is(name: str, primary: str) -> bool:
    return name.casefold() == primary.casefold()


def _source_of_keys(text: str) -> str:
    if "sharedaccesskey=" not in text.casefold():
        return ""
    return ", and the key from aliasPrimaryConnectionString"


RULE = Rule(
    code="LS411",
    name="primary-by-name",
    severity=Severity.WARNING,
    on_azure="after failover the primary's name leads to a namespace that is unreachable or empty",
    evidence=Evidence.DOCUMENTED,
    reference="Service Bus geo-disaster recovery (2026-02); AccessKeys of the ARM specification",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth}
connection:
  connection_endpoint: demo-namespace.servicebus.windows.net
  authentication: managed_identity
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, location: koreacentral}
geo_dr:
  alias: demo-alias
  secondary: {name: demo-secondary, location: koreasouth}
connection:
  connection_endpoint: demo-alias.servicebus.windows.net
  authentication: managed_identity
""",
)
