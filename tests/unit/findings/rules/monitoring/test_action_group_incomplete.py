import pytest

from longshore.findings.finding import Severity
from tests.unit.findings.plans import HEAD, findings_of, settled

RECEIVER = "email_receivers: [{name: r, email_address: r@example.com}]"


def group(short: str, receivers: str = RECEIVER) -> str:
    return f"{HEAD}action_groups: [{{name: people-on-call, short_name: '{short}', {receivers}}}]\n"


@pytest.mark.parametrize(
    ("short", "right"), [("people-on-call", "people-on"), ("", "people-on"), ("x" * 13, "x" * 12)]
)
def test_a_short_name_is_made_to_fit(short: str, right: str) -> None:
    assert settled(group(short), "LS611").action_groups[0].short_name == right


@pytest.mark.parametrize("short", ["p", "x" * 12])
def test_one_to_twelve_characters_fit(short: str) -> None:
    assert findings_of(group(short), "LS611") == ()


def test_a_group_that_reaches_nobody_gets_somebody() -> None:
    text = group("p", "email_receivers: []")
    (finding,) = findings_of(text, "LS611")

    assert finding.severity is Severity.WARNING
    assert settled(text, "LS611").action_groups[0].email_receivers[0].email_address == "{alert-email}"
