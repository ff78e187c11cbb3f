"""What every reader of files promises about what it refuses."""

from longshore.plan import PlanError


def told(error: PlanError, lines: int | None = None) -> None:
    """Check that problems can be shown, and that their lines are the file's."""
    assert str(error)
    assert all(problem.line >= 1 for problem in error.problems)
    assert lines is None or all(problem.line <= lines for problem in error.problems)
