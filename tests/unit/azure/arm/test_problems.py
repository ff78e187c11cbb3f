"""What of a plan no template can deploy, and where it says so."""

from typing import Any

import pytest

from longshore.azure.arm import parameters_file
from longshore.azure.errors import ExportError

from .templates import plan_of, refusals

ENDPOINT = {"name": "door", "subnet": "inner", "vnet": "net", "private_dns_zone": "privatelink.example.net"}
SECONDARY = {"name": "orders-bus-2", "location": "Korea South"}
CRITERION = {
    "metric_name": "ActiveMessages",
    "operator": "GreaterThan",
    "threshold": 1,
    "time_aggregation": "Average",
}
ALERT = {
    "name": "backlog",
    "condition": "x",
    "severity": 2,
    "action_group": "people",
    "criteria": [CRITERION],
    "window_size": "PT5M",
    "evaluation_frequency": "PT1M",
}
ROLE = {
    "principal_id": "1",
    "role_definition": "Azure Service Bus Data Owner",
    "scope": "/subscriptions/{subscription-id}/resourceGroups/{rg-name}",
}


def message(**sections: Any) -> str:  # noqa: ANN401 - whatever a plan holds
    """Return the one thing that keeps a plan from becoming a template, without its place."""
    (refusal,) = refusals(**sections)
    return refusal.partition(" ")[2]


def topic(condition: object) -> dict[str, object]:
    subscription = {"name": "all", "properties": {"default_rule": {"filter": condition}}}
    return {"topic_name": "news", "subscriptions": [subscription]}


def test_a_namespace_pairs_with_another_one() -> None:
    assert message(geo_dr={"alias": "orders-dr", "secondary": {**SECONDARY, "name": "ORDERS-BUS"}}) == (
        "a namespace cannot be paired with itself"
    )


@pytest.mark.parametrize(
    ("primary", "secondary"), [(ENDPOINT, SECONDARY), (None, {**SECONDARY, "private_endpoint": ENDPOINT})]
)
def test_both_namespaces_have_an_endpoint_or_neither(primary: object, secondary: object) -> None:
    assert message(geo_dr={"alias": "orders-dr", "secondary": secondary}, private_endpoint=primary) == (
        "Geo-DR pairs namespaces that both have a private endpoint, or neither"
    )


def test_an_ip_rule_can_only_allow() -> None:
    rules = [{"action": "Deny", "ip_mask": "203.0.113.7"}]

    assert message(network_access={"default_action": "Allow", "ip_rules": rules}) == (
        "an IP rule of Service Bus can only allow"
    )


def test_dead_letters_must_not_go_round() -> None:
    queues = [
        {"queue_name": "one", "properties": {"forward_dead_lettered_messages_to": "TWO"}},
        {"queue_name": "two", "properties": {"forward_dead_lettered_messages_to": "one"}},
    ]

    assert message(queues=queues).startswith("dead letters go round, so that no queue can be made first: ")


@pytest.mark.parametrize("value", [5, True, 0.5])
def test_a_property_is_compared_with_text_only(value: object) -> None:
    condition = {"correlation": {"properties": {"Size": value}}}

    assert message(topics=[topic(condition)]) == "Resource Manager compares a property with text only"


def test_named_rules_are_looked_at_as_well() -> None:
    rules = [{"name": "big", "filter": {"correlation": {"properties": {"Size": 5}}}}]
    subscription = {"name": "all", "properties": {"rules": rules}}

    assert message(topics=[{"topic_name": "news", "subscriptions": [subscription]}]) == (
        "Resource Manager compares a property with text only"
    )


def test_a_role_must_be_known() -> None:
    assert message(role_assignments=[{**ROLE, "role_definition": "Owner of all"}]) == (
        "no built-in role 'Owner of all' is known"
    )


@pytest.mark.parametrize(
    "scope",
    [
        "/subscriptions/{subscription-id}",
        "/subscriptions/1/resourceGroups/2/providers/Microsoft.KeyVault/vaults/kv",
        "/subscriptions/{subscription-id}/resourceGroups/{rg-name}/providers/Microsoft.KeyVault",
        "orders-bus",
    ],
)
def test_a_role_out_of_reach_is_refused(scope: str) -> None:
    assert message(role_assignments=[{**ROLE, "scope": scope}]) == (
        "a template reaches only what is in its own resource group"
    )


def test_the_groups_own_name_is_within_reach() -> None:
    vault = "providers/Microsoft.KeyVault/vaults/kv"
    scope = f"/subscriptions/1/resourceGroups/orders/{vault}"
    deployment = {"resource_group": "orders", "subscription_id": "1"}

    assert refusals(role_assignments=[{**ROLE, "scope": scope}], deployment=deployment) == []


def test_a_secret_needs_its_access_policy() -> None:
    assert message(key_vault={"name": "kv", "secret_name": "s", "access_policy": "app"}) == (
        "there is no access policy 'app'"
    )


def test_a_short_name_must_be_short() -> None:
    assert message(action_groups=[{"name": "people", "short_name": "everybody-here"}]) == (
        "the short name of an action group is too long"
    )


@pytest.mark.parametrize("key", ["criteria", "window_size", "evaluation_frequency"])
def test_an_alert_needs_what_azure_evaluates(key: str) -> None:
    alert = {name: value for name, value in ALERT.items() if name != key}

    assert message(alerts=[alert]) == (
        f"the alert 'backlog' has no `{key}`, without which Azure evaluates nothing"
    )


def test_an_alert_watches_one_resource() -> None:
    alert = {**ALERT, "criteria": [CRITERION, {**CRITERION, "source": "application"}]}

    assert message(alerts=[alert]) == "an alert looks at the namespace or at the application, not at both"


def test_an_alert_of_several_criteria_takes_one_entity_in_each() -> None:
    alert = {**ALERT, "criteria": [CRITERION, {**CRITERION, "entities": ["one", "two"]}]}

    assert message(alerts=[alert]) == "an alert of several criteria takes one entity in each"


@pytest.mark.parametrize(("partitions", "units"), [(1, 3), (2, 1), (4, 6)])
def test_a_namespace_has_only_some_numbers_of_units(partitions: int, units: int) -> None:
    namespace = {"name": "orders-bus", "messaging_partitions": partitions}

    assert message(namespace=namespace, autoscale={"minimum": units, "maximum": 16}) == (
        f"a namespace never has {units} messaging units"
    )


def test_everything_is_told_at_once_in_the_order_of_the_file_with_the_place() -> None:
    deny = {"default_action": "Deny", "ip_rules": [{"action": "Deny", "ip_mask": "203.0.113.7"}]}
    scope = {**ROLE, "scope": "elsewhere"}

    found = refusals(role_assignments=[scope], network_access=deny)

    assert [refusal.partition(":")[0] for refusal in found] == ["1", "1"]
    assert [int(refusal.partition(":")[2].partition(" ")[0]) for refusal in found] == sorted(
        int(refusal.partition(":")[2].partition(" ")[0]) for refusal in found
    )


def test_there_are_no_parameters_of_a_template_that_there_is_not() -> None:
    with pytest.raises(ExportError, match="no `criteria`"):
        parameters_file(plan_of(alerts=[{**ALERT, "criteria": []}]))
