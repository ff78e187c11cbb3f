"""Clients are sent to a namespace that is not of this plan.

The plan's queues are at its namespaces, and at the alias of the two. An address that is none of them is
probably an old name, or a misspelled one.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.access._keys import parts
from longshore.findings.rules.access._namespaces import (
    APPLICATION,
    ENDPOINT,
    FALLBACK,
    HOST,
    addresses,
    is_one_of,
    is_settled,
)
from longshore.model.azure_rules import DOMAIN, host_name
from longshore.plan.edits import Edit, Put
from longshore.plan.placeholders import placeholders
from longshore.plan.source import TreePath
from longshore.plan.suggest import either


def find(draft: Draft) -> Iterator[Found]:
    """Yield every address that clients are given and the plan does not have."""
    known = addresses(draft)
    for path, address in _addresses(draft):
        names = HOST.findall(address)
        strange = [name for name in names if not is_one_of(name, known)]
        if (names and not strange) or placeholders(address):
            continue
        near = get_close_matches(strange[0], known, n=1) if strange else []
        yield Found(
            path=path,
            message=f"{host_name(strange[0])} is no address of this plan"
            if strange
            else f"{address!r} is no address at {DOMAIN}",
            fix=either([host_name(name) for name in near or known]),
            edits=_edits(draft, path, strange[0], near[0]) if near and all(map(is_settled, known)) else (),
        )


def _addresses(draft: Draft) -> Iterator[tuple[TreePath, str]]:
    connection, service_bus = draft.plan.connection, draft.plan.application.ServiceBus
    if connection is not None:
        yield ENDPOINT, connection.connection_endpoint
        endpoint = parts(connection.fallback_connection_string or "").get("endpoint")
        if endpoint is not None:
            yield FALLBACK, endpoint
    if service_bus is not None:
        yield (*APPLICATION, "Namespace"), service_bus.Namespace


def _edits(draft: Draft, path: TreePath, wrong: str, right: str) -> tuple[Edit, ...]:
    text = draft.written(*path)
    if not isinstance(text, str):
        return ()
    return (Put(path, HOST.sub(lambda found: right if found.group() == wrong else found.group(), text)),)


RULE = Rule(
    code="LS415",
    name="endpoint-elsewhere",
    severity=Severity.WARNING,
    on_azure="the name is looked up as it stands: no such host, or somebody else's namespace",
    evidence=Evidence.INFERRED,
    reference="names of namespaces are unique in the world",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
connection:
  connection_endpoint: demo-namespce.servicebus.windows.net
  authentication: managed_identity
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
connection:
  connection_endpoint: demo-namespace.servicebus.windows.net
  authentication: managed_identity
""",
)
