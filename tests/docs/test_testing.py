"""The guide to the test kit: what it shows as a test is one, and passes."""

import re
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
SETTINGS = """
[pytest]
addopts = --strict-markers -p no:hypothesispytest
filterwarnings = error
asyncio_default_fixture_loop_scope = function
servicebus_short_naps = true
"""


def shown_in(document: str) -> list[str]:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / document).read_text(), re.DOTALL)
    return [block for block in blocks if "def test_" in block]


@pytest.mark.parametrize("example", [*shown_in("docs/testing.md"), *shown_in("README.md")])
def test_an_example_runs_unchanged(pytester: pytest.Pytester, example: str) -> None:
    pytester.makeini(SETTINGS)
    pytester.makepyfile(example)
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_the_guide_has_a_first_test_and_three_examples() -> None:
    assert len(shown_in("docs/testing.md")) == 4


def test_the_example_without_pytest_runs_unchanged(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(
        r"## Without pytest\n\n```python\n(.*?)```", (ROOT / "docs/testing.md").read_text(), re.DOTALL
    )
    exec(example, {})  # noqa: S102  # our own words
    assert capsys.readouterr().out.startswith("Endpoint=sb://127.0.0.1:")
