import pytest

from tests.unit.findings.plans import HEAD, findings_of

GROUP = "/subscriptions/{subscription-id}/resourceGroups/{rg-name}"
ELSEWHERE = "/subscriptions/1/resourceGroups/2/providers/Microsoft"


def role(scope: str) -> str:
    return (
        f'{HEAD}role_assignments: [{{principal_id: "1", role_definition: Reader, scope: "{scope}"}}]\n'
        "deployment: {resource_group: group, subscription_id: sub}\n"
    )


@pytest.mark.parametrize(
    "scope", ["/", "/subscriptions/sub", "{scope}", f"{ELSEWHERE}.KeyVault/vaults/v", "/providers/x"]
)
def test_what_is_outside_of_the_group_is_found(scope: str) -> None:
    (finding,) = findings_of(role(scope), "LS416")

    assert finding.message.startswith(f"{scope} is beyond the resource group of the deployment")


@pytest.mark.parametrize(
    "scope",
    [
        GROUP,
        f"{GROUP}/providers/Microsoft.KeyVault/vaults/v",
        "/subscriptions/sub/resourceGroups/group",
        f"{ELSEWHERE}.ServiceBus/namespaces/demo-namespace/queues/q",
    ],
)
def test_the_group_and_the_plans_own_namespaces_are_within_reach(scope: str) -> None:
    assert findings_of(role(scope), "LS416") == ()


def test_what_is_no_id_at_all_is_another_finding() -> None:
    assert findings_of(role("demo-namespace"), "LS416") == ()
    assert findings_of(role("demo-namespace"), "LS407") != ()
