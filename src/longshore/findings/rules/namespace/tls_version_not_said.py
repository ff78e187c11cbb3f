"""What the plan does not say of the namespace, Azure decides.

The lowest version of TLS that clients may speak is one of these things, and the one worth writing down: 1.2.
Others can stay open: zone redundancy, which a Premium namespace has wherever the region has zones, and tags,
which only matter to people.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield a namespace that does not say which TLS clients must speak."""
    namespace = draft.plan.namespace
    if namespace.minimum_tls_version is None:
        unsaid = [key for key in ("zone_redundant", "tags") if not draft.is_written("namespace", key)]
        others = f"; nor `{'` or `'.join(unsaid)}`" if unsaid else ""
        yield Found(
            path=("namespace", "name"),
            message=f"{namespace.name} does not say which version of TLS clients must speak at least{others}",
            fix='minimum_tls_version: "1.2"',
            edits=(Put(("namespace", "minimum_tls_version"), "1.2"),),
        )


RULE = Rule(
    code="LS214",
    name="tls-version-not-said",
    severity=Severity.NOTE,
    on_azure="the default of the day counts, which no template shows",
    evidence=Evidence.INFERRED,
    reference="the ARM specification of SBNamespaceProperties.minimumTlsVersion, which names no default",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, minimum_tls_version: "1.2"}
""",
)
