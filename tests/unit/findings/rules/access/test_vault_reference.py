import pytest

from tests.unit.findings.plans import HEAD, findings_of


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/s/)", 1),
        ("@microsoft.keyvault(VaultName=v;SecretName=s)", 1),
        ("@Microsoft.KeyVault(whatever)", 1),
        ("Endpoint=sb://x/;SharedAccessKeyName=p;SharedAccessKey={key}", 0),
    ],
)
def test_a_reference_is_known_by_its_form(text: str, found: int) -> None:
    plan = f'{HEAD}application: {{ServiceBus: {{Namespace: x, ConnectionString: "{text}"}}}}\n'

    assert len(findings_of(plan, "LS412")) == found
