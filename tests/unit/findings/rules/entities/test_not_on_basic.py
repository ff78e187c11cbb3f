import pytest

from tests.unit.findings.plans import findings_of, settled

BASIC = "plan: 1\nnamespace: {name: demo-namespace, sku: Basic, tier: Basic}\n"


def plan(properties: str) -> str:
    return BASIC + f"queues: [{{queue_name: jobs, properties: {{{properties}}}}}, {{queue_name: other}}]\n"


@pytest.mark.parametrize(
    "properties",
    [
        "enable_sessions: true",
        "enable_duplicate_detection: true",
        "forward_to: other",
        "forward_dead_lettered_messages_to: other",
    ],
)
def test_what_basic_lacks_makes_it_a_plan_for_standard(properties: str) -> None:
    namespace = settled(plan(properties), "LS124").namespace

    assert (namespace.sku, namespace.tier) == ("Standard", "Standard")


def test_a_topic_does_too_and_is_found_once_for_all_its_subscriptions() -> None:
    text = (
        BASIC + "topics:\n  - topic_name: news\n"
        "    subscriptions: [{name: all, properties: {enable_sessions: true}}]\n"
    )

    (finding,) = findings_of(text, "LS124")
    assert finding.line == 4


def test_queues_that_only_hold_messages_are_fine() -> None:
    assert findings_of(plan("max_delivery_count: 3"), "LS124") == ()


def test_standard_has_all_of_it() -> None:
    assert findings_of(plan("enable_sessions: true").replace("Basic", "Standard"), "LS124") == ()
