"""How a problem looks on a terminal."""

from longshore.plan import PlanError, Problem


def test_a_problem_shows_place_line_caret_and_expectation() -> None:
    problem = Problem("plan.yaml", 12, 7, "      key: 1", "unknown key 'key'", "keys")

    assert str(problem).splitlines() == [
        "plan.yaml:12:7: unknown key 'key'",
        "   12 |       key: 1",
        "      |       ^",
        "      expected: keys",
    ]


def test_the_caret_stands_below_its_character_behind_korean_letters() -> None:
    problem = Problem("plan.yaml", 1, 4, "주문: x", "m", "e")

    assert str(problem).splitlines()[2] == "      |      ^"


def test_the_caret_stands_below_its_character_behind_tabs() -> None:
    problem = Problem("plan.yaml", 1, 3, "a\tb", "m", "e")

    assert str(problem).splitlines()[2] == "      |  \t^"


def test_long_line_numbers_widen_the_margin() -> None:
    problem = Problem("plan.yaml", 1_234_567, 1, "a", "m", "e")

    assert str(problem).splitlines()[1:3] == ["1234567 | a", "        | ^"]


def test_a_problem_without_a_line_shows_none() -> None:
    problem = Problem("plan.yaml", 1, 1, "", "the file is empty", "a plan")

    assert str(problem) == "plan.yaml:1:1: the file is empty\n      expected: a plan"


def test_an_error_holds_its_problems() -> None:
    one = Problem("plan.yaml", 1, 1, "", "a", "b")
    two = Problem("plan.yaml", 2, 1, "", "c", "d")

    assert PlanError(one, two).problems == (one, two)
