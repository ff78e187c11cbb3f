"""From a syntax tree to closures: what can be decided once is decided here, what is left runs per message.

Each node becomes a function of the message; a parent's function calls its children's. Nothing looks at the
tree any more when a message is judged.

Theory. Conditions are three-valued; UNKNOWN is None [ASB sql-filter: property evaluation]:

    AND | T F U      OR | T F U      NOT |
    ----+------      ---+------      ----+--
     T  | T F U       T | T T T       T  | F
     F  | F F F       F | T F U       F  | T
     U  | U F U       U | T U U       U  | U

Operands are judged from left to right, and no further than needed: FALSE AND x is FALSE, whatever x is, even
an error.
"""

from collections.abc import Callable
from uuid import UUID

from longshore.filters import syntax
from longshore.filters.arithmetic import arithmetic, signed
from longshore.filters.errors import FilterEvaluationError
from longshore.filters.inputs import FilterInput
from longshore.filters.like import Matcher, matcher
from longshore.filters.values import Truth, Value, comparison, kind_of

Judgement = Callable[[FilterInput], Truth]
Reading = Callable[[FilterInput], Value]


class Compiler:
    """Compiles conditions and expressions; `new_id` is what `newid()` calls."""

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        self._new_id = new_id

    def condition(self, node: syntax.Condition) -> Judgement:
        """Return a function that judges a message: True, False, or None for UNKNOWN."""
        match node:
            case syntax.Comparison():
                return self._comparison(node)
            case syntax.IsNull():
                return self._is_null(node)
            case syntax.In():
                return _negated_if(node.negated, self._in(node))
            case syntax.Like():
                return _negated_if(node.negated, self._like(node))
            case syntax.Exists():
                return _exists(node.operand)
            case syntax.Not():
                return _negated_if(True, self.condition(node.operand))
            case syntax.All():
                return _all([self.condition(operand) for operand in node.operands])
            case syntax.Any():
                return _any([self.condition(operand) for operand in node.operands])

    def expression(self, node: syntax.Expression) -> Reading:
        """Return a function that computes a value of a message; None is null or UNKNOWN."""
        match node:
            case syntax.Constant(value=value):
                return lambda _: value
            case syntax.Property():
                return _property(node)
            case syntax.NamedProperty():
                return self._named_property(node)
            case syntax.NewId():
                return lambda _: self._new_id()
            case syntax.Sign():
                sign, operand = signed(node.operator), self.expression(node.operand)
                return lambda message: sign(operand(message))
            case syntax.Arithmetic():
                compute = arithmetic(node.operator)
                left, right = self.expression(node.left), self.expression(node.right)
                return lambda message: compute(left(message), right(message))

    def _comparison(self, node: syntax.Comparison) -> Judgement:
        compare = comparison(node.operator)
        left = self.expression(node.left)
        if isinstance(node.right, syntax.Constant):  # most filters: a property and a constant
            constant = node.right.value
            return lambda message: compare(left(message), constant)
        right = self.expression(node.right)
        return lambda message: compare(left(message), right(message))

    def _is_null(self, node: syntax.IsNull) -> Judgement:
        # [ASB sql-filter: considerations] true "if either the property doesn't exist or its value is null"
        read = self.expression(node.operand)
        if node.negated:
            return lambda message: read(message) is not None
        return lambda message: read(message) is None

    def _in(self, node: syntax.In) -> Judgement:
        """[ASB sql-filter: IN] Like `x = a OR x = b`, so UNKNOWN when the left operand is."""
        equal = comparison("=")
        read = self.expression(node.operand)
        choices = [self.expression(choice) for choice in node.choices]

        def judge(message: FilterInput) -> Truth:
            value = read(message)
            unknown = False
            for choice in choices:
                truth = equal(value, choice(message))
                if truth:
                    return True
                unknown = unknown or truth is None
            return None if unknown else False

        return judge

    def _like(self, node: syntax.Like) -> Judgement:
        # [ASB sql-filter: LIKE] "If any operand is evaluated as unknown, then the result is unknown."
        read = self.expression(node.operand)
        matches = _constant_matcher(node)
        if matches is not None:
            return _like_constant(read, matches)
        pattern = self.expression(node.pattern)
        escape = None if node.escape is None else self.expression(node.escape)

        def judge(message: FilterInput) -> Truth:
            text, wanted = _string(read(message)), _string(pattern(message))
            mark = None if escape is None else _string(escape(message))
            if text is None or wanted is None or (escape is not None and mark is None):
                return None
            return matcher(wanted, mark)(text)

        return judge

    def _named_property(self, node: syntax.NamedProperty) -> Reading:
        name = self.expression(node.name)

        def read(message: FilterInput) -> Value:
            wanted = _string(name(message))
            return None if wanted is None else message.application.get(wanted.lower())

        return read


def _property(node: syntax.Property) -> Reading:
    name = node.name
    if node.scope == "sys":
        return lambda message: message.system.get(name)
    return lambda message: message.application.get(name)


def _exists(node: syntax.Property) -> Judgement:
    name = node.name
    if node.scope == "sys":  # AMQP does not tell an absent field from a null one [AMQP 1.4]
        return lambda message: message.system.get(name) is not None
    return lambda message: name in message.application


def _constant_matcher(node: syntax.Like) -> Matcher | None:
    """Return the matcher of a pattern that no message can change, None for any other."""
    match node.pattern, node.escape:
        case syntax.Constant(value=str() as pattern), None:
            return matcher(pattern)
        case syntax.Constant(value=str() as pattern), syntax.Constant(value=str() as escape):
            return matcher(pattern, escape)
    return None


def _like_constant(read: Reading, matches: Matcher) -> Judgement:
    def judge(message: FilterInput) -> Truth:
        text = _string(read(message))
        return None if text is None else matches(text)

    return judge


def _string(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise FilterEvaluationError(f"a string is needed, not {kind_of(value).value}")


def _negated_if(negated: bool, judge: Judgement) -> Judgement:
    if not negated:
        return judge

    def opposite(message: FilterInput) -> Truth:
        truth = judge(message)
        return None if truth is None else not truth

    return opposite


def _all(judges: list[Judgement]) -> Judgement:
    def judge_all(message: FilterInput) -> Truth:
        result: Truth = True
        for judge in judges:
            truth = judge(message)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    return judge_all


def _any(judges: list[Judgement]) -> Judgement:
    def judge_any(message: FilterInput) -> Truth:
        result: Truth = False
        for judge in judges:
            truth = judge(message)
            if truth:
                return True
            if truth is None:
                result = None
        return result

    return judge_any
