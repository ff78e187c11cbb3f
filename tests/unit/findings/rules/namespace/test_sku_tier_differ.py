import pytest

from tests.unit.findings.plans import findings_of, settled


def plan(keys: str) -> str:
    return f"plan: 1\nnamespace: {{name: demo-namespace, {keys}}}\n"


@pytest.mark.parametrize(
    ("keys", "becomes"), [("sku: Standard, tier: Premium", "Standard"), ("tier: Standard", "Standard")]
)
def test_the_sku_counts_where_it_is_written_else_the_tier(keys: str, becomes: str) -> None:
    namespace = settled(plan(keys), "LS208").namespace

    assert (namespace.sku, namespace.tier) == (becomes, becomes)


@pytest.mark.parametrize(
    "keys", ["sku: Standard, tier: Standard", "sku: Standard", "tier: Premium", "capacity: 1"]
)
def test_one_word_or_the_same_twice_is_fine(keys: str) -> None:
    assert findings_of(plan(keys), "LS208") == ()
