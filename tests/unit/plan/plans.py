"""Small plans for the tests."""

from longshore.plan import Plan, PlanError, Problem, parse_plan

FILE = "plan.yaml"
HEAD = "plan: 1\nnamespace: {name: demo}\n"


def plan_of(text: str) -> Plan:
    """Return the plan in a text."""
    return parse_plan(text.encode(), FILE)


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    """Return what is wrong with a plan; nothing for a good one."""
    try:
        parse_plan(text.encode() if isinstance(text, str) else text, FILE)
    except PlanError as error:
        return error.problems
    return ()


def places(problems: tuple[Problem, ...]) -> list[tuple[int, int, str]]:
    """Return line, column and message of problems."""
    return [(problem.line, problem.column, problem.message) for problem in problems]
