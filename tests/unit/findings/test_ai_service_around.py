"""What is found in the plan of the AI service about network, access and monitoring, line by line."""

from longshore.findings.catalog import catalog
from longshore.findings.check import check
from longshore.findings.draft import Draft
from longshore.findings.finding import Finding, Target
from longshore.plan import Plan, load_plan

from .plans import ROOT, with_edits

AI_SERVICE = ROOT / "plans" / "ai-service.yaml"
FOLDERS = ("LS3", "LS4", "LS6")

FOUND = [
    (17, "LS306"),  # the secondary has no private endpoint
    (25, "LS305"),  # the DNS zone leads nowhere
    (28, "LS310"),  # network access, which Geo-DR does not copy
    (29, "LS302"),  # default_action: nothing closes the public endpoint
    (30, "LS304"),  # trusted services
    (33, "LS301"),  # 10.0.0.0/16
    (157, "LS403"),  # SystemAssigned
    (161, "LS402"),  # Data Owner
    (162, "LS401"),  # a role on the primary alone
    (174, "LS411"),  # connection endpoint
    (175, "LS404"),  # managed identity, and keys
    (177, "LS411"),  # fallback connection string
    (181, "LS411"),  # the application's namespace
    (183, "LS413"),  # a secret that nothing makes
    (183, "LS412"),
    (199, "LS612"),  # log workspace
    (199, "LS613"),
    (202, "LS603"),  # AI Processing Queue Depth
    (203, "LS609"),  # 5000, and 3000
    (206, "LS602"),  # AI Processing Duration
    (207, "LS609"),  # 30 minutes, and 25
    (210, "LS603"),  # Model Training Queue Depth
    (213, "LS601"),  # Total of a gauge
    (214, "LS603"),  # Dead Letter Message Count
    (215, "LS609"),  # 5, and 0
    (217, "LS601"),
    (218, "LS602"),  # GPU Utilization
    (225, "LS604"),  # AI Processing Backlog
    (225, "LS608"),
    (226, "LS607"),
    (227, "LS610"),  # the action group
    (229, "LS602"),  # AI Processing Timeout
    (229, "LS604"),
    (230, "LS607"),
    (233, "LS604"),  # Model Training Failed
    (234, "LS607"),
    (237, "LS604"),  # AI Service Unavailable
    (237, "LS605"),
    (237, "LS606"),
    (238, "LS607"),
    (242, "LS614"),  # scaling
]

LEFT = {"LS304", "LS310", "LS402", "LS403", "LS412", "LS613"}
"""What no machine can settle: advice."""


def found(plan: Plan, target: Target = Target.AZURE) -> tuple[Finding, ...]:
    return check(Draft(plan, target), [rule for rule in catalog() if rule.code.startswith(FOLDERS)])


def settled(plan: Plan) -> Plan:
    """Return the plan after the edits, and those of what they lead to."""
    while edits := [edit for finding in found(plan) for edit in finding.edits]:
        plan = with_edits(plan, edits)
    return plan


def test_everything_is_found_at_its_line() -> None:
    assert [(finding.line, finding.code) for finding in found(load_plan(AI_SERVICE))] == FOUND


def test_edits_settle_everything_but_advice() -> None:
    assert {finding.code for finding in found(settled(load_plan(AI_SERVICE)))} == LEFT


def test_the_plan_that_was_resolved_by_hand_says_the_same_of_everything_around_the_entities() -> None:
    by_hand = load_plan(ROOT / "tests" / "data" / "ai-service.azure.yaml").model_dump()
    by_rules = settled(load_plan(AI_SERVICE)).model_dump()

    others = {"namespace", "geo_dr", "queues", "topics", "workers"}
    assert {key: by_rules[key] for key in by_rules.keys() - others} == {
        key: by_hand[key] for key in by_hand.keys() - others
    }
    assert (
        by_rules["geo_dr"]["secondary"]["private_endpoint"]
        == (by_hand["geo_dr"]["secondary"]["private_endpoint"])
    )


def test_on_the_embedded_broker_only_what_is_wrong_anywhere_is_found() -> None:
    findings = found(load_plan(AI_SERVICE), Target.LOCAL)

    assert [(finding.line, finding.code) for finding in findings] == [
        (203, "LS609"),
        (207, "LS609"),
        (215, "LS609"),
    ]
