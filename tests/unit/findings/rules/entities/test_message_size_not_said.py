from tests.unit.findings.plans import HEAD, findings_of, settled

TEXT = (
    HEAD + "queues:\n"
    "  - {queue_name: said, properties: {max_message_size_in_kilobytes: 2048}}\n"
    "  - {queue_name: jobs}\n"
    "topics:\n"
    "  - {topic_name: news, subscriptions: [{name: all}]}\n"
)


def test_all_that_is_silent_is_one_finding_at_the_first_of_them() -> None:
    (finding,) = findings_of(TEXT, "LS110")

    assert finding.line == 5
    assert finding.message == "jobs and 1 more do not say how large a message may be"


def test_azure_s_size_is_written_where_none_is() -> None:
    plan = settled(TEXT, "LS110")

    queues = [queue.properties.max_message_size_in_kilobytes for queue in plan.queues]
    assert queues == [2_048, 1_024]
    assert plan.topics[0].properties.max_message_size_in_kilobytes == 1_024


def test_standard_takes_a_quarter_of_a_megabyte() -> None:
    plan = settled(TEXT.replace("demo-namespace", "demo-namespace, sku: Standard"), "LS110")

    assert plan.queues[1].properties.max_message_size_in_kilobytes == 256


def test_a_plan_without_entities_says_enough() -> None:
    assert findings_of(HEAD, "LS110") == ()
