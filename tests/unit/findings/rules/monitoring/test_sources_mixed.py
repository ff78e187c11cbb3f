from tests.unit.findings.plans import findings_of

from .plans import alert, alerts, criterion


def test_criteria_of_the_namespace_and_of_the_application_are_no_alert() -> None:
    both = f"criteria: [{criterion('Size')}, {criterion('Lag', more='source: application')}]"

    (finding,) = findings_of(alerts(alert("x", both)), "LS618")

    assert finding.message == "one alert looks at the namespace (Size) and at the application (Lag)"


def test_criteria_of_one_of_them_are() -> None:
    own = criterion("Lag", more="source: application")

    assert findings_of(alerts(alert("x", f"criteria: [{own}, {own}]")), "LS618") == ()
