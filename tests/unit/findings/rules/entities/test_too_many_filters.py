import pytest

from tests.unit.findings.plans import findings_of

from .plans import topic


@pytest.mark.parametrize(("count", "found"), [(2_000, 0), (2_001, 1)])
def test_a_topic_has_two_thousand_sql_filters_at_most(count: int, found: int) -> None:
    assert len(findings_of(topic(*["1=0"] * count), "LS122")) == found


def test_correlation_filters_are_counted_by_themselves() -> None:
    correlation = [{"correlation": {"label": "x"}}] * 1_001

    assert findings_of(topic(*["1=0"] * 1_000, *correlation), "LS122") == ()
