"""Network rules, private endpoints and their names in a template."""

from .templates import names, one, resources, template_of

ENDPOINT = {
    "name": "orders-door",
    "subnet": "inner",
    "vnet": "orders-net",
    "private_dns_zone": "privatelink.servicebus.windows.net",
}
OTHER_GROUP = "/subscriptions/1/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub"


def subnet_of(**endpoint: str) -> str:
    document = template_of(private_endpoint={**ENDPOINT, **endpoint})
    subnet: str = resources(document, "privateEndpoints")[0]["properties"]["subnet"]["id"]
    return subnet


def test_network_rules_say_what_the_plan_says() -> None:
    document = template_of(
        network_access={
            "default_action": "Deny",
            "public_network_access": "Enabled",
            "trusted_services_allowed": True,
            "ip_rules": [{"action": "Allow", "ip_mask": "203.0.113.0/24"}],
            "virtual_network_rules": [{"vnet": "net", "subnet": "inner", "ignore_missing_endpoint": True}],
        }
    )
    subnet = (
        "[resourceId(parameters('virtualNetworkResourceGroup'), "
        "'Microsoft.Network/virtualNetworks/subnets', 'net', 'inner')]"
    )

    assert one(document, "networkRuleSets", "default")["properties"] == {
        "publicNetworkAccess": "Enabled",
        "defaultAction": "Deny",
        "trustedServiceAccessEnabled": True,
        "ipRules": [{"ipMask": "203.0.113.0/24", "action": "Allow"}],
        "virtualNetworkRules": [{"subnet": {"id": subnet}, "ignoreMissingVnetServiceEndpoint": True}],
    }
    assert resources(document, "namespaces")[0]["properties"] == {"publicNetworkAccess": "Enabled"}


def test_an_endpoint_without_link_and_group_has_its_zone_alone() -> None:
    document = template_of(private_endpoint=ENDPOINT)

    assert names(document, "privateDnsZones") == ["privatelink.servicebus.windows.net"]
    assert names(document, "virtualNetworkLinks") == []
    assert names(document, "privateDnsZoneGroups") == []


def test_an_endpoint_is_in_the_region_of_its_network() -> None:
    document = template_of(private_endpoint=ENDPOINT)
    said = template_of(private_endpoint={**ENDPOINT, "location": "Korea South"})

    assert resources(document, "privateEndpoints")[0]["location"] == "[parameters('virtualNetworkLocation')]"
    assert document["parameters"]["virtualNetworkLocation"]["defaultValue"] == "[resourceGroup().location]"
    assert resources(said, "privateEndpoints")[0]["location"] == "koreasouth"


def test_a_network_in_another_group_is_named_by_its_id() -> None:
    assert subnet_of(vnet=OTHER_GROUP) == f"{OTHER_GROUP}/subnets/inner"
    assert subnet_of(subnet=f"{OTHER_GROUP}/subnets/inner") == f"{OTHER_GROUP}/subnets/inner"


def test_endpoints_in_one_network_share_zone_and_link() -> None:
    named = {**ENDPOINT, "dns_zone_link": "link", "dns_zone_group": "default"}
    secondary = {
        "name": "orders-bus-2",
        "location": "Korea South",
        "private_endpoint": {**named, "name": "orders-door-2"},
    }

    document = template_of(private_endpoint=named, geo_dr={"alias": "orders-dr", "secondary": secondary})

    assert names(document, "virtualNetworkLinks") == ["privatelink.servicebus.windows.net/link"]
    assert names(document, "privateDnsZoneGroups") == ["orders-door-2/default", "orders-door/default"]
