import pytest

from tests.unit.findings.plans import HEAD, findings_of


@pytest.mark.parametrize(
    ("kind", "found"),
    [("SystemAssigned", 1), ("SystemAssigned, UserAssigned", 1), ("UserAssigned", 0), ("None", 0)],
)
def test_an_identity_that_azure_assigns_is_somebodys(kind: str, found: int) -> None:
    assert len(findings_of(f"{HEAD}managed_identity: {{type: '{kind}'}}\n", "LS403")) == found
