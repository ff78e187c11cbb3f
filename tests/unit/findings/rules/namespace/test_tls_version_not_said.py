from tests.unit.findings.plans import HEAD, findings_of, settled


def test_version_1_2_is_written_down() -> None:
    assert settled(HEAD, "LS214").namespace.minimum_tls_version == "1.2"


def test_what_else_is_left_open_is_named() -> None:
    (finding,) = findings_of(HEAD.replace("demo-namespace", "demo-namespace, tags: {a: b}"), "LS214")

    assert finding.message.endswith("; nor `zone_redundant`")


def test_any_version_that_is_said_is_fine() -> None:
    text = HEAD.replace("demo-namespace", 'demo-namespace, minimum_tls_version: "1.0"')

    assert findings_of(text, "LS214") == ()
