"""`sku` and `tier` say the same thing twice, so they have to agree.

Both are parts of ARM's SBSku, and both name the pricing tier. Where only one is written it decides.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.plan.edits import Put


def find(draft: Draft) -> Iterator[Found]:
    """Yield a tier that is not the sku's."""
    namespace = draft.plan.namespace
    if namespace.sku == namespace.tier or not draft.is_written("namespace", "tier"):
        return
    has_sku = draft.is_written("namespace", "sku")
    other, value = ("tier", namespace.sku) if has_sku else ("sku", namespace.tier)
    yield Found(
        path=("namespace", "tier"),
        message=f"the tier is {namespace.tier}, and the sku {namespace.sku}",
        fix=f"{other}: {value}",
        edits=(Put(("namespace", other), value),),
    )


RULE = Rule(
    code="LS208",
    name="sku-tier-differ",
    severity=Severity.ERROR,
    on_azure="refused: the name and the tier of a sku are the same word",
    evidence=Evidence.INFERRED,
    reference="the ARM specification of SBSku, whose name and tier have the same values",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace, sku: Premium, tier: Standard}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace, sku: Premium, tier: Premium}
""",
)
