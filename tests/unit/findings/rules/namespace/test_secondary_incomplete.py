from tests.unit.findings.plans import findings_of, settled

GEO_DR = "geo_dr: {alias: demo-alias, secondary: {name: demo-secondary, location: koreasouth}}\n"


def test_the_secondary_is_as_large_as_the_primary() -> None:
    plan = settled("plan: 1\nnamespace: {name: demo-namespace, capacity: 8}\n" + GEO_DR, "LS205")

    assert plan.geo_dr is not None
    assert plan.geo_dr.secondary.capacity == 8


def test_a_size_of_its_own_is_fine() -> None:
    text = "plan: 1\nnamespace: {name: demo-namespace, capacity: 8}\n" + GEO_DR

    assert findings_of(text.replace("koreasouth", "koreasouth, capacity: 1"), "LS205") == ()


def test_other_tiers_have_no_size() -> None:
    assert findings_of("plan: 1\nnamespace: {name: demo-namespace, sku: Standard}\n" + GEO_DR, "LS205") == ()
