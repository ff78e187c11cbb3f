import pytest

from tests.unit.findings.plans import findings_of, settled


def plan(primary: str, secondary: str, deployment: str = "") -> str:
    location = f", location: {primary}" if primary else ""
    return (
        f"plan: 1\nnamespace: {{name: demo-namespace{location}}}\n"
        f"geo_dr: {{alias: demo-alias, secondary: {{name: demo-secondary, location: {secondary}}}}}\n"
        f"{deployment}"
    )


@pytest.mark.parametrize(
    ("region", "other"),
    [
        ("Korea Central", "koreasouth"),
        ("koreasouth", "koreacentral"),
        ("southcentralus", "northcentralus"),
        ("brazilsouth", "southcentralus"),
        ("polandcentral", "westeurope"),
    ],
)
def test_the_secondary_moves_to_the_paired_region_or_to_some_other(region: str, other: str) -> None:
    geo_dr = settled(plan(region, region), "LS206").geo_dr

    assert geo_dr is not None
    assert geo_dr.secondary.location == other


def test_two_spellings_of_one_region_are_one_region() -> None:
    assert len(findings_of(plan("Korea Central", "koreacentral"), "LS206")) == 1


def test_the_deployment_s_region_counts_where_the_namespace_has_none() -> None:
    deployment = "deployment: {resource_group: demo, location: koreasouth}\n"

    assert len(findings_of(plan("", "Korea South", deployment), "LS206")) == 1


def test_two_regions_are_fine_and_so_is_one_that_is_not_known() -> None:
    assert findings_of(plan("koreacentral", "koreasouth"), "LS206") == ()
    assert findings_of(plan("", "koreasouth"), "LS206") == ()
