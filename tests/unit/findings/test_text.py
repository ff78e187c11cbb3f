"""What a person reads: one block for each finding, and a line that counts them."""

from dataclasses import replace

import pytest

from longshore.findings.finding import Evidence, Finding, Severity
from longshore.findings.text import blocks, plain, rendered, summary
from longshore.plan.edits import Put

FINDING = Finding(
    code="LS101",
    name="lock-too-long",
    severity=Severity.ERROR,
    file="plans/demo.yaml",
    line=6,
    column=22,
    source_line="      lock_duration: PT2H # long",
    width=4,
    message="a lock of PT2H on training, where Azure allows five minutes",
    on_azure="400 SubCode=40000",
    fix="PT5M, and workers that renew the lock",
    evidence=Evidence.DOCUMENTED,
    reference="a page (2022-10)",
)


def test_a_finding_shows_the_line_and_says_what_happens_how_we_know_and_what_to_do() -> None:
    assert rendered(FINDING) == (
        """\
error[LS101]: a lock of PT2H on training, where Azure allows five minutes
  --> plans/demo.yaml:6:22
   |
 6 |       lock_duration: PT2H # long
   |                      ^^^^
   = on Azure: 400 SubCode=40000
   = we know: documented, a page (2022-10)
   = fix: PT5M, and workers that renew the lock
   = more: longshore explain LS101"""
    )


def test_the_margin_is_as_wide_as_the_number_of_the_line() -> None:
    lines = rendered(replace(FINDING, line=123)).splitlines()

    assert lines[1:4] == [
        "    --> plans/demo.yaml:123:22",
        "     |",
        " 123 |       lock_duration: PT2H # long",
    ]


def test_carets_stand_under_korean_letters_which_take_two_cells() -> None:
    korean = replace(FINDING, source_line="service: 주문 서비스", column=10, width=2)

    _, _, _, shown, carets, *_ = rendered(korean).splitlines()

    assert (shown, carets) == (" 6 | service: 주문 서비스", "   |          ^^^^")


def test_a_finding_about_what_is_not_in_the_file_shows_no_line() -> None:
    assert rendered(replace(FINDING, source_line="")).splitlines()[2] == "   = on Azure: 400 SubCode=40000"


def test_long_texts_go_on_below_their_beginning() -> None:
    lines = rendered(replace(FINDING, fix="word " * 40)).splitlines()

    first, second = lines[-3:-1]
    assert first.startswith("   = fix: word word")
    assert second.startswith("          word word")
    assert max(len(line) for line in lines) <= 110


def test_an_underlined_value_can_be_longer_than_the_line() -> None:
    assert rendered(replace(FINDING, width=500)).splitlines()[4] == "   |" + " " * 22 + "^" * 11


@pytest.mark.parametrize(
    ("severity", "head"), [(Severity.WARNING, "warning[LS101]"), (Severity.NOTE, "note[LS101]")]
)
def test_the_severity_comes_first(severity: Severity, head: str) -> None:
    assert rendered(replace(FINDING, severity=severity)).startswith(head)


def test_colours_are_for_whoever_can_see_them() -> None:
    painted = rendered(FINDING, lambda text, severity: f"<{text}>" if severity is Severity.ERROR else text)

    assert painted.startswith("<error[LS101]>: a lock")
    assert "<^^^^>" in painted
    assert rendered(FINDING, plain) == rendered(FINDING)


def test_findings_stand_one_below_the_other() -> None:
    other = replace(FINDING, code="LS102")

    assert blocks([FINDING, other]) == f"{rendered(FINDING)}\n\n{rendered(other)}"


def test_what_happens_on_azure_is_said_once() -> None:
    again = replace(FINDING, line=20)

    assert blocks([FINDING, again]).splitlines()[-4:] == [
        "    |                      ^^^^",
        "    = on Azure: as in line 6",
        "    = fix: PT5M, and workers that renew the lock",
        "    = more: longshore explain LS101",
    ]


def test_what_is_different_is_said_again() -> None:
    other = replace(FINDING, line=20, on_azure="400 SubCode=40900")

    assert "= on Azure: 400 SubCode=40900" in blocks([FINDING, other])


def test_the_summary_counts_by_severity_and_says_what_can_be_settled() -> None:
    note = replace(FINDING, severity=Severity.NOTE)
    settled = replace(FINDING, edits=(Put(("plan",), 1),))

    assert summary([note, settled, note], "p.yaml") == (
        "p.yaml: 1 error, 2 notes. `longshore resolve p.yaml` settles 1 of them."
    )


def test_the_summary_promises_nothing_where_nothing_can_be_settled() -> None:
    assert summary([FINDING], "p.yaml") == "p.yaml: 1 error."


def test_the_summary_names_the_script_too() -> None:
    assert summary([FINDING], "p.yaml", "deploy.sh") == "p.yaml and deploy.sh: 1 error."


def test_nothing_found_is_said_too() -> None:
    assert summary([], "p.yaml") == "p.yaml: nothing to say."
