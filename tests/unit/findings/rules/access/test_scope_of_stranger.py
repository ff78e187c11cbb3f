import pytest

from longshore.findings.finding import Severity
from tests.unit.findings.plans import HEAD, findings_of, settled

from .plans import NAMESPACES, PAIR, role, roles

DEPLOYMENT = "deployment: {resource_group: rg, subscription_id: sub}\n"


def scope_of(text: str) -> str:
    return settled(text, "LS407").role_assignments[0].scope


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (roles(role("somewhere")), "/subscriptions/{subscription-id}/resourceGroups/{rg-name}"),
        (roles(role("somewhere"), head=HEAD + DEPLOYMENT), "/subscriptions/sub/resourceGroups/rg"),
    ],
)
def test_a_name_becomes_the_namespaces_id(text: str, wanted: str) -> None:
    assert scope_of(text) == f"{wanted}/providers/Microsoft.ServiceBus/namespaces/demo-namespace"
    assert findings_of(text, "LS407")[0].severity is Severity.ERROR


def test_the_secondarys_name_becomes_the_secondarys_id() -> None:
    assert scope_of(roles(role("Demo-Secondary"), head=PAIR)).endswith("/namespaces/demo-secondary")


def test_a_misspelled_namespace_is_put_right() -> None:
    text = roles(role(f"{NAMESPACES}/demo-namspace/queues/q"))

    assert scope_of(text) == f"{NAMESPACES}/demo-namespace/queues/q"


def test_a_stranger_is_for_a_person_to_judge() -> None:
    (finding,) = findings_of(roles(role(f"{NAMESPACES}/warehouse")), "LS407")

    assert (finding.severity, finding.edits) == (Severity.WARNING, ())


@pytest.mark.parametrize(
    "scope",
    [
        f"{NAMESPACES}/DEMO-NAMESPACE",
        f"{NAMESPACES}/{{namespace}}",
        "/",
        "{scope}",
        "/subscriptions/s",
        "/providers/Microsoft.Management/managementGroups/m",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v",
    ],
)
def test_ids_of_this_plan_or_of_no_namespace_are_fine(scope: str) -> None:
    assert findings_of(roles(role(scope)), "LS407") == ()
