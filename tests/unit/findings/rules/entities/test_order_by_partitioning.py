from tests.unit.findings.plans import HEAD, findings_of


def plan(*partitioned: str) -> str:
    queues = [f"{{queue_name: q{number}, properties: {{{each}}}}}" for number, each in enumerate(partitioned)]
    return HEAD + f"queues: [{', '.join(queues)}]\n"


YES, NO = "enable_partitioning: true", "enable_partitioning: false"


def test_one_that_is_kept_apart_from_its_neighbours_is_found() -> None:
    (finding,) = findings_of(plan(YES, YES, NO), "LS117")

    assert finding.message.startswith("q2 alone is kept from being partitioned")


def test_with_sessions_there_is_an_order_already() -> None:
    (finding,) = findings_of(plan(YES, YES, f"{NO}, enable_sessions: true"), "LS117")

    assert "its sessions keep the order already" in finding.fix


def test_what_says_nothing_meant_nothing() -> None:
    assert findings_of(plan(YES, YES, ""), "LS117") == ()


def test_where_as_many_are_whole_it_is_no_exception() -> None:
    assert findings_of(plan(YES, NO), "LS117") == ()
    assert findings_of(plan(NO, NO), "LS117") == ()
