import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import role, roles


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Azure Service Bus Data Sendr", "Azure Service Bus Data Sender"),
        ("azure service bus data owner", "Azure Service Bus Data Owner"),
        ("service bus data receiver", "Azure Service Bus Data Receiver"),
        ("Contributer", "Contributor"),
        ("Lord of the Queues", "{role-definition-id}"),
    ],
)
def test_the_nearest_role_is_meant_and_no_other_guessed(written: str, meant: str) -> None:
    (assignment,) = settled(roles(role("/subscriptions/s", written)), "LS406").role_assignments

    assert assignment.role_definition == meant


@pytest.mark.parametrize(
    "known",
    [
        "Azure Service Bus Data Sender",
        "Owner",
        "{role}",
        "11111111-2222-3333-4444-555555555555",
        "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/11111111-2222-3333-4444-555555555555",
    ],
)
def test_a_role_is_known_by_its_name_or_id(known: str) -> None:
    assert findings_of(roles(role("/subscriptions/s", known)), "LS406") == ()
