"""Writes a syntax tree back as a filter, with no more parentheses than it needs."""

from longshore.filters.syntax import (
    All,
    Any,
    Arithmetic,
    Comparison,
    Constant,
    Exists,
    In,
    IsNull,
    Like,
    NamedProperty,
    NewId,
    Node,
    Not,
    Property,
    Sign,
)

# Who binds tighter; a part that binds looser than its place goes into parentheses.
_ANY, _ALL, _NOT, _PREDICATE, _SUM, _PRODUCT, _SIGN, _ATOM = range(8)


def unparse(node: Node, place: int = _ANY) -> str:
    text, level = _write(node)
    return text if level >= place else f"({text})"


def _write(node: Node) -> tuple[str, int]:
    match node:
        case Any():
            return " OR ".join(unparse(operand, _ALL) for operand in node.operands), _ANY
        case All():
            return " AND ".join(unparse(operand, _NOT) for operand in node.operands), _ALL
        case Not():
            return f"NOT {unparse(node.operand, _NOT)}", _NOT
        case Comparison() | IsNull() | In() | Like() | Exists():
            return _predicate(node), _PREDICATE
        case Arithmetic(operator="+" | "-"):
            return f"{unparse(node.left, _SUM)} {node.operator} {unparse(node.right, _PRODUCT)}", _SUM
        case Arithmetic():
            return f"{unparse(node.left, _PRODUCT)} {node.operator} {unparse(node.right, _SIGN)}", _PRODUCT
        case Sign():
            return f"{node.operator}{unparse(node.operand, _SIGN)}", _SIGN
        case Constant() | Property() | NamedProperty() | NewId():
            return _atom(node), _ATOM


def _predicate(node: Comparison | IsNull | In | Like | Exists) -> str:
    match node:
        case Comparison():
            return f"{unparse(node.left, _SUM)} {node.operator} {unparse(node.right, _SUM)}"
        case IsNull():
            return f"{_atom(node.operand)} IS {'NOT ' * node.negated}NULL"
        case In():
            choices = ", ".join(unparse(choice, _SUM) for choice in node.choices)
            return f"{unparse(node.operand, _SUM)} {'NOT ' * node.negated}IN ({choices})"
        case Like():
            escape = "" if node.escape is None else f" ESCAPE {unparse(node.escape, _SUM)}"
            pattern = unparse(node.pattern, _SUM)
            return f"{unparse(node.operand, _SUM)} {'NOT ' * node.negated}LIKE {pattern}{escape}"
        case Exists():
            return f"EXISTS({_atom(node.operand)})"


def _atom(node: Constant | Property | NamedProperty | NewId) -> str:
    match node:
        case Constant(value=str() as text):
            return "'" + text.replace("'", "''") + "'"
        case Constant(value=None):
            return "NULL"
        case Constant(value=value):
            return str(value)
        case Property():
            name = node.name.replace("]", "]]")
            return f"{node.scope}.[{name}]"
        case NamedProperty():
            return f"property({unparse(node.name, _SUM)})"
        case NewId():
            return "newid()"
