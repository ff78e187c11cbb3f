"""Whole templates: valid by the official schemas, complete, and in an order that Azure takes."""

from typing import Any

import pytest
from hypothesis import given, settings

from longshore.azure.arm import json_text, parameters_file, template
from longshore.azure.errors import ExportError
from tests.unit.findings.generated import Values, plans

from . import schemas
from .templates import FILE, ai_service, before, id_of, names, one, plan_of, resources, template_of, written

AI_SERVICE = written(ai_service())
SECONDARY = "ai-servicebus-prod-secondary"


@pytest.mark.parametrize(
    "resource", AI_SERVICE["resources"], ids=lambda each: f"{each['type']}-{each['name']}"
)
def test_every_resource_is_valid_by_its_official_schema(resource: dict[str, Any]) -> None:
    assert schemas.resource_violations(resource) == []


def test_the_whole_template_is_valid_by_the_official_schema() -> None:
    described = {**AI_SERVICE, "resources": [schemas.as_described(each) for each in AI_SERVICE["resources"]]}

    assert schemas.violations(described, schemas.TEMPLATE) == []


@pytest.mark.parametrize(
    ("key", "value"), [("status", "Asleep"), ("maxDeliveryCount", "many"), ("requiresSession", 1)]
)
def test_a_wrong_value_would_be_noticed(key: str, value: object) -> None:
    queue = one(AI_SERVICE, "queues", "ai-analysis")

    (violation,) = schemas.resource_violations({**queue, "properties": {**queue["properties"], key: value}})

    assert violation.startswith(f"$.properties.{key}: ")


def test_a_wrong_resource_would_be_noticed_in_the_whole_template() -> None:
    queue = {**one(AI_SERVICE, "queues", "ai-analysis"), "name": "ai-analysis", "apiVersion": "2019-01-01"}

    assert schemas.violations({**AI_SERVICE, "resources": [queue]}, schemas.TEMPLATE) != []


def test_the_file_of_parameters_is_valid_and_asks_for_what_only_the_user_knows() -> None:
    file = parameters_file(ai_service())

    assert schemas.violations(file, schemas.PARAMETERS) == []
    assert file["parameters"] == {
        "aiServiceManagedIdentityId": {"value": "{ai-service-managed-identity-id}"},
        "alertEmail": {"value": "{alert-email}"},
        "applicationInsightsId": {"value": "{application-insights-id}"},
    }


def test_every_kind_of_resource_of_the_plan_is_there() -> None:
    counts: dict[str, int] = {}
    for each in AI_SERVICE["resources"]:
        counts[each["type"].rpartition("/")[2]] = counts.get(each["type"].rpartition("/")[2], 0) + 1

    assert counts == {
        "namespaces": 2,
        "networkRuleSets": 2,
        "privateDnsZones": 1,
        "virtualNetworkLinks": 1,
        "privateEndpoints": 2,
        "privateDnsZoneGroups": 2,
        "disasterRecoveryConfigs": 1,
        "AuthorizationRules": 1,
        "queues": 5,
        "topics": 2,
        "subscriptions": 6,
        "rules": 6,
        "roleAssignments": 3,
        "secrets": 1,
        "diagnosticSettings": 2,
        "actionGroups": 1,
        "metricAlerts": 4,
        "autoscalesettings": 2,
    }


def test_what_a_resource_comes_after_stands_before_it() -> None:
    known: set[str] = set()
    for resource in AI_SERVICE["resources"]:
        assert set(resource.get("dependsOn", ())) <= known
        known.add(id_of(resource))


def test_the_secondary_has_its_endpoint_first_then_the_primary_then_they_pair() -> None:
    secondary, primary = (
        one(AI_SERVICE, "privateEndpoints", f"ai-servicebus-pe-prod{end}") for end in ("-secondary", "")
    )
    (pairing,) = resources(AI_SERVICE, "disasterRecoveryConfigs")

    assert secondary in before(AI_SERVICE, primary)
    assert {id_of(secondary), id_of(primary)} <= set(pairing["dependsOn"])


def test_pairing_waits_for_everything_of_both_namespaces_and_their_networks() -> None:
    (pairing,) = resources(AI_SERVICE, "disasterRecoveryConfigs")
    kinds = ("namespaces", "networkRuleSets", "privateEndpoints", "privateDnsZoneGroups")
    expected = {id_of(each) for kind in kinds for each in resources(AI_SERVICE, kind)}

    assert expected <= set(pairing["dependsOn"])


@pytest.mark.parametrize(
    "kind", ["queues", "topics", "subscriptions", "rules", "AuthorizationRules", "secrets"]
)
def test_what_pairing_copies_comes_after_it_and_is_made_on_the_primary_alone(kind: str) -> None:
    (pairing,) = resources(AI_SERVICE, "disasterRecoveryConfigs")

    for each in resources(AI_SERVICE, kind):
        assert pairing in before(AI_SERVICE, each)
        assert not each["name"].startswith(SECONDARY)


@pytest.mark.parametrize(
    "kind", ["networkRuleSets", "diagnosticSettings", "roleAssignments", "autoscalesettings"]
)
def test_what_pairing_does_not_copy_is_made_for_the_secondary_too(kind: str) -> None:
    about = [f"{each.get('scope', '')} {each['name']}" for each in resources(AI_SERVICE, kind)]

    assert any(SECONDARY in each for each in about)


def test_a_namespace_alone_is_a_template() -> None:
    document = template_of(namespace={"name": "orders-bus"}, queues=[{"queue_name": "orders"}])

    assert document["parameters"] == {}
    assert "metadata" not in document
    assert [(each["type"], each["name"]) for each in document["resources"]] == [
        ("Microsoft.ServiceBus/namespaces", "orders-bus"),
        ("Microsoft.ServiceBus/namespaces/queues", "orders-bus/orders"),
    ]
    assert one(document, "queues", "orders")["dependsOn"] == [
        "[resourceId('Microsoft.ServiceBus/namespaces', 'orders-bus')]"
    ]


def test_a_standard_namespace_has_no_capacity() -> None:
    document = template_of(
        namespace={"name": "orders-bus", "sku": "Standard", "tier": "Standard", "capacity": 2}
    )

    assert resources(document, "namespaces")[0]["sku"] == {"name": "Standard", "tier": "Standard"}


def test_a_namespace_is_in_the_region_of_its_group_where_the_plan_says_none() -> None:
    document = template_of(namespace={"name": "orders-bus"})

    assert resources(document, "namespaces")[0]["location"] == "[resourceGroup().location]"


def test_a_namespace_says_what_the_plan_says_and_no_more() -> None:
    namespace = {
        "name": "orders-bus",
        "location": "Korea Central",
        "capacity": 8,
        "messaging_partitions": 2,
        "minimum_tls_version": "1.2",
        "disable_local_auth": True,
        "zone_redundant": True,
        "tags": {"team": "orders"},
    }
    (bare,) = resources(template_of(), "namespaces")
    (full,) = resources(template_of(namespace=namespace), "namespaces")

    assert bare["properties"] == {}
    assert "tags" not in bare
    assert (full["location"], full["sku"]["capacity"], full["tags"]) == (
        "koreacentral",
        8,
        {"team": "orders"},
    )
    assert full["properties"] == {
        "premiumMessagingPartitions": 2,
        "minimumTlsVersion": "1.2",
        "disableLocalAuth": True,
        "zoneRedundant": True,
    }


def test_the_secondary_has_the_capacity_of_the_primary_unless_it_says_otherwise() -> None:
    geo_dr = {"alias": "orders-dr", "secondary": {"name": "orders-bus-2", "location": "Korea South"}}
    primary = {"name": "orders-bus", "capacity": 4}

    document = template_of(namespace=primary, geo_dr=geo_dr)

    assert one(document, "namespaces", "orders-bus-2")["sku"]["capacity"] == 4


def test_placeholders_anywhere_become_parameters_or_what_the_deployment_knows() -> None:
    document = template_of(
        namespace={"name": "{prefix}-bus", "tags": {"by": "{rg-name} of {subscription-id}"}},
        queues=[{"queue_name": "orders"}],
    )

    assert names(document, "namespaces") == ["[concat(parameters('prefix'), '-bus')]"]
    assert names(document, "queues") == ["[concat(parameters('prefix'), '-bus/orders')]"]
    assert resources(document, "namespaces")[0]["tags"] == {
        "by": "[concat(resourceGroup().name, ' of ', subscription().subscriptionId)]"
    }
    assert list(document["parameters"]) == ["prefix"]


def test_the_same_plan_is_the_same_text() -> None:
    assert json_text(template(plan_of())) == json_text(template(plan_of()))
    assert json_text(template(plan_of())).startswith('{\n  "$schema": "https://schema.management.azure.com/')


def test_two_resources_of_one_name_are_refused_where_the_second_stands() -> None:
    # Both placeholders become the parameter onCall.
    groups = [{"name": name, "short_name": name[1:-1]} for name in ("{on-call}", "{onCall}")]

    with pytest.raises(ExportError) as refused:
        template(plan_of(action_groups=groups))

    (problem,) = refused.value.problems
    assert problem.file == FILE
    assert (
        problem.message
        == "another Microsoft.Insights/actionGroups of the plan has this name and says something else"
    )


@settings(max_examples=60, deadline=None)
@given(plans())
def test_a_template_of_any_plan_is_valid_and_in_order(values: Values) -> None:
    # Names of any length, and alerts that say nothing, are refused before there is anything to see.
    sections = {
        key: value for key, value in values.items() if key not in {"alerts", "action_groups", "geo_dr"}
    }
    sections["namespace"] = {**values["namespace"], "name": "orders-bus"}
    try:
        document = template_of(**sections)
    except ExportError:
        return

    known: set[str] = set()
    for resource in document["resources"]:
        assert schemas.resource_violations(resource) == []
        assert set(resource.get("dependsOn", ())) <= known
        known.add(id_of(resource))
