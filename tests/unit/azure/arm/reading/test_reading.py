"""A plan from a template: ours without loss, others with what was left over."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from longshore.azure.arm import plan_text
from longshore.model.entities import RuleDescription, SqlFilter
from longshore.plan.diff import differences
from longshore.plan.document import Plan
from longshore.plan.load import parse_plan
from longshore.plan.problems import PlanError
from longshore.plan.topology import topology
from tests.unit.azure.arm.templates import AI_SERVICE, ai_service, one, plan_of, template_of, written
from tests.unit.findings.generated import Values

from .strategies import damage, plans

BICEP = AI_SERVICE.parent / "arm-templates" / "bicep.json"
FILE = "orders.json"


def read(document: dict[str, Any]) -> Plan:
    """Return the plan in a template that leaves nothing over."""
    imported = plan_text(document, FILE)
    assert imported.leftovers == ()
    return parse_plan(imported.text.encode(), "read.yaml")


def left(document: dict[str, Any]) -> list[str]:
    """Return what of a template is not in its plan."""
    return [str(leftover) for leftover in plan_text(document, FILE).leftovers]


def again(**sections: Any) -> Plan:  # noqa: ANN401 - whatever a plan holds
    """Return a plan with these sections, read from its own template."""
    return read(template_of(**sections))


def test_the_plan_of_the_ai_service_comes_back_from_its_template() -> None:
    assert differences(ai_service(), read(written(ai_service()))) == ()


def test_without_the_record_all_that_is_deployed_comes_back() -> None:
    document = written(ai_service())
    del document["metadata"]

    lost = {each.path[0] for each in differences(ai_service(), read(document)) if each.kind == "removed"}
    changed = {each.path[-1] for each in differences(ai_service(), read(document)) if each.kind == "changed"}

    assert lost == {
        *("service", "environment", "managed_identity", "connection", "application", "metrics", "scaling"),
        *("deployment", "targets", "workers"),
        "access_policies",  # the placeholders of their keys
    }
    assert changed == {"location"}  # which is now the region's short name


@settings(max_examples=80, deadline=None)
@given(plans())
def test_any_plan_comes_back_from_its_template(values: Values) -> None:
    plan = plan_of(**values)

    assert differences(plan, read(written(plan))) == ()


@settings(max_examples=40, deadline=None)
@given(plans())
def test_the_template_of_a_plan_read_from_one_is_the_same(values: Values) -> None:
    document = template_of(**values)

    assert written(read(document)) == document


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [{"name": "$Default", "filter": "Size > 3"}],
        [{"name": "a", "filter": "1=1"}, {"name": "$Default", "filter": "1=0"}],
    ],
)
def test_rules_said_in_another_way_let_the_same_through(rules: list[object]) -> None:
    subscription = {"name": "all", "properties": {"rules": rules}}
    topics = [{"topic_name": "news", "subscriptions": [subscription]}]

    expected = topology(plan_of(topics=topics)).topics["news"].subscriptions["all"].rules
    found = topology(again(topics=topics)).topics["news"].subscriptions["all"].rules

    def lets_something_through(rule: RuleDescription) -> bool:
        return rule.filter != SqlFilter("1=0")

    assert list(filter(lets_something_through, found)) == list(filter(lets_something_through, expected))


def test_a_template_of_bicep_is_read_as_far_as_a_plan_goes() -> None:
    imported = plan_text(json.loads(BICEP.read_text()), "bicep.json")

    assert imported.text == BICEP.with_suffix(".yaml").read_text()
    parse_plan(imported.text.encode(), FILE)


def test_what_of_it_a_plan_has_no_place_for_is_told() -> None:
    assert left(json.loads(BICEP.read_text())) == [
        "outputs: a plan has no key for it",
        "metadata.owner: a plan has no key for it",
        (
            "resources.cranes.properties.userMetadata: not read: "
            "reference() is only known to Azure, or not to us"
        ),
        "resources.boatQueues: not read: copies are not counted out",
        "resources.liveOnly: not read: its condition is not met",
        "resources.bus.identity: a plan has no key for it",
        "resources.arrivals.properties.supportOrdering: a plan has no key for it",
        "resources.sender.properties.principalType: a plan has no key for it",
        "resources.store: a plan has no place for Microsoft.Storage/storageAccounts harbourstore",
    ]


def test_a_template_without_a_namespace_is_no_plan() -> None:
    with pytest.raises(PlanError, match="the template makes no namespace of Service Bus"):
        plan_text({"resources": []}, FILE)


@pytest.mark.parametrize(
    "resource", [None, "text", {}, {"type": "a", "name": "b"}, {"type": "A.B/c", "name": "d/e"}]
)
def test_what_is_no_resource_is_told(resource: object) -> None:
    document = template_of()
    document["resources"].append(resource)

    assert [message.partition(":")[0] for message in left(document)] == ["resources[1]"]


def test_a_template_nested_too_deeply_is_refused() -> None:
    document = template_of()
    deep: Any = {}
    for _ in range(2_000):
        deep = {"x": deep}
    document["resources"][0]["properties"] = deep

    with pytest.raises(PlanError, match="nested too deeply"):
        plan_text(document, FILE)


@pytest.mark.parametrize("index", range(len(written(ai_service())["resources"])))
def test_no_property_of_a_resource_is_dropped_in_silence(index: int) -> None:
    document = written(ai_service())
    document["resources"][index]["properties"]["somethingNew"] = True
    document["resources"][index]["tags"] = {"somethingElse": "new"}

    messages = {message.partition(":")[0] for message in left(document)}

    assert f"resources[{index}].properties.somethingNew" in messages
    assert f"resources[{index}].tags" in messages or document["resources"][index]["type"].endswith(
        "/namespaces"
    )


@settings(max_examples=100, deadline=None)
@given(damage(json.loads(BICEP.read_text())))
def test_a_template_of_any_shape_is_read_or_refused(document: dict[str, Any]) -> None:
    try:
        text = plan_text(document, FILE).text
    except PlanError:
        return

    assert text.startswith("# Read from orders.json.\nplan: 1\n")


def test_the_secondary_is_told_where_it_is_not_like_the_primary() -> None:
    document = written(ai_service())
    namespace = one(document, "namespaces", "ai-servicebus-prod-secondary")
    setting = one(document, "autoscalesettings", "ai-servicebus-prod-secondary")
    namespace["properties"]["minimumTlsVersion"] = "1.0"
    setting["properties"]["profiles"][0]["capacity"] = {"minimum": "1", "maximum": "2", "default": "1"}

    reason = "is not that of the primary namespace; a plan has it once for both"
    assert left(document) == [
        f"resources[1]: minimum_tls_version {reason}",
        f"resources[43]: autoscale {reason}",
    ]


def test_what_resources_say_counts_not_what_the_record_remembers() -> None:
    document = template_of(
        topics=[{"topic_name": "news", "events": ["Sold"]}, {"topic_name": "old", "events": ["Gone"]}]
    )
    one(document, "namespaces", "orders-bus")["location"] = "westeurope"
    document["resources"].remove(one(document, "topics", "old"))

    plan = read(document)

    assert plan.namespace.location == "westeurope"
    assert [(topic.topic_name, topic.events) for topic in plan.topics] == [("news", ("Sold",))]


def test_a_secret_of_something_else_is_no_secret_of_the_plan() -> None:
    vault = {"name": "kv", "secret_name": "bus", "access_policy": "app", "readers": ["{app-id}"]}
    document = template_of(access_policies=[{"name": "app", "rights": ["Send"]}], key_vault=vault)
    one(document, "secrets", "bus")["properties"]["value"] = "s3cret"

    messages = left(document)

    assert messages == ["resources[2]: a plan has no place for Microsoft.KeyVault/vaults/secrets kv/bus"]
    assert "s3cret" not in plan_text(document, FILE).text


def test_a_network_in_another_group_stays_there() -> None:
    hub = "/subscriptions/1/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub"
    endpoint = {
        "name": "door",
        "subnet": "inner",
        "vnet": hub,
        "private_dns_zone": "privatelink.servicebus.windows.net",
    }

    assert differences(plan_of(private_endpoint=endpoint), again(private_endpoint=endpoint)) == ()


def test_a_namespace_closed_to_the_public_says_so_without_rules_too() -> None:
    document = template_of()
    document["resources"][0]["properties"]["publicNetworkAccess"] = "Disabled"

    access = read(document).network_access

    assert access is not None
    assert (access.default_action, access.public_network_access) == ("Allow", "Disabled")
