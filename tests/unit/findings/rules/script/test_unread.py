from tests.unit.findings.plans import HEAD, script_findings_of


def test_nothing_is_dropped_in_silence() -> None:
    script = "f() { az group show -n $1; }\naz group list | cat\naz $VERB\n"

    found = [(each.line, each.message) for each in script_findings_of(HEAD, script, "LS715")]
    assert found == [
        (1, "a function was not followed"),
        (2, "a pipe was not followed"),
        (3, "what az $VERB does was not followed"),
    ]
