import pytest

from tests.unit.findings.plans import HEAD, script_findings_of

ENDPOINT = (
    "az network private-endpoint create -g demo -n pe --connection-name c"
    " --private-connection-resource-id $ID --vnet-name net --subnet sub"
)
ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/net/subnets/sub"


@pytest.mark.parametrize(
    ("before", "taken"),
    [
        ("", ["the virtual network net", "the subnet sub"]),
        ("az network vnet create -g demo -n net", ["the subnet sub"]),
        ("az network vnet subnet show -g demo --vnet-name net -n sub", []),
        (f"az network vnet subnet show --ids {ID}", []),
        ("az deployment group create -g demo --template-file all.json", []),
    ],
)
def test_networks_and_subnets_are_created_or_asked_for(before: str, taken: list[str]) -> None:
    found = script_findings_of(HEAD, f"{before}\n{ENDPOINT}\n{ENDPOINT}", "LS712")

    assert [each.message.removesuffix(" is taken for granted") for each in found] == taken
