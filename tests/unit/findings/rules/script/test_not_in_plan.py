import pytest

from tests.unit.findings.plans import HEAD, script_findings_of

PLAN = (
    HEAD
    + """\
queues: [{queue_name: orders}]
topics: [{topic_name: t, subscriptions: [{name: s}]}]
"""
)
IN = "-g demo --namespace-name demo-namespace"
QUEUE = f"az servicebus queue create {IN} -n "


@pytest.mark.parametrize(
    ("script", "names"),
    [
        (f"{QUEUE}Orders", None),
        (f"{QUEUE}order", "queue order"),
        (f"{QUEUE}$1", None),
        (f"for x in orders a b; do {QUEUE}$x; done", "queues a and b"),
        (f"az servicebus topic subscription create {IN} --topic-name t -n s", None),
        (f"az servicebus topic subscription create {IN} --topic-name orders -n s", "subscription s"),
        (
            f"az servicebus topic subscription rule create {IN} --topic-name t --subscription-name s -n r",
            "rule r",
        ),
        ("az servicebus namespace create -g demo -n other", "namespace other"),
        ("az group create -n demo -l koreacentral", None),
    ],
)
def test_what_the_plan_does_not_name_is_named(script: str, names: str | None) -> None:
    found = [each.message for each in script_findings_of(PLAN, script, "LS714")]

    assert found == ([f"the plan knows nothing of the {names}"] if names else [])
