from tests.unit.findings.plans import HEAD, findings_of

GEO_DR = "geo_dr: {alias: demo-alias, secondary: {name: demo-secondary, location: x}}\n"


def test_a_pair_without_network_access_has_nothing_to_copy() -> None:
    assert findings_of(HEAD + GEO_DR, "LS310") == ()


def test_it_is_said_at_the_section() -> None:
    (finding,) = findings_of(f"{HEAD}{GEO_DR}network_access: {{default_action: Allow}}\n", "LS310")

    assert (finding.line, finding.column) == (4, 1)
