from longshore.findings.finding import Severity
from tests.unit.findings.plans import findings_of, settled


def plan(more: str) -> str:
    return (
        "plan: 1\nnamespace: {name: demo-namespace}\n"
        f"geo_dr: {{alias: demo-alias, secondary: {{name: demo-secondary, location: x}}{more}}}\n"
    )


def test_a_switch_that_does_not_exist_cannot_be_off() -> None:
    (finding,) = findings_of(plan(", auto_failover: false"), "LS209")

    assert (finding.severity, finding.edits) == (Severity.NOTE, ())


def test_nor_on() -> None:
    (finding,) = findings_of(plan(", auto_failover: true"), "LS209")
    geo_dr = settled(plan(", auto_failover: true"), "LS209").geo_dr

    assert finding.severity is Severity.WARNING
    assert geo_dr is not None
    assert geo_dr.auto_failover is False


def test_whoever_says_nothing_promises_nothing() -> None:
    assert findings_of(plan(""), "LS209") == ()
