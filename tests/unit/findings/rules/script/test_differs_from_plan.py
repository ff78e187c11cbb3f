import pytest

from tests.unit.findings.plans import HEAD, script_findings_of

IN = "-g demo --namespace-name demo-namespace"
QUEUE = f"az servicebus queue create {IN} -n jobs"
NAMESPACE = "az servicebus namespace create -g demo -n demo-namespace"


def messages(plan: str, script: str) -> list[str]:
    found = script_findings_of(HEAD + plan, script, "LS707")
    return [each.message.rpartition(" (")[0] for each in found]


def queue(properties: str, options: str) -> list[str]:
    return messages(f"queues: [{{queue_name: jobs, properties: {{{properties}}}}}]\n", f"{QUEUE} {options}")


@pytest.mark.parametrize(
    ("properties", "options"),
    [
        ("default_message_time_to_live: PT72H", "--default-message-time-to-live P3D"),
        ("enable_sessions: false", ""),
        ("enable_sessions: true", "--enable-session"),
        ("lock_duration: PT2M", "$OPTIONS"),
        ("default_message_time_to_live: P10675199DT2H48M5.4775807S", ""),
        ("lock_duration: PT1M, max_delivery_count: 10", ""),
        ("max_message_size_in_kilobytes: 1024", ""),
        ("", "--max-message-size 2048"),
        ("duplicate_detection_history_time_window: PT1H", ""),
        ("lock_duration: PT2M", "--lock-duration $LOCK"),
    ],
)
def test_what_means_the_same_or_may_is_no_difference(properties: str, options: str) -> None:
    assert queue(properties, options) == []


@pytest.mark.parametrize(
    ("properties", "options", "said"),
    [
        ("lock_duration: PT2M", "--lock-duration PT3M", "--lock-duration PT3M, where the plan has PT2M"),
        ("lock_duration: PT2M", "", "no --lock-duration (so PT1M), where the plan has PT2M"),
        ("", "--lock-duration PT2M", "--lock-duration PT2M, where the plan has PT1M"),
        (
            "default_message_time_to_live: PT1H",
            "",
            "no --default-message-time-to-live (so no limit), where the plan has PT1H",
        ),
        (
            "enable_duplicate_detection: true, duplicate_detection_history_time_window: PT1H",
            "--enable-duplicate-detection",
            "no --duplicate-detection-history-time-window (so PT10M), where the plan has PT1H",
        ),
        ("", "--forward-to other", "--forward-to other, where the plan has none"),
        (
            "max_message_size_in_kilobytes: 2048",
            "",
            "no --max-message-size (so 1024), where the plan has 2048",
        ),
    ],
)
def test_what_is_different_is_said_with_both_values(properties: str, options: str, said: str) -> None:
    assert queue(properties, options) == [f"jobs has {said}"]


def test_a_command_has_one_finding_in_the_order_of_the_plan() -> None:
    plan = HEAD + "queues:\n  - queue_name: jobs\n    properties:\n      max_delivery_count: 3\n"
    plan += "      lock_duration: PT2M\n"

    (found,) = script_findings_of(plan, f"{QUEUE} \\\n  --max-delivery-count 5", "LS707")
    assert (found.line, found.column) == (2, 24)
    assert found.message == (
        "jobs has --max-delivery-count 5, where the plan has 3;"
        " no --lock-duration (so PT1M), where the plan has PT2M (lines 6 and 7 of plan.yaml)"
    )
    assert found.fix == "--max-delivery-count 3, --lock-duration PT2M"


def test_a_loop_has_one_finding_for_each_option_with_those_that_it_is_wrong_for() -> None:
    plan = HEAD + "topics:\n  - topic_name: events\n    subscriptions:\n"
    for name, lasts in (("a", "PT5M"), ("b", "PT3M"), ("c", "PT2M")):
        plan += f"      - {{name: {name}, properties: {{lock_duration: {lasts}, max_delivery_count: 4}}}}\n"
    command = f"az servicebus topic subscription create {IN} --topic-name events -n $x --lock-duration PT5M"

    count, lock = script_findings_of(plan, f"for x in a b c; do {command}; done", "LS707")
    assert lock.message == (
        "--lock-duration PT5M for b and c, where the plan has PT3M and PT2M (lines 7 and 8 of plan.yaml)"
    )
    assert lock.fix == "--lock-duration PT3M for b and --lock-duration PT2M for c"
    assert count.message.startswith("no --max-delivery-count (so 10) for a, b and c, where the plan has 4 (")
    assert count.fix == "--max-delivery-count 4"


def test_what_cannot_be_changed_later_is_said_so() -> None:
    plan = HEAD + "queues: [{queue_name: jobs, properties: {enable_sessions: true}}]\n"

    (found,) = script_findings_of(plan, QUEUE, "LS707")
    assert found.on_azure.endswith("and --enable-session cannot be changed afterwards")


@pytest.mark.parametrize(
    ("plan", "script", "said"),
    [
        ("", f"{NAMESPACE} --sku Premium", []),
        (
            "network_access: {default_action: Deny}\n",
            f"az servicebus namespace network-rule-set update {IN} --default-action Allow",
            ["demo-namespace has --default-action Allow, where the plan has Deny"],
        ),
        (
            "access_policies: [{name: k, rights: [Send, Listen]}]\n",
            f"az servicebus namespace authorization-rule create {IN} -n k --rights Listen Send",
            [],
        ),
        (
            "access_policies: [{name: k, rights: [Send, Listen]}]\n",
            f"az servicebus namespace authorization-rule create {IN} -n k --rights Listen",
            ["k has --rights Listen, where the plan has Send Listen"],
        ),
        (
            "alerts: [{name: a, condition: c, severity: Critical, action_group: g}]\n",
            "az monitor metrics alert create -g demo -n a --scopes s --condition c --action g",
            ["a has no --severity (so 2), where the plan has 0"],
        ),
        (
            "geo_dr: {alias: a, secondary: {name: other, location: Japan East}}\n",
            "az servicebus namespace create -g demo -n other --sku Premium -l japanwest",
            ["other has --location japanwest, where the plan has Japan East"],
        ),
    ],
)
def test_what_stands_around_the_entities_is_compared_too(plan: str, script: str, said: list[str]) -> None:
    assert messages(plan, script) == said


def test_a_namespace_is_standard_where_nothing_says_premium() -> None:
    found = script_findings_of(
        "plan: 1\nnamespace: {name: demo-namespace, sku: Premium}\n", NAMESPACE, "LS707"
    )

    assert [each.fix for each in found] == ["--sku Premium"]


def test_a_filter_is_compared_without_regard_to_space() -> None:
    plan = (
        "topics: [{topic_name: t, subscriptions: [{name: s, properties: {default_rule: {filter: a = 1}}}]}]\n"
    )
    rule = f"az servicebus topic subscription rule create {IN} --topic-name t"
    rule += " --subscription-name s -n '$Default'"

    assert messages(plan, f"{rule} --filter-sql-expression 'a  =  1'") == []
    assert messages(plan, f"{rule} --filter-sql-expression 'a = 2'") == [
        "$Default has --filter-sql-expression a = 2, where the plan has a = 1"
    ]
