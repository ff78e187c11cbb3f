import pytest

from longshore.findings.catalog import rule
from tests.unit.findings.plans import HEAD, script_findings_of

NAMESPACE = "az servicebus namespace create -g demo -n demo-namespace --sku Premium"
QUEUE = "az servicebus queue create -g demo --namespace-name demo-namespace"
SUBSCRIPTION = (
    "az servicebus topic subscription create -g demo --namespace-name demo-namespace --topic-name t"
)


def codes(*commands: str) -> list[tuple[int, str]]:
    found = script_findings_of(HEAD, "\n".join(commands), "LS708")
    return [(each.line, each.fix.rpartition(" ")[2]) for each in found]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("--lock-duration PT5M", None),
        ("--lock-duration PT5M1S", "LS101"),
        ("--max-size 1024", None),
        ("--max-size 51200", "LS103"),
        ("--enable-partitioning true", "LS104"),
        ("--enable-partitioning false", None),
        ("--default-message-time-to-live PT0.5S", "LS105"),
        ("--enable-duplicate-detection --duplicate-detection-history-time-window P8D", "LS106"),
        ("--max-message-size 1023", "LS109"),
        ("--lock-duration soon", None),
        ("--lock-duration $LOCK", None),
        ("--user-metadata 5", None),
    ],
)
def test_the_rules_for_plans_judge_a_script(options: str, code: str | None) -> None:
    assert codes(NAMESPACE, f"{QUEUE} -n jobs {options}") == ([(2, code)] if code else [])


def test_it_is_said_in_their_words_at_the_option() -> None:
    (found,) = script_findings_of(HEAD, f"{QUEUE} -n jobs \\\n  --lock-duration PT2H", "LS708")

    assert (found.line, found.column) == (2, 19)
    assert found.message == "a lock of PT2H on jobs, where Azure allows five minutes"
    assert found.on_azure == rule("LS101").on_azure


def test_a_partitioned_namespace_wants_partitioned_queues_also_where_nothing_is_said() -> None:
    namespace = f"{NAMESPACE} --premium-messaging-partitions 2 --capacity 2"

    assert codes(namespace, f"{QUEUE} -n jobs --enable-partitioning", f"{QUEUE} -n others") == [(3, "LS104")]


def test_without_a_namespace_of_its_own_the_script_deploys_into_the_plans() -> None:
    assert codes(f"{QUEUE} -n jobs --enable-partitioning true") == [(1, "LS104")]


def test_a_namespace_without_a_sku_is_standard() -> None:
    namespace = "az servicebus namespace create -g demo -n demo-namespace"

    assert codes(namespace, f"{QUEUE} -n jobs --enable-partitioning true --max-size 81920") == [(2, "LS103")]


def test_a_loop_tells_it_once() -> None:
    topic = "az servicebus topic create -g demo --namespace-name demo-namespace -n t"

    script = f"for x in a b; do {SUBSCRIPTION} -n $x --lock-duration PT6M; done"
    assert codes(topic, script) == [(2, "LS101")]


def test_names_that_no_plan_takes_and_names_given_twice_keep_nothing_from_being_judged() -> None:
    other = QUEUE.replace("demo-namespace", "demo-secondary")

    assert codes(f"{QUEUE} -n '@'", f"{QUEUE} -n jobs", f"{other} -n Jobs", f"{QUEUE} -n x --max-size 7") == [
        (4, "LS103")
    ]
