"""What an exporter cannot say."""

from longshore.plan.problems import Problem


class ExportError(Exception):
    """A plan with values that cannot be deployed; `problems` has each, in the order of the file."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        """Render every problem, one block each."""
        return "\n\n".join(str(problem) for problem in self.problems)
