from tests.unit.findings.plans import findings_of, settled


def plan(namespace: str, count: int) -> str:
    queues = ", ".join(f"{{queue_name: q{number}}}" for number in range(count - 1))
    return (
        f"plan: 1\nnamespace: {{name: demo-namespace, {namespace}}}\nqueues: [{queues}]\n"
        "topics: [{topic_name: news, subscriptions: [{name: all}]}]\n"
    )


def test_a_thousand_queues_and_topics_fit_into_one_unit() -> None:
    assert findings_of(plan("capacity: 1", 1_000), "LS120") == ()


def test_one_more_needs_the_next_number_of_units() -> None:
    assert settled(plan("capacity: 1", 1_001), "LS120").namespace.capacity == 2


def test_where_no_number_is_enough_only_the_user_can_divide_the_plan() -> None:
    (finding,) = findings_of(plan("capacity: 16", 16_001), "LS120")

    assert (finding.fix, finding.edits) == ("a second namespace", ())


def test_standard_takes_ten_thousand_in_all() -> None:
    assert findings_of(plan("sku: Standard", 10_000), "LS120") == ()
    assert len(findings_of(plan("sku: Standard", 10_001), "LS120")) == 1
