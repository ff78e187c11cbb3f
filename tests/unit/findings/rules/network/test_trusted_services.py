from tests.unit.findings.plans import HEAD, findings_of

from .plans import access


def test_a_plan_without_network_access_trusts_nobody() -> None:
    assert findings_of(HEAD, "LS304") == ()


def test_trust_is_worth_a_word_whatever_the_default() -> None:
    assert len(findings_of(access("default_action: Allow", "trusted_services_allowed: true"), "LS304")) == 1
