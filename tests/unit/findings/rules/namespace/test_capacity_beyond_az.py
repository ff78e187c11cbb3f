import pytest

from tests.unit.findings.plans import findings_of


def namespace(capacity: int, partitions: int, sku: str = "Premium") -> str:
    keys = f"name: demo-namespace, sku: {sku}, capacity: {capacity}, messaging_partitions: {partitions}"
    return f"plan: 1\nnamespace: {{{keys}}}\n"


@pytest.mark.parametrize(("capacity", "partitions"), [(32, 2), (32, 4), (64, 4)])
def test_az_has_no_more_than_sixteen_units(capacity: int, partitions: int) -> None:
    (finding,) = findings_of(namespace(capacity, partitions), "LS217")

    assert finding.message == f"{capacity} messaging units for the namespace, where az takes 16 at most"


@pytest.mark.parametrize(("capacity", "partitions"), [(16, 1), (16, 4), (32, 1), (3, 1)])
def test_what_az_takes_or_azure_does_not_is_not_found(capacity: int, partitions: int) -> None:
    assert findings_of(namespace(capacity, partitions), "LS217") == ()


def test_only_premium_has_units() -> None:
    assert findings_of(namespace(32, 2, sku="Standard"), "LS217") == ()
