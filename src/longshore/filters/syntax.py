"""The parts of conditions and actions, as the grammar sees them: frozen values, no evaluation.

    Condition   TRUE, FALSE or UNKNOWN      Any, All, Not, Comparison, IsNull, In, Like, Exists
    Expression  a value                     Constant, Property, NamedProperty, NewId, Sign, Arithmetic
    Statement   a change of the message     Assignment, Removal

Names of properties are kept in lower case, for they are case-insensitive [ASB sql-filter: considerations];
but a new property gets its name as the statement spells it.
"""

from dataclasses import dataclass
from typing import Literal

from longshore.filters.values import Value

Comparator = Literal["=", "<>", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/", "%"]
Scope = Literal["sys", "user"]


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the filter."""

    value: Value


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the message, for `sys` under the key of `FilterInput.system`."""

    scope: Scope
    name: str


@dataclass(frozen=True, slots=True)
class NamedProperty:
    """`property(name)` or `p(name)`: the application property whose name is computed."""

    name: "Expression"


@dataclass(frozen=True, slots=True)
class NewId:
    """`newid()`: a new GUID at each evaluation."""


@dataclass(frozen=True, slots=True)
class Sign:
    """`+x` or `-x`."""

    operator: Literal["+", "-"]
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`x + y` and its kin."""

    operator: Operator
    left: "Expression"
    right: "Expression"


Expression = Constant | Property | NamedProperty | NewId | Sign | Arithmetic


@dataclass(frozen=True, slots=True)
class Comparison:
    """`x = y` and its kin; `!=` is written `<>` here."""

    operator: Comparator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class IsNull:
    """`x IS NULL`."""

    operand: Property
    negated: bool = False


@dataclass(frozen=True, slots=True)
class In:
    """`x IN (a, b)`."""

    operand: Expression
    choices: tuple[Expression, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Like:
    """`x LIKE 'a%' ESCAPE '!'`."""

    operand: Expression
    pattern: Expression
    escape: Expression | None = None
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Exists:
    """`EXISTS(x)`."""

    operand: Property


@dataclass(frozen=True, slots=True)
class Not:
    """`NOT x`."""

    operand: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """`x AND y AND z`."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """`x OR y OR z`."""

    operands: tuple["Condition", ...]


Condition = Comparison | IsNull | In | Like | Exists | Not | All | Any
Node = Condition | Expression


@dataclass(frozen=True, slots=True)
class Target:
    """The property that a statement changes: a key of `FilterInput.system`, or a name as it was spelled."""

    scope: Scope
    name: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """`SET x = y`."""

    target: Target
    value: Expression


@dataclass(frozen=True, slots=True)
class Removal:
    """`REMOVE x`."""

    target: Target


Statement = Assignment | Removal


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts that a node is directly made of, from left to right."""
    match node:
        case Constant() | Property() | NewId():
            return ()
        case NamedProperty(name=only) | Sign(operand=only):
            return (only,)
        case IsNull(operand=only) | Exists(operand=only):
            return (only,)
        case Not(operand=condition):
            return (condition,)
        case Arithmetic(left=left, right=right) | Comparison(left=left, right=right):
            return (left, right)
        case In(operand=operand, choices=choices):
            return (operand, *choices)
        case Like(operand=operand, pattern=pattern, escape=escape):
            return (operand, pattern) if escape is None else (operand, pattern, escape)
        case All(operands=operands) | Any(operands=operands):
            return operands


def nesting(root: Node) -> int:
    """Return how many nodes lie on the longest way down; it works at any depth, for it does not recurse."""
    deepest = 0
    waiting = [(root, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in children(node))
    return deepest
