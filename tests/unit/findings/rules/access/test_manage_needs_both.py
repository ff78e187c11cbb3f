import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import policies


@pytest.mark.parametrize(
    ("rights", "wanted"),
    [
        ("Manage", ("Send", "Listen", "Manage")),
        ("Manage, Listen", ("Send", "Listen", "Manage")),
        ("Send, Send", ("Send",)),
        ("", ("Send", "Listen")),
    ],
)
def test_rights_become_what_azure_takes(rights: str, wanted: tuple[str, ...]) -> None:
    (policy,) = settled(policies(f"{{name: p, rights: [{rights}]}}"), "LS408").access_policies

    assert policy.rights == wanted


@pytest.mark.parametrize("rights", ["Listen", "Listen, Send", "Manage, Listen, Send"])
def test_the_order_is_free(rights: str) -> None:
    assert findings_of(policies(f"{{name: p, rights: [{rights}]}}"), "LS408") == ()
