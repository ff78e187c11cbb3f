from typing import Final

import pytest

from longshore.azure.cli import az_script
from longshore.azure.errors import ExportError
from longshore.plan.load import parse_plan

NAMESPACE: Final = "plan: 1\nnamespace: {name: some-namespace, location: Korea Central}\n"
ALERT: Final = "alerts:\n  - name: late\n    condition: in words\n    severity: 1\n    action_group: team\n"
CRITERION: Final = "metric_name: Size, operator: LessThan, threshold: 1, time_aggregation: Average"

CASES: Final = {
    "units": (
        "plan: 1\nnamespace:\n  name: some-namespace\n  location: westus\n  capacity: 3\n",
        5,
        "az makes no namespace with 3 messaging units",
    ),
    "units of the secondary": (
        NAMESPACE + "geo_dr:\n  alias: a\n  secondary: {name: other, location: westus, capacity: 32}\n",
        5,
        "az makes no namespace with 32 messaging units",
    ),
    "a metric that no condition can name": (
        NAMESPACE + ALERT + f"    criteria: [{{{CRITERION.replace('Size', 'a>b')}}}]\n",
        8,
        "a condition of az cannot express this `metric_name`",
    ),
}


@pytest.mark.parametrize(("plan", "line", "message"), CASES.values(), ids=CASES.keys())
def test_what_cannot_be_deployed_is_said_with_its_line(plan: str, line: int, message: str) -> None:
    with pytest.raises(ExportError) as caught:
        az_script(parse_plan(plan.encode(), "plan.yaml"))

    (problem,) = caught.value.problems
    assert (problem.line, problem.message) == (line, message)
    assert f"plan.yaml:{line}:" in str(caught.value)


def test_all_problems_come_at_once_in_the_order_of_the_file() -> None:
    plan = "plan: 1\n" + ALERT + "namespace: {name: some-namespace, capacity: 3}\n"

    with pytest.raises(ExportError) as caught:
        az_script(parse_plan(plan.encode(), "plan.yaml"))

    assert [problem.line for problem in caught.value.problems] == [4, 7]
