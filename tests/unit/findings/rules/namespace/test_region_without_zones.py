from tests.unit.findings.plans import findings_of

TEXT = """\
plan: 1
namespace: {{name: demo-namespace, location: {primary}}}
geo_dr:
  alias: demo-alias
  secondary:
    name: demo-secondary
    location: {secondary}
"""


def test_both_namespaces_are_looked_at_however_the_region_is_spelled() -> None:
    text = TEXT.format(primary="West US", secondary="koreasouth")

    assert [finding.line for finding in findings_of(text, "LS211")] == [2, 7]


def test_regions_with_zones_and_those_filled_in_later_are_fine() -> None:
    assert findings_of(TEXT.format(primary="koreacentral", secondary='"{region}"'), "LS211") == ()
