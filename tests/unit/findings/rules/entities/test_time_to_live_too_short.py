import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled


@pytest.mark.parametrize(("lifetime", "found"), [("PT0.999S", 1), ("PT1S", 0)])
def test_a_message_lives_for_a_second_at_least(lifetime: str, found: int) -> None:
    text = (
        HEAD + f"queues: [{{queue_name: jobs, properties: {{default_message_time_to_live: {lifetime}}}}}]\n"
    )

    assert len(findings_of(text, "LS105")) == found


def test_a_second_is_put_in_its_place_for_topics_too() -> None:
    text = HEAD + "topics: [{topic_name: news, properties: {default_message_time_to_live: PT0.1S}}]\n"

    assert settled(text, "LS105").topics[0].properties.default_message_time_to_live.ms == 1_000
