from tests.unit.findings.plans import HEAD, findings_of


def test_every_text_is_found_once_with_all_that_it_leaves_open() -> None:
    (finding,) = findings_of(HEAD + 'service: "{a} and {b} and {a}"\n', "LS215")

    assert finding.message == "{a} and {b} are to be filled in"
    assert finding.fix == "a parameter of the deployment: a, b"


def test_keys_are_made_by_azure() -> None:
    text = HEAD + 'access_policies: [{name: all, rights: [Send], primary_key: "{auto-generated}"}]\n'

    assert findings_of(text, "LS215") == ()
