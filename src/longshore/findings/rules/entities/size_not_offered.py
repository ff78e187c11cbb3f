"""Queues and topics come in a few sizes only.

`max_size_in_megabytes` is how much a queue or topic may hold; it is not reserved, and costs nothing. Azure
takes no size between the ones it offers, so the next size up keeps what the plan wants: room for at least
that much.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.model.azure_rules import PREMIUM_SIZES_MB, STANDARD_SIZES_MB, next_allowed
from longshore.plan.edits import Put
from longshore.plan.suggest import either


def find(draft: Draft) -> Iterator[Found]:
    """Yield every size that the namespace's tier does not offer."""
    offered = PREMIUM_SIZES_MB if draft.is_premium else STANDARD_SIZES_MB
    for entity in draft.entities:
        if entity.storing is None or entity.storing.max_size_in_megabytes in offered:
            continue
        size, path = entity.storing.max_size_in_megabytes, entity.setting("max_size_in_megabytes")
        nearest = next_allowed(size, offered)
        sizes = either([str(each) for each in offered])
        yield Found(
            path=path,
            message=f"a size of {size} MB for {entity.name}, which {draft.plan.namespace.sku} does not offer",
            fix=f"{nearest}, {_relation(nearest, size)}; offered are {sizes}",
            on_azure=f"400 SubCode=40000. The specified value {size} is invalid. The property"
            " 'MaxSizeInMegabytes', must be one of the following values: …",
            edits=(Put(path, nearest),),
        )


def _relation(nearest: int, size: int) -> str:
    return "the next size up" if nearest > size else "the largest size"


RULE = Rule(
    code="LS103",
    name="size-not-offered",
    severity=Severity.ERROR,
    on_azure="400 SubCode=40000. The property 'MaxSizeInMegabytes', must be one of the following values: …",
    evidence=Evidence.OBSERVED,
    reference="Service Bus Resource Manager exceptions (2022-10); the live answer in Azure/azure-cli#31702"
    " (2025); the sizes of Premium in the validators of terraform-provider-azurerm",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: training
    properties: {max_size_in_megabytes: 51200}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
queues:
  - queue_name: training
    properties: {max_size_in_megabytes: 81920}
""",
)
