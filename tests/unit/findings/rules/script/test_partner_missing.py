import pytest

from tests.unit.findings.plans import HEAD, script_findings_of

PAIR = (
    "az servicebus georecovery-alias set -g demo --namespace-name demo-namespace"
    " --alias a --partner-namespace "
)


@pytest.mark.parametrize(
    ("before", "partner", "found"),
    [
        ("", "other", 1),
        ("", "/subscriptions/{s}/resourceGroups/demo/providers/Microsoft.ServiceBus/namespaces/other", 1),
        ("az servicebus namespace create -g demo -n Other", "other", 0),
        ("az servicebus namespace show -g demo -n other || exit 1", "other", 0),
        ("az servicebus namespace create -g demo -n $1", "other", 0),
        ("az deployment group create -g demo --template-file all.json", "other", 0),
        ("", "$PARTNER", 0),
    ],
)
def test_the_partner_is_created_or_asked_for(before: str, partner: str, found: int) -> None:
    assert len(script_findings_of(HEAD, f"{before}\n{PAIR}{partner}", "LS704")) == found
