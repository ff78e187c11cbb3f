import pytest

from tests.unit.findings.plans import findings_of

from .plans import alert, alerts, criterion


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (criterion("'a > b'"), "metric_name"),
        (criterion("Size", more="entities: [shop/orders, shop/returns]"), "entities"),
        (criterion("Size").replace("threshold: 0", "threshold: -1"), "threshold"),
    ],
)
def test_what_no_condition_can_say_is_found_once(written: str, key: str) -> None:
    (finding,) = findings_of(alerts(alert("x", f"criteria: [{written}]")), "LS619")

    assert finding.message.startswith(f"az cannot say this `{key}`")


def test_what_a_condition_can_say_is_not() -> None:
    assert findings_of(alerts(alert("x", f"criteria: [{criterion('Size')}]")), "LS619") == ()
