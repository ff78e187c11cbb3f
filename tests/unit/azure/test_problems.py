"""What of a plan can be deployed in no form, and where it is said."""

import json
from typing import Any

import pytest

from longshore.azure.arm import template
from longshore.azure.cli import az_script
from longshore.azure.errors import ExportError
from longshore.azure.problems import undeployable
from longshore.plan.document import Plan
from longshore.plan.load import parse_plan

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


def plan_of(**sections: Any) -> Plan:  # noqa: ANN401 - whatever a plan holds
    namespace = {"name": "orders-bus", "location": "Korea Central"}
    written = json.dumps({"plan": 1, "namespace": namespace, **sections}, indent=1)
    return parse_plan(written.encode(), "plan.yaml")


def message(**sections: Any) -> str:  # noqa: ANN401 - whatever a plan holds
    """Return the one thing that keeps a plan from being deployed."""
    (problem,) = undeployable(plan_of(**sections))
    return problem.message


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


def test_a_secret_needs_its_access_policy() -> None:
    assert message(key_vault={"name": "kv", "secret_name": "s", "access_policy": "app"}) == (
        "there is no access policy 'app'"
    )


def test_a_short_name_must_be_short() -> None:
    assert message(action_groups=[{"name": "people", "short_name": "everybody-here"}]) == (
        "a short name of 14 characters"
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


@pytest.mark.parametrize(
    ("other", "name"),
    [
        ({"name": "DOOR"}, "`name` DOOR"),
        ({"name": "gate", "vnet": "far", "dns_zone_link": "Link"}, "`dns_zone_link` Link"),
    ],
)
def test_what_is_in_the_same_place_needs_a_name_of_its_own(other: dict[str, str], name: str) -> None:
    first = {**ENDPOINT, "dns_zone_link": "link"}
    geo_dr = {"alias": "orders-dr", "secondary": {**SECONDARY, "private_endpoint": {**first, **other}}}

    assert message(geo_dr=geo_dr, private_endpoint=first) == (
        f"the private endpoint of the primary has the {name} already"
    )


def test_two_endpoints_may_share_the_link_of_their_network() -> None:
    first = {**ENDPOINT, "dns_zone_link": "link"}
    geo_dr = {
        "alias": "orders-dr",
        "secondary": {**SECONDARY, "private_endpoint": {**first, "name": "gate"}},
    }

    assert list(undeployable(plan_of(geo_dr=geo_dr, private_endpoint=first))) == []


def test_an_alert_in_words_is_refused_at_its_words() -> None:
    plan = plan_of(alerts=[{**ALERT, "criteria": []}])

    (problem,) = undeployable(plan)

    assert problem.message == "the alert 'backlog' has no criteria that Azure could evaluate"
    assert problem.line == plan.position("alerts", 0, "condition").line


def test_template_and_script_refuse_it_both() -> None:
    plan = plan_of(alerts=[{**ALERT, "criteria": []}])
    expected = tuple(undeployable(plan))

    for export in (template, az_script):
        with pytest.raises(ExportError) as refused:
            export(plan)
        assert refused.value.problems == expected
