import pytest

from tests.unit.findings.plans import findings_of

from .plans import policies


@pytest.mark.parametrize(("count", "found"), [(12, 0), (13, 1)])
def test_twelve_are_enough(count: int, found: int) -> None:
    text = policies(*(f"{{name: p{each}, rights: [Send]}}" for each in range(count)))

    assert len(findings_of(text, "LS409")) == found
