"""What is found in the plan of the AI service about entities, namespaces and processing, line by line."""

from pathlib import Path

from longshore.findings.catalog import catalog
from longshore.findings.check import check
from longshore.findings.draft import Draft
from longshore.findings.finding import Finding, Target
from longshore.plan import Plan, load_plan
from longshore.plan.edits import Edit, Put

from .plans import ROOT, with_edits

AI_SERVICE = ROOT / "plans" / "ai-service.yaml"
FOLDERS = ("LS1", "LS2", "LS5")

FOUND = [
    (8, "LS214"),  # the namespace's name, for what it leaves open
    (15, "LS210"),  # alias: no messages follow it
    (17, "LS205"),  # the secondary has no size
    (18, "LS211"),  # Korea South
    (19, "LS209"),  # auto_failover: false
    (36, "LS110"),  # no entity says how large a message may be
    (40, "LS101"),  # ai-trip-generation
    (41, "LS502"),
    (43, "LS104"),
    (44, "LS118"),
    (52, "LS101"),  # ai-recommendation
    (53, "LS502"),
    (55, "LS104"),
    (62, "LS103"),  # ai-analysis
    (64, "LS101"),
    (65, "LS502"),
    (67, "LS104"),
    (68, "LS118"),
    (74, "LS103"),  # ai-model-training
    (76, "LS101"),
    (77, "LS502"),
    (79, "LS117"),
    (89, "LS502"),  # ai-batch-processing
    (91, "LS104"),
    (100, "LS104"),  # ai-events
    (110, "LS112"),  # trip-service-subscription
    (110, "LS116"),
    (117, "LS112"),  # user-service-subscription
    (117, "LS116"),
    (124, "LS112"),  # analytics-service-subscription
    (124, "LS114"),
    (124, "LS115"),
    (131, "LS112"),  # notification-service-subscription
    (131, "LS116"),
    (137, "LS104"),  # ai-model-events
    (143, "LS101"),  # model-management-subscription
    (147, "LS112"),
    (147, "LS116"),
    (154, "LS113"),  # monitoring-service-subscription
    (160, "LS215"),  # role assignment: principal_id
    (162, "LS215"),  # role assignment: scope
    (177, "LS215"),  # fallback connection string
    (194, "LS503"),  # AI.MaxProcessingTime
    (196, "LS501"),  # AI.BatchSize
    (244, "LS216"),  # scaling: 3,500 msg/s
    (264, "LS216"),  # targets: 4,000 msg/s
]

LEFT = {"LS112", "LS113", "LS114", "LS115", "LS116", "LS209", "LS210", "LS211", "LS215", "LS216"}
"""What no machine can settle: advice, and what the deployment has to fill in."""


def found(plan: Plan, target: Target = Target.AZURE) -> tuple[Finding, ...]:
    return check(Draft(plan, target), [rule for rule in catalog() if rule.code.startswith(FOLDERS)])


def settled(plan: Plan, *first: Edit) -> Plan:
    plan = with_edits(plan, first)
    return with_edits(plan, [edit for finding in found(plan) for edit in finding.edits])


def test_everything_is_found_at_its_line() -> None:
    assert [(finding.line, finding.code) for finding in found(load_plan(AI_SERVICE))] == FOUND


def test_edits_settle_everything_but_advice() -> None:
    assert {finding.code for finding in found(settled(load_plan(AI_SERVICE)))} == LEFT


def test_with_two_partitions_what_partitions_cost_stays() -> None:
    plan = settled(load_plan(AI_SERVICE), Put(("resolve", "partitions"), 2))

    assert {finding.code for finding in found(plan)} == LEFT | {"LS118", "LS501"}
    assert all(queue.properties.enable_partitioning for queue in plan.queues)
    assert plan.namespace.messaging_partitions == 2


def test_the_plan_that_was_resolved_by_hand_has_the_same_entities_namespace_and_limits() -> None:
    by_hand = load_plan(Path(__file__).parents[2] / "data" / "ai-service.azure.yaml")
    by_rules = settled(load_plan(AI_SERVICE))

    assert by_rules.queues == by_hand.queues
    assert by_rules.topics == by_hand.topics
    assert by_rules.workers == by_hand.workers
    assert by_rules.namespace.model_copy(update={"disable_local_auth": False}) == by_hand.namespace


def test_on_the_embedded_broker_only_what_is_wrong_anywhere_is_found() -> None:
    plan = load_plan(AI_SERVICE)

    assert [(finding.line, finding.code) for finding in found(plan, Target.LOCAL)] == [
        (89, "LS502"),
        (124, "LS115"),
        (194, "LS503"),
    ]
