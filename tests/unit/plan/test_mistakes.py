"""Every kind of mistake in a plan file, as the user sees it.

Each file under `mistakes/` is a plan and, after the line `# output`, what the loader says about it.
"""

from pathlib import Path

import pytest

from longshore.plan import PlanError

from .plans import plan_of

CASES = sorted((Path(__file__).parent / "mistakes").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_mistake_is_reported_where_it_stands(case: Path) -> None:
    plan, _, output = case.read_text(encoding="utf-8").partition("# output\n")

    with pytest.raises(PlanError) as caught:
        plan_of(plan)

    assert f"{caught.value}\n" == output
