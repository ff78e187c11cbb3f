import pytest

from tests.unit.findings.plans import findings_of, settled


def plan(location: str, secondary_location: str) -> str:
    return (
        "plan: 1\nnamespace: {name: demo-namespace, location: Korea Central}\n"
        "geo_dr: {alias: demo-alias, secondary: {name: demo-secondary, location: Korea South}}\n"
        f"deployment: {{resource_group: demo, location: {location},"
        f" secondary_location: {secondary_location}}}\n"
    )


def test_each_region_of_the_deployment_follows_its_namespace() -> None:
    text = plan("japaneast", "Japan West")

    assert len(findings_of(text, "LS212")) == 2
    deployment = settled(text, "LS212").deployment
    assert deployment is not None
    assert (deployment.location, deployment.secondary_location) == ("koreacentral", "koreasouth")


@pytest.mark.parametrize("location", ["koreacentral", "Korea Central", '"{region}"'])
def test_spellings_of_one_region_and_what_is_filled_in_are_fine(location: str) -> None:
    assert findings_of(plan(location, "koreasouth"), "LS212") == ()
