"""What must hold for any script."""

from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.azure.script.az_table import az_table
from longshore.findings.check import check_script
from longshore.findings.deployment import Deployment
from longshore.findings.draft import Draft
from longshore.plan import load_plan
from longshore.plan.text import SourceText

from .plans import ROOT

DRAFT = Draft(load_plan(ROOT / "plans" / "ai-service.yaml"))
OPTIONS = sorted({option.names[0] for options in az_table().commands.values() for option in options})
NAMES = ["ai-servicebus-prod", "ai-servicebus-prod-secondary", "ai-events", "ai-analysis", "$Default"]
VALUES = [*NAMES, "true", "PT2H", "51200", "{id}", "$X", '"$@"', "@", "한국", "a,b", "$(az group show -n x)"]
COMMANDS = st.builds(
    lambda name, options: " ".join(["az", name, *(f"{key} {value}" for key, value in options)]),
    st.sampled_from(sorted(az_table().commands)),
    st.lists(st.tuples(st.sampled_from(OPTIONS), st.sampled_from(VALUES)), max_size=6),
)
FRAMES = ["{}", "if {}; then :; fi", "{} || exit 1", "for x in a b; do {}; done", "f() {{ {}; }}", "X=$({})"]
LINES = st.builds(lambda frame, command: frame.format(command), st.sampled_from(FRAMES), COMMANDS)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=6))
def test_whatever_a_script_says_each_finding_is_in_it(lines: list[str]) -> None:
    deployment = Deployment(DRAFT, SourceText("deploy.sh", "\n".join(lines)))

    for finding in check_script(deployment):
        assert 1 <= finding.line <= max(1, len(lines))
        assert finding.column - 1 + finding.width <= max(1, len(finding.source_line))
