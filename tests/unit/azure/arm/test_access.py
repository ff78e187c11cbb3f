"""Access policies, roles and the secret in a template."""

import pytest

from .templates import Resource, names, one, resources, template_of

OWN = "/subscriptions/{subscription-id}/resourceGroups/{rg-name}"
NAMESPACE = "/providers/Microsoft.ServiceBus/namespaces/orders-bus"
ROLES = "Microsoft.Authorization/roleDefinitions"
SENDER = "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"
POLICY = {"name": "app", "rights": ["Send", "Listen"]}


def role_of(**assignment: str) -> Resource:
    whole = {
        "principal_id": "{app-id}",
        "role_definition": "Azure Service Bus Data Sender",
        "scope": OWN + NAMESPACE,
    }
    document = template_of(role_assignments=[{**whole, **assignment}], queues=[{"queue_name": "orders"}])
    return resources(document, "roleAssignments")[0]


def test_a_role_is_for_its_principal_on_its_resource() -> None:
    role = role_of()

    assert role["scope"] == "Microsoft.ServiceBus/namespaces/orders-bus"
    assert role["properties"] == {
        "roleDefinitionId": f"[subscriptionResourceId('{ROLES}', '{SENDER}')]",
        "principalId": "[parameters('appId')]",
        "principalType": "ServicePrincipal",
    }


def test_a_role_has_the_same_name_each_time_and_another_one_for_another_role() -> None:
    assert role_of()["name"] == role_of()["name"]
    assert role_of()["name"] != role_of(role_definition="Azure Service Bus Data Receiver")["name"]


def test_a_role_comes_after_the_queue_that_it_is_for() -> None:
    role = role_of(scope=f"{OWN}{NAMESPACE}/queues/orders")

    assert role["scope"] == "Microsoft.ServiceBus/namespaces/orders-bus/queues/orders"
    assert role["dependsOn"] == [
        "[resourceId('Microsoft.ServiceBus/namespaces/queues', 'orders-bus', 'orders')]"
    ]


def test_a_role_may_be_for_the_whole_group() -> None:
    role = role_of(scope=OWN)

    assert "scope" not in role
    assert role["name"].startswith("[guid(resourceGroup().id, ")


@pytest.mark.parametrize(
    "group", ["/subscriptions/{mine}/resourceGroups/{ours}", "/subscriptions/1/resourcegroups/2"]
)
def test_a_namespace_of_the_plan_is_in_the_deployments_group_however_the_plan_calls_that(group: str) -> None:
    assert role_of(scope=group + NAMESPACE)["scope"] == "Microsoft.ServiceBus/namespaces/orders-bus"


@pytest.mark.parametrize(
    ("role", "written"),
    [
        (
            SENDER.upper(),
            f"[subscriptionResourceId('{ROLES}', '{SENDER.upper()}')]",
        ),
        (
            "/providers/Microsoft.Authorization/roleDefinitions/1",
            "/providers/Microsoft.Authorization/roleDefinitions/1",
        ),
        (
            "{role}",
            f"[subscriptionResourceId('{ROLES}', last(split(parameters('role'), '/')))]",
        ),
    ],
)
def test_a_role_may_be_said_by_its_guid_its_id_or_a_placeholder(role: str, written: str) -> None:
    assert role_of(role_definition=role)["properties"]["roleDefinitionId"] == written


def test_a_policy_has_its_rights_and_no_keys() -> None:
    document = template_of(access_policies=[{**POLICY, "primary_key": "c2VjcmV0", "secondary_key": "{auto}"}])

    assert one(document, "AuthorizationRules", "app")["properties"] == {"rights": ["Send", "Listen"]}


def test_the_secret_holds_the_connection_string_of_its_policy() -> None:
    vault = {"name": "orders-kv", "secret_name": "bus", "access_policy": "APP", "readers": ["{app-id}"]}

    document = template_of(access_policies=[POLICY], key_vault=vault)

    assert names(document, "secrets") == ["orders-kv/bus"]
    assert one(document, "secrets", "bus")["properties"]["value"] == (
        "[listKeys(resourceId('Microsoft.ServiceBus/namespaces/AuthorizationRules', 'orders-bus', 'app'), "
        "'2026-01-01').primaryConnectionString]"
    )
    assert (
        resources(document, "roleAssignments")[0]["scope"]
        == "Microsoft.KeyVault/vaults/orders-kv/secrets/bus"
    )


def test_with_geo_dr_the_secret_leads_to_the_alias() -> None:
    vault = {"name": "orders-kv", "secret_name": "bus", "access_policy": "app"}
    geo_dr = {"alias": "orders-dr", "secondary": {"name": "orders-bus-2", "location": "Korea South"}}

    document = template_of(access_policies=[POLICY], key_vault=vault, geo_dr=geo_dr)

    assert one(document, "secrets", "bus")["properties"]["value"].endswith(".aliasPrimaryConnectionString]")
