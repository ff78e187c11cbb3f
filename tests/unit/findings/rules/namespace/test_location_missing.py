from tests.unit.findings.plans import HEAD, findings_of


def test_a_region_may_stand_in_the_deployment() -> None:
    assert findings_of(HEAD + "deployment: {resource_group: demo, location: koreacentral}\n", "LS213") == ()


def test_a_deployment_without_one_does_not_help() -> None:
    (finding,) = findings_of(HEAD + "deployment: {resource_group: demo}\n", "LS213")

    assert (finding.line, finding.edits) == (2, ())
