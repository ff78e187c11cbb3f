import pytest

from tests.unit.findings.plans import findings_of


def plan(units: int, more: str, sku: str = "Premium") -> str:
    return f"plan: 1\nnamespace: {{name: demo-namespace, capacity: {units}, sku: {sku}}}\n{more}"


def target(rate: int) -> str:
    return f"targets: {{throughput_msg_per_s: {rate}}}\n"


@pytest.mark.parametrize(
    ("units", "rate", "size"),
    [(4, 4_000, "4 KB"), (4, 3_500, "4.6 KB"), (1, 100_000, "0.04 KB"), (16, 4_000, "16 KB")],
)
def test_a_rate_is_as_good_as_its_messages_are_small(units: int, rate: int, size: str) -> None:
    (finding,) = findings_of(plan(units, target(rate)), "LS216")

    assert f"leave about {size} for each of them" in finding.message


@pytest.mark.parametrize(("rate", "found"), [(62, 0), (63, 1)])
def test_a_rate_that_messages_of_64_kilobytes_reach_is_no_promise(rate: int, found: int) -> None:
    assert len(findings_of(plan(1, target(rate)), "LS216")) == found


def test_a_reason_to_scale_is_judged_like_a_target_if_it_counts_messages() -> None:
    scaling = (
        "scaling:\n"
        "  - {name: a, threshold: 3500, operator: GreaterThan, unit: minutes}\n"
        "  - {name: b, threshold: 3500, operator: GreaterThan, unit: msg/s}\n"
        "  - {name: c, threshold: 0, operator: GreaterThan, unit: msg/s}\n"
    )

    assert [finding.line for finding in findings_of(plan(1, scaling), "LS216")] == [5]


def test_the_next_step_up_is_named() -> None:
    (finding,) = findings_of(plan(4, target(4_000)), "LS216")
    (last,) = findings_of(plan(16, target(4_000)), "LS216")

    assert "8 messaging units above 70 %" in finding.fix
    assert "a second namespace" in last.fix


def test_what_costs_throughput_in_this_plan_is_named() -> None:
    text = plan(
        1,
        target(4_000) + "queues: [{queue_name: jobs, properties: {enable_sessions: true}}]\n"
        "topics:\n"
        "  - topic_name: news\n"
        "    properties: {enable_duplicate_detection: true}\n"
        "    subscriptions: [{name: a, properties: {default_rule: {filter: a = 1}}}, {name: b}]\n",
    )

    (finding,) = findings_of(text, "LS216")
    assert "sessions, duplicate detection, filters and 2 copies of each event" in finding.fix


def test_other_tiers_have_limits_of_another_kind() -> None:
    assert findings_of(plan(1, target(4_000), "Standard"), "LS216") == ()
