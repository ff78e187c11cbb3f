import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled


@pytest.mark.parametrize(("lock", "found"), [("PT4.999S", 1), ("PT5S", 0)])
def test_five_seconds_are_the_shortest_lock(lock: str, found: int) -> None:
    text = HEAD + f"queues: [{{queue_name: jobs, properties: {{lock_duration: {lock}}}}}]\n"

    assert len(findings_of(text, "LS102")) == found


def test_a_subscription_has_a_lock_too() -> None:
    text = (
        HEAD
        + "topics: [{topic_name: news, subscriptions: [{name: all, properties: {lock_duration: PT1S}}]}]\n"
    )

    (finding,) = findings_of(text, "LS102")
    assert "news/Subscriptions/all" in finding.message
    assert settled(text, "LS102").topics[0].subscriptions[0].properties.lock_duration.text == "PT5S"
