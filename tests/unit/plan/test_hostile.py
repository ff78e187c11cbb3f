"""Files that no person wrote: refused with a plain word, soon, and in little memory."""

import subprocess
import sys
from pathlib import Path

import pytest

from longshore.plan import PlanError, load_plan, nodes, reading

from .plans import FILE, HEAD, places, problems_of

TOO_DEEP = [(1, 1, "the file is nested too deeply")]


@pytest.fixture(params=["libyaml", "ruamel.yaml"], autouse=True)
def _with_each_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "ruamel.yaml":
        monkeypatch.setattr(reading, "HAS_LIBYAML", False)


@pytest.mark.parametrize("level", ["[", "[\n", "- ", "{a: ", "? ", "a:\n "])
def test_a_hundred_thousand_levels_are_too_deep(level: str) -> None:
    text = level * 100_000 if level != "a:\n " else "".join(f"{' ' * depth}a:\n" for depth in range(500))

    assert places(problems_of(text)) == TOO_DEEP


def test_a_hundred_levels_are_not() -> None:
    assert places(problems_of(HEAD + "a: " + "[" * 99 + "]" * 99)) == [(3, 1, "unknown key 'a'")]


def test_levels_by_way_of_aliases_count() -> None:
    links = "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 500))

    assert places(problems_of(f"a0: &a0 1\n{links}")) == TOO_DEEP


def test_nesting_does_not_crash_the_interpreter() -> None:
    program = (
        "from longshore.plan import PlanError, parse_plan\n"
        "for text in ('[' * 500_000, '{a: ' * 500_000, '- ' * 500_000):\n"
        "    try: parse_plan(text.encode(), 'plan.yaml')\n"
        "    except PlanError as error: print(error.problems[0].message)\n"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout.splitlines() == ["the file is nested too deeply"] * 3


def test_a_thousand_million_values_by_aliases_are_too_many() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 10))

    (problem,) = problems_of(f"{HEAD}l0: &l0 1\n{levels}")

    assert (problem.message, problem.expected) == ("too many values", "at most 100,000")


def test_values_are_counted_while_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "MAX_VALUES", 1_000)

    assert places(problems_of(f"{HEAD}a: [{'0,' * 10_000}")) == [(3, 3991, "too many values")]


def test_a_file_that_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)

    with pytest.raises(PlanError) as caught:
        load_plan(path)

    assert str(caught.value) == f"{path}:1:1: the file is too large\n      expected: at most 2 MiB"


def test_a_file_without_an_end_is_too_large() -> None:
    with pytest.raises(PlanError, match="the file is too large"):
        load_plan(Path("/dev/zero"))


def test_nothing_but_bytes_of_zero_is_a_problem() -> None:
    assert places(problems_of(b"\0" * 1_000)) == [(1, 1, "not YAML: the character U+0000 is not allowed")]


def test_bytes_that_are_no_text_are_a_problem() -> None:
    assert problems_of(bytes(range(256)) * 1_000)[0].message == "the byte 0x80 is not UTF-8"


def test_an_endless_line_is_shown_in_part() -> None:
    (problem,) = problems_of(HEAD + "service: " + "x" * (200_000) + ": y")

    assert "mapping values are not allowed" in problem.message
    assert len(str(problem)) < 10_000


def test_many_problems_in_one_line_share_it() -> None:
    problems = problems_of("{" + "a: 1, " * 10_000 + "}")

    assert len({id(problem.source_line) for problem in problems}) == 1


def test_an_anchor_set_ten_thousand_times_is_none_of_our_business() -> None:
    names = "".join(f"    - &x q{n}\n" for n in range(10_000))

    assert places(problems_of(f"{HEAD}application:\n  X:\n{names}")) == [(4, 3, "unknown key 'X'")]


def test_what_steers_a_terminal_is_not_passed_on() -> None:
    (problem,) = problems_of(HEAD + "a: \x1b[2J\n")

    assert problem.file == FILE
    assert "\x1b" not in str(problem)
