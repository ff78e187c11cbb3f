import pytest

from tests.unit.findings.plans import HEAD, script_findings_of

NAMESPACE = "az servicebus namespace create -g demo --sku Premium -n "
IN = "-g demo --namespace-name demo-namespace"
QUEUE = f"az servicebus queue create {IN} -n "
TOPIC = f"az servicebus topic create {IN} -n "
SUBSCRIPTION = f"az servicebus topic subscription create {IN} --topic-name events -n "
RULE = f"az servicebus topic subscription rule create {IN} --topic-name events --subscription-name all -n "
ENDPOINT = "az network private-endpoint create -g demo --subnet s --connection-name c -n "
PRIMARY = f"{ENDPOINT}one --private-connection-resource-id /subscriptions/s/providers/a/b/demo-namespace"
SECONDARY = f"{ENDPOINT}two --private-connection-resource-id /subscriptions/s/providers/a/b/demo-secondary"
PAIR = f"az servicebus georecovery-alias set {IN} --alias demo --partner-namespace demo-secondary"
GROUP = (
    "az network private-endpoint dns-zone-group create -g demo --endpoint-name one -n g --private-dns-zone z"
)


def messages(*commands: str) -> list[str]:
    return [each.message for each in script_findings_of(HEAD, "\n".join(commands), "LS703")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (QUEUE + "jobs", NAMESPACE + "demo-namespace"),
        (SUBSCRIPTION + "all", TOPIC + "events"),
        (RULE + "mine", SUBSCRIPTION + "all"),
        (QUEUE + "jobs --forward-to done", QUEUE + "done"),
        (SUBSCRIPTION + "all --forward-to done", QUEUE + "done"),
        (GROUP + "one", PRIMARY),
        (PAIR, NAMESPACE + "demo-secondary"),
    ],
)
def test_what_is_needed_comes_first(first: str, second: str) -> None:
    assert len(messages(first, second)) == 1
    assert messages(second, first) == []


def test_both_lines_are_named() -> None:
    (found,) = script_findings_of(HEAD, f"{QUEUE}jobs\n{NAMESPACE}Demo-Namespace", "LS703")

    assert found.line == 1
    assert found.message == "queue jobs is created before namespace Demo-Namespace, in line 2"


@pytest.mark.parametrize(
    ("commands", "line"),
    [
        ([PAIR, PRIMARY], 2),
        ([PAIR, PRIMARY, SECONDARY], 2),
        ([PRIMARY, PAIR], 2),
        ([PRIMARY, PAIR, SECONDARY], 2),
        ([SECONDARY, PRIMARY, PAIR], None),
        ([PRIMARY, SECONDARY, PAIR], None),
        ([PAIR, SECONDARY, PRIMARY], None),
        ([SECONDARY, PAIR, PRIMARY], None),
        ([PAIR], None),
        ([PRIMARY, SECONDARY], None),
    ],
)
def test_a_pair_has_private_endpoints_on_both_sides_or_none(commands: list[str], line: int | None) -> None:
    found = script_findings_of(HEAD, "\n".join(commands), "LS703")

    assert [each.line for each in found] == ([line] if line else [])


def test_queues_and_topics_are_created_on_the_primary() -> None:
    on_secondary = QUEUE.replace("demo-namespace", "demo-secondary") + "jobs"

    assert messages(PAIR, on_secondary) == [
        "queue jobs is created on demo-secondary, the secondary of demo-namespace"
    ]


def test_what_only_a_run_knows_is_not_judged() -> None:
    pair = f"az servicebus georecovery-alias set {IN} --alias demo --partner-namespace $PARTNER"

    assert messages(pair, PRIMARY) == []
