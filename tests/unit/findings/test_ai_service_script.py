"""What is found in the script that is to deploy the plan of the AI service, line by line."""

from pathlib import Path

from longshore.azure.cli import az_script
from longshore.findings.check import check_script
from longshore.findings.deployment import Deployment
from longshore.findings.draft import Draft
from longshore.findings.finding import Finding
from longshore.plan import load_plan
from longshore.plan.text import SourceText, decode

from .plans import ROOT

AI_SERVICE = ROOT / "plans" / "ai-service.yaml"
RESOLVED = ROOT / "tests" / "data" / "ai-service.azure.yaml"
INSTALL = ROOT / "tests" / "data" / "install.sh"

FOUND = [
    (11, "LS705"),  # the secondary namespace
    (11, "LS709"),  # no `set -e`
    (11, "LS711"),  # no `az account`
    (12, "LS710"),  # no `az group create`
    (23, "LS704"),  # the partner does not exist
    (23, "LS702"),  # {subscription-id}
    (26, "LS703"),  # a private endpoint after the pairing
    (26, "LS705"),  # the private endpoint of the secondary
    (26, "LS713"),  # no --location
    (29, "LS712"),  # the network
    (30, "LS712"),  # its subnet
    (31, "LS702"),
    (36, "LS707"),  # ai-trip-generation: the window of duplicate detection
    (41, "LS708"),  # a lock of 30 minutes
    (44, "LS708"),  # partitioned
    (46, "LS701"),  # --require-session
    (49, "LS705"),  # three queues
    (49, "LS707"),  # ai-model-training: the window of duplicate detection
    (52, "LS708"),  # a size of 51,200 MB
    (54, "LS708"),  # a lock of two hours
    (59, "LS701"),
    (62, "LS705"),  # a topic
    (62, "LS707"),  # ai-events: its time to live, its window of duplicate detection
    (66, "LS708"),  # partitioned
    (71, "LS705"),  # the private DNS zone
    (71, "LS705"),  # its link to the network
    (71, "LS705"),  # the zone group
    (71, "LS705"),  # network rules
    (71, "LS705"),  # two subscriptions
    (71, "LS705"),  # the role assignment
    (71, "LS705"),  # the shared access key
    (71, "LS705"),  # the secret
    (71, "LS705"),  # diagnostic settings
    (71, "LS705"),  # the action group
    (71, "LS705"),  # alerts
    (71, "LS705"),  # autoscale
    (71, "LS706"),  # every filter
    (71, "LS707"),  # what expires is not dead-lettered
    (75, "LS707"),  # a lock of five minutes for all
    (76, "LS707"),  # ten deliveries for all
]


def found(plan: Path, script: Path) -> tuple[Finding, ...]:
    text = decode(str(script), script.read_bytes())
    return check_script(Deployment(Draft(load_plan(plan)), text))


def test_everything_is_found_at_its_line() -> None:
    assert [(finding.line, finding.code) for finding in found(AI_SERVICE, INSTALL)] == FOUND


def test_a_finding_about_both_files_names_the_lines_of_the_plan() -> None:
    (finding,) = (each for each in found(AI_SERVICE, INSTALL) if each.line == 76)

    assert finding.message == (
        "--max-delivery-count 10 for user-service-subscription, analytics-service-subscription and"
        " notification-service-subscription, where the plan has 5, 5 and 3"
        f" (lines 114, 121 and 128 of {AI_SERVICE})"
    )


def test_the_script_that_we_export_has_nothing_wrong_with_it() -> None:
    plan = load_plan(RESOLVED)
    deployment = Deployment(Draft(plan), SourceText("azure.sh", az_script(plan)))

    assert {finding.code for finding in check_script(deployment)} == {"LS715"}  # functions, pipes
