"""From the text of a SQL filter or action to its syntax tree.

The grammar is a file of its own, `grammar.lark`. The parser is LALR: its time is linear in the text, and it
does not recurse, so no text can exhaust the stack here. The tree is built while parsing, from the bottom up.

Building the parser costs more than parsing a hundred filters; it happens at the first text, once.
"""

import math
from functools import cache, partial
from importlib.resources import files
from typing import cast

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from longshore.filters import syntax
from longshore.filters.edits import EDITABLE_NAMES, refusal_to_edit
from longshore.filters.errors import FilterEvaluationError, FilterSyntaxError
from longshore.filters.explain import explain, syntax_error
from longshore.filters.inputs import SYSTEM_PROPERTY_NAMES, system_key
from longshore.filters.like import matcher
from longshore.model.limits import MAX_ACTION_STATEMENTS, MAX_FILTER_CHARACTERS

MAX_NESTING = 100
"""Ours: a tree is compiled and evaluated by recursion, and 1,024 characters can nest 1,000 minus signs."""

_INT64_MAX = 2**63 - 1  # [ASB sql-filter: integer_constant] "stored as System.Int64"


def parse(text: str) -> syntax.Condition:
    """Return the tree of a filter; raise `FilterSyntaxError` for any text that is none."""
    if not text.strip():
        raise FilterSyntaxError("the filter is empty", 1, 1, ("a condition",))
    tree = cast("syntax.Condition", _parsed(text, "filter", "condition"))
    _check_nesting(tree, "filter")
    return tree


def parse_action(text: str) -> tuple[syntax.Statement, ...]:
    """Return the statements of an action; raise `FilterSyntaxError` for any text that is none."""
    if not text.strip():
        raise FilterSyntaxError("the action is empty", 1, 1, ("SET", "REMOVE"))
    statements = cast("tuple[syntax.Statement, ...]", _parsed(text, "action", "action"))
    if len(statements) > MAX_ACTION_STATEMENTS:
        problem = f"the action has {len(statements)} statements, {MAX_ACTION_STATEMENTS} are allowed"
        raise FilterSyntaxError(problem, 1, 1)
    for statement in statements:
        if isinstance(statement, syntax.Assignment):
            _check_nesting(statement.value, "action")
    return statements


def _parsed(text: str, whole: str, start: str) -> object:
    """Return what the start rule makes of a text; `whole` is what the text is meant to be."""
    if len(text) > MAX_FILTER_CHARACTERS:
        problem = f"the {whole} has {len(text)} characters, {MAX_FILTER_CHARACTERS} are allowed"
        raise syntax_error(problem, text, MAX_FILTER_CHARACTERS)
    try:
        text.encode("utf-8")
        return _parser().parse(text, start)
    except UnicodeEncodeError as failure:
        raise syntax_error("half of a surrogate pair is no character", text, failure.start) from None
    except UnexpectedInput as failure:
        raise explain(failure, text, whole, partial(_acceptable_after, start)) from None


def _check_nesting(tree: syntax.Node, whole: str) -> None:
    if syntax.nesting(tree) > MAX_NESTING:
        raise FilterSyntaxError(f"the {whole} is nested more than {MAX_NESTING} levels deep", 1, 1)


@cache
def _parser() -> Lark:
    grammar = files("longshore.filters").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, start=["condition", "action"], parser="lalr", transformer=_TreeBuilder())


def _acceptable_after(start: str, text: str) -> set[str]:
    """Return the names of the tokens that may follow a text, which is the beginning of a filter or action."""
    beginning = _parser().parse_interactive(text, start)
    beginning.exhaust_lexer()
    tokens: set[str] = beginning.accepts()  # type: ignore[no-untyped-call] # Lark's omission
    return tokens


def _error_at(token: Token, problem: str, expected: tuple[str, ...] = ()) -> FilterSyntaxError:
    return FilterSyntaxError(problem, token.line or 1, token.column or 1, expected)


@v_args(inline=True)
class _TreeBuilder(Transformer[Token, syntax.Condition]):
    """One method for each `-> name` of the grammar; called with what the rule kept."""

    def action(self, *statements: syntax.Statement) -> tuple[syntax.Statement, ...]:
        return statements

    def assignment(self, target: syntax.Target, value: syntax.Expression) -> syntax.Assignment:
        return syntax.Assignment(target, value)

    def removal(self, remove: Token, target: syntax.Target) -> syntax.Removal:
        if target == syntax.Target("sys", "messageid"):
            raise _error_at(remove, "a message must keep its MessageId")
        return syntax.Removal(target)

    def system_target(self, name: Token) -> syntax.Target:
        editable = tuple(EDITABLE_NAMES.values())
        key = _system_key(name, editable)
        refusal = refusal_to_edit(key)
        if refusal is not None:
            raise _error_at(name, f"sys.{_unquoted(name)} {refusal}", editable)
        return syntax.Target("sys", key)

    def user_target(self, name: Token) -> syntax.Target:
        return syntax.Target("user", _unquoted(name))

    def any_of(self, *operands: syntax.Condition) -> syntax.Any:
        return syntax.Any(operands)

    def all_of(self, *operands: syntax.Condition) -> syntax.All:
        return syntax.All(operands)

    def negate(self, _not: Token, operand: syntax.Condition) -> syntax.Not:
        return syntax.Not(operand)

    def comparison(
        self, left: syntax.Expression, symbol: Token, right: syntax.Expression
    ) -> syntax.Comparison:
        return syntax.Comparison(_COMPARATORS[symbol], left, right)

    def is_null(self, operand: syntax.Property, negation: Token | None) -> syntax.IsNull:
        return syntax.IsNull(operand, negation is not None)

    def member(
        self, operand: syntax.Expression, negation: Token | None, *choices: syntax.Expression
    ) -> syntax.In:
        return syntax.In(operand, choices, negation is not None)

    def like(
        self,
        operand: syntax.Expression,
        negation: Token | None,
        like: Token,
        pattern: syntax.Expression,
        escape: syntax.Expression | None,
    ) -> syntax.Like:
        _check_pattern(like, pattern, escape)
        return syntax.Like(operand, pattern, escape, negation is not None)

    def exists(self, operand: syntax.Property) -> syntax.Exists:
        return syntax.Exists(operand)

    def arithmetic(
        self, left: syntax.Expression, symbol: Token, right: syntax.Expression
    ) -> syntax.Arithmetic:
        return syntax.Arithmetic(_OPERATORS[symbol], left, right)

    def sign(self, symbol: Token, operand: syntax.Expression) -> syntax.Sign:
        return syntax.Sign("-" if symbol == "-" else "+", operand)

    def system_property(self, name: Token) -> syntax.Property:
        return syntax.Property("sys", _system_key(name, SYSTEM_PROPERTY_NAMES))

    def user_property(self, name: Token) -> syntax.Property:
        return syntax.Property("user", _unquoted(name).lower())

    def named_property(self, name: syntax.Expression) -> syntax.NamedProperty:
        return syntax.NamedProperty(name)

    def new_id(self) -> syntax.NewId:
        return syntax.NewId()

    def integer(self, digits: Token) -> syntax.Constant:
        number = int(digits)
        if number > _INT64_MAX:
            raise _error_at(digits, f"{digits} is larger than a 64-bit integer")
        return syntax.Constant(number)

    def double(self, digits: Token) -> syntax.Constant:
        # [ASB sql-filter: decimal_constant] "stored as System.Double", like approximate numbers
        number = float(digits)
        if math.isinf(number):
            raise _error_at(digits, f"{digits} is larger than a double")
        return syntax.Constant(number)

    def string(self, quoted: Token) -> syntax.Constant:
        return syntax.Constant(quoted[1:-1].replace("''", "'"))

    def true(self) -> syntax.Constant:
        return syntax.Constant(value=True)

    def false(self) -> syntax.Constant:
        return syntax.Constant(value=False)

    def null(self) -> syntax.Constant:
        return syntax.Constant(None)


def _unquoted(name: Token) -> str:
    """[ASB sql-filter: property_name] A closing bracket or quote within a name is doubled."""
    if name.type == "NAME":
        return str(name)
    closing = name[-1]
    return name[1:-1].replace(closing * 2, closing)


def _system_key(name: Token, expected: tuple[str, ...]) -> str:
    # [ASB sql-filter: remarks] "An attempt to access a nonexistent system property is an error."
    key = system_key(_unquoted(name))
    if key is None:
        problem = f"there is no system property {_unquoted(name)!r}"
        raise _error_at(name, problem, expected)
    return key


def _check_pattern(like: Token, pattern: syntax.Expression, escape: syntax.Expression | None) -> None:
    """Refuse now what would fail at every message: a constant pattern that is none."""
    constants = [part.value for part in (pattern, escape) if isinstance(part, syntax.Constant)]
    if any(value is not None and not isinstance(value, str) for value in constants):
        raise _error_at(like, "the pattern and the escape character of LIKE are strings")
    try:
        match constants:
            case [str() as text] if escape is None:
                matcher(text)
            case [str() as text, str() as character]:
                matcher(text, character)
    except FilterEvaluationError as error:
        raise _error_at(like, str(error)) from None


_COMPARATORS: dict[str, syntax.Comparator] = {
    "=": "=",
    "<>": "<>",
    "!=": "<>",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
}
_OPERATORS: dict[str, syntax.Operator] = {"+": "+", "-": "-", "*": "*", "/": "/", "%": "%"}
