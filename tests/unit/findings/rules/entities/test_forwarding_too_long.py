from itertools import pairwise

from longshore.findings.finding import Target
from tests.unit.findings.plans import HEAD, findings_of


def chain(*names: str) -> str:
    queues = [
        f"  - {{queue_name: {name}, properties: {{forward_to: {target}}}}}\n"
        for name, target in pairwise(names)
    ]
    return f"{HEAD}queues:\n{''.join(queues)}  - {{queue_name: {names[-1]}}}\n"


def test_four_steps_are_fine() -> None:
    assert findings_of(chain(*"abcde"), "LS123") == ()


def test_the_fifth_step_is_found_and_not_those_behind_it() -> None:
    (finding,) = findings_of(chain(*"abcdefg"), "LS123")

    assert finding.message == "what took four steps to reach e is forwarded a fifth time, to f"
    assert finding.line == 8


def test_a_subscription_is_a_step_from_its_topic() -> None:
    text = chain(*"abcde").replace("queue_name: e", "queue_name: e, properties: {forward_to: news}")
    text += (
        "  - {queue_name: end}\n"
        "topics: [{topic_name: NEWS, subscriptions: [{name: on, properties: {forward_to: end}}]}]\n"
    )

    assert [finding.line for finding in findings_of(text, "LS123")] == [8]
    shorter = text.replace("queue_name: a, properties: {forward_to: b}", "queue_name: a")
    (finding,) = findings_of(shorter, "LS123")
    assert finding.message == "what took four steps to reach NEWS is forwarded a fifth time, to end"


def test_a_chain_of_a_thousand_queues_is_no_burden() -> None:
    assert len(findings_of(chain(*(f"q{number}" for number in range(1_000))), "LS123")) == 1


def test_the_embedded_broker_counts_the_same() -> None:
    assert len(findings_of(chain(*"abcdef"), "LS123", Target.LOCAL)) == 1
