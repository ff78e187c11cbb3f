"""A second, naive judge of messages: it walks the tree, reads tables, and shares no code with the compiler.

It knows the kinds of values that `trees.py` draws: integers, doubles, strings, booleans and null.
"""

from fractions import Fraction

from longshore.filters import FilterInput, Value
from longshore.filters.syntax import (
    All,
    Any,
    Arithmetic,
    Comparison,
    Condition,
    Constant,
    Exists,
    Expression,
    In,
    IsNull,
    Like,
    NamedProperty,
    NewId,
    Not,
    Property,
    Sign,
)
from longshore.filters.values import Truth

from .messages import ID

T, F, U = True, False, None
AND = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U}
NOT = {T: F, F: T, U: U}


class Unjudgeable(Exception):  # noqa: N818 - an outcome here, not an error
    """The filter cannot judge this message."""


class Beyond(Exception):  # noqa: N818 - as above
    """The oracle does not know infinite doubles, nor what is no number."""


def judge(node: Condition, message: FilterInput) -> Truth:
    match node:
        case All():
            return _fold(node.operands, message, AND, F)
        case Any():
            return _fold(node.operands, message, OR, T)
        case Not():
            return NOT[judge(node.operand, message)]
        case Comparison():
            return _compare(node.operator, read(node.left, message), read(node.right, message))
        case IsNull():
            return (read(node.operand, message) is None) != node.negated
        case Exists():
            return _exists(node.operand, message)
        case In():
            found = judge(
                Any(tuple(Comparison("=", node.operand, choice) for choice in node.choices)), message
            )
            return NOT[found] if node.negated else found
        case Like():
            found = _like(node, message)
            return NOT[found] if node.negated else found


def _fold(
    operands: tuple[Condition, ...],
    message: FilterInput,
    table: dict[tuple[Truth, Truth], Truth],
    final: Truth,
) -> Truth:
    result = judge(operands[0], message)
    for operand in operands[1:]:
        if result is final:
            break
        result = table[result, judge(operand, message)]
    return result


def _exists(node: Property, message: FilterInput) -> bool:
    if node.scope == "sys":
        return read(node, message) is not None
    return node.name in message.application


def read(node: Expression, message: FilterInput) -> Value:
    match node:
        case Constant():
            return node.value
        case Property():
            return (message.system if node.scope == "sys" else message.application).get(node.name)
        case NamedProperty():
            name = _string(read(node.name, message))
            return None if name is None else message.application.get(name.lower())
        case NewId():
            return ID
        case Sign():
            value = _number(read(node.operand, message))
            return None if value is None else _int64(-value if node.operator == "-" else value)
        case Arithmetic():
            return _compute(node.operator, read(node.left, message), read(node.right, message))


def _string(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise Unjudgeable


def _number(value: Value) -> int | float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise Unjudgeable


def _int64(number: float) -> int | float:
    if isinstance(number, float):
        return number
    return int.from_bytes((number % 2**64).to_bytes(8, "big"), "big", signed=True)


def _compare(operator: str, left: Value, right: Value) -> Truth:
    if left is None or right is None:
        return None
    kinds = {type(left), type(right)}
    if kinds == {int, float}:
        left, right = float(_number(left) or 0), float(_number(right) or 0)
    elif len(kinds) == 2:
        raise Unjudgeable
    if operator in {"=", "<>"}:
        return (left == right) == (operator == "=")
    if not isinstance(left, int | float | str) or isinstance(left, bool):
        raise Unjudgeable
    less, equal = left < right, left == right  # type: ignore[operator] # one kind, see above
    return {"<": less, "<=": less or equal, ">": not less and not equal, ">=": not less}[operator]


def _compute(operator: str, left: Value, right: Value) -> Value:
    if left is None or right is None:
        return None
    if operator == "+" and str in {type(left), type(right)}:
        if float in {type(left), type(right)}:
            raise Unjudgeable
        return str(left) + str(right)
    one, other = _number(left), _number(right)
    if one is None or other is None:
        raise Unjudgeable
    if operator in {"/", "%"} and other == 0:
        raise Beyond if float in {type(one), type(other)} else Unjudgeable
    exact = {
        "+": lambda: Fraction(one) + Fraction(other),
        "-": lambda: Fraction(one) - Fraction(other),
        "*": lambda: Fraction(one) * Fraction(other),
        "/": lambda: Fraction(one) / Fraction(other),
        "%": lambda: Fraction(one) - Fraction(other) * int(Fraction(one) / Fraction(other)),
    }[operator]()
    return _double(exact) if float in {type(one), type(other)} else _int64(int(exact))


def _double(exact: Fraction) -> float:
    try:
        return float(exact)
    except OverflowError:
        raise Beyond from None


def _like(node: Like, message: FilterInput) -> Truth:
    text, pattern = _string(read(node.operand, message)), _string(read(node.pattern, message))
    escape = None if node.escape is None else _string(read(node.escape, message))
    if text is None or pattern is None or (node.escape is not None and escape is None):
        return None
    return matches(text, _elements(pattern, escape))


def _elements(pattern: str, escape: str | None) -> list[tuple[str, bool]]:
    """List each character of a pattern, and whether it is a wildcard."""
    if escape is not None and len(escape) != 1:
        raise Unjudgeable
    elements = []
    index = 0
    while index < len(pattern):
        escaped = pattern[index] == escape
        index += escaped
        if escaped and pattern[index : index + 1] not in {"%", "_", escape}:
            raise Unjudgeable
        elements.append((pattern[index], not escaped and pattern[index] in "%_"))
        index += 1
    return elements


def matches(text: str, elements: list[tuple[str, bool]]) -> bool:
    if not elements:
        return not text
    (character, wild), *rest = elements
    if wild and character == "%":
        return any(matches(text[skip:], rest) for skip in range(len(text) + 1))
    return text != "" and (wild or text[0] == character) and matches(text[1:], rest)
