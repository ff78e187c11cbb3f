import pytest

from tests.unit.findings.plans import findings_of, settled


def plan(size: int, sku: str = "Premium") -> str:
    return (
        f"plan: 1\nnamespace: {{name: demo-namespace, sku: {sku}}}\n"
        f"queues: [{{queue_name: jobs, properties: {{max_size_in_megabytes: {size}}}}}]\n"
    )


@pytest.mark.parametrize(
    ("written", "taken"),
    [(1, 1024), (15360, 20480), (51200, 81920), (81921, 81920)],
)
def test_the_next_size_up_is_taken_or_the_largest(written: int, taken: int) -> None:
    assert settled(plan(written), "LS103").queues[0].properties.max_size_in_megabytes == taken


def test_the_error_of_azure_is_quoted_with_the_size() -> None:
    (finding,) = findings_of(plan(15360), "LS103")

    assert finding.on_azure.startswith("400 SubCode=40000. The specified value 15360 is invalid.")
    assert "1024, 2048, 3072, 4096, 5120, 10240, 20480, 40960 or 81920" in finding.fix


@pytest.mark.parametrize("size", [1024, 5120, 10240, 81920])
def test_what_premium_offers_is_fine(size: int) -> None:
    assert findings_of(plan(size), "LS103") == ()


def test_standard_offers_five_gigabytes_at_most() -> None:
    assert settled(plan(10240, "Standard"), "LS103").queues[0].properties.max_size_in_megabytes == 5120
