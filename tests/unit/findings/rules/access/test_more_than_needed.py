import pytest

from tests.unit.findings.plans import findings_of

from .plans import role, roles


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        ("Azure Service Bus Data Owner", 1),
        ("090c5cfd-751d-490a-894a-3ce6f1109419", 1),
        ("/providers/Microsoft.Authorization/roleDefinitions/090C5CFD-751d-490a-894a-3ce6f1109419", 1),
        ("Azure Service Bus Data Receiver", 0),
        ("{role}", 0),
    ],
)
def test_only_the_owner_of_the_data_may_too_much(definition: str, found: int) -> None:
    assert len(findings_of(roles(role("/subscriptions/s", definition)), "LS402")) == found
