import pytest

from tests.unit.findings.plans import HEAD, findings_of


@pytest.mark.parametrize(("count", "found"), [(2_000, 0), (2_001, 1)])
def test_a_topic_has_two_thousand_subscriptions_at_most(count: int, found: int) -> None:
    subscriptions = ", ".join(f"{{name: s{number}}}" for number in range(count))
    text = HEAD + f"topics: [{{topic_name: news, subscriptions: [{subscriptions}]}}]\n"

    assert len(findings_of(text, "LS121")) == found
