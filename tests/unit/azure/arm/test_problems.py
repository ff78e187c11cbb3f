"""What of a plan no template can deploy, and where it says so."""

from typing import Any

import pytest

from longshore.azure.arm import parameters_file
from longshore.azure.errors import ExportError

from .templates import plan_of, refusals

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


def test_dead_letters_must_not_go_round() -> None:
    queues = [
        {"queue_name": "one", "properties": {"forward_dead_lettered_messages_to": "TWO"}},
        {"queue_name": "two", "properties": {"forward_dead_lettered_messages_to": "one"}},
    ]

    assert message(queues=queues).startswith("dead letters go round, so that no queue can be made first: ")


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


@pytest.mark.parametrize("key", ["window_size", "evaluation_frequency"])
def test_an_alert_needs_what_azure_evaluates(key: str) -> None:
    alert = {name: value for name, value in ALERT.items() if name != key}

    assert message(alerts=[alert]) == (
        f"the alert 'backlog' has no `{key}`, without which Azure evaluates nothing"
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
    with pytest.raises(ExportError, match="no criteria"):
        parameters_file(plan_of(alerts=[{**ALERT, "criteria": []}]))
