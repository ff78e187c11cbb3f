"""What can be wrong with a filter or an action: its text, or what it asks of a message.

    ValueError
      FilterSyntaxError       the text is no filter, or no action: the rule must not be created
      FilterEvaluationError   the filter cannot judge this message: it lets nothing through;
                              or the action cannot be carried out on it

Service Bus knows both: it refuses the rule, or treats the message as a "filter evaluation exception", which
a subscription may send to its dead-letter queue (EnableDeadLetteringOnFilterEvaluationExceptions).
"""


class FilterSyntaxError(ValueError):
    """The text of a SQL filter or action is none.

    `line` and `column` count from 1 within the expression; `expected` names, in words, what could have stood
    there (it may be empty).
    """

    def __init__(self, problem: str, line: int, column: int, expected: tuple[str, ...] = ()) -> None:
        wish = f"; expected {_either(expected)}" if expected else ""
        super().__init__(f"line {line}, column {column}: {problem}{wish}")
        self.line = line
        self.column = column
        self.expected = expected


class FilterEvaluationError(ValueError):
    """A filter or an action met a value it cannot work with, such as a string where a number is needed."""


def _either(choices: tuple[str, ...]) -> str:
    """Join to "a", "a or b", "a, b or c"."""
    *most, last = choices
    return f"{', '.join(most)} or {last}" if most else last
