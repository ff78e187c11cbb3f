"""What bash makes of a word before the command gets it: quotes off, variables filled in.

A word is built of fragments. A fragment knows whether its text is what the command will get, or is left as
written because only a run can tell; and whether bash splits it at white space, as it does with what comes out
of an expansion outside quotes. File names (`*.json`) and `~` are left alone.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from tree_sitter import Node

_SPACE = re.compile(r"[ \t\n]+")
_ARRAY = re.compile(rb'"?\$\{(\w+)\[[@*]\]\}"?')
_VARIABLE = re.compile(r"\$(\w+|[^\w{(])|\$\{(\w+)(\[0\])?(?:\}|:?\?)")
_DEFAULT = re.compile(r"\$\{(\w+)(:?-)")
_BRACES = re.compile(r"\{[^{}]*(,|\.\.)[^{}]*\}")
_ESCAPED = re.compile(r"\\(\n|.)")
_ESCAPED_IN_QUOTES = re.compile(r'\\([\n"$`\\])')
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}
_LEFT_TO_A_RUN = ("arithmetic_expansion", "brace_expression", "process_substitution")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a word."""

    text: str
    known: bool = True
    splits: bool = False


Value = tuple[Fragment, ...]
"""What a variable holds, or what a word is made of."""


def text_of(value: Value) -> str:
    """Return a value's text."""
    return "".join(fragment.text for fragment in value)


def is_known(value: Value) -> bool:
    """Whether nothing of a value is left to a run."""
    return all(fragment.known for fragment in value)


class Expander:
    """Expands words with the variables set so far: each a tuple of values, of one unless it is an array.

    `visit` is told of every node whose commands run to make a word, `unread` of what is not understood.
    """

    def __init__(self, visit: Callable[[Node], None], unread: Callable[[str, Node], None]) -> None:
        self.variables: dict[str, tuple[Value, ...]] = {}
        self._visit = visit
        self._unread = unread

    def words(self, node: Node) -> list[Value]:
        """Return the words that one word as written becomes: mostly one, none if it is empty."""
        array = _ARRAY.fullmatch(node.text or b"")
        if array and (values := self.variables.get(array[1].decode())) is not None:
            return list(values)
        return _split(list(self._fragments(node)))

    def value(self, node: Node) -> Value:
        """Return what a variable gets from a word: nothing is split."""
        return tuple(replace(fragment, splits=False) for fragment in self._fragments(node))

    def _fragments(self, node: Node) -> Iterator[Fragment]:
        match node.type:
            case "string":
                yield from self._between(node, _ESCAPED_IN_QUOTES, 1)
            case "raw_string":
                yield Fragment(_text(node)[1:-1])
            case "ansi_c_string":
                yield Fragment(_ESCAPED.sub(lambda at: _ESCAPES.get(at[1], at[1]), _text(node)[2:-1]))
            case "simple_expansion" | "expansion":
                yield from self._expansion(node)
            case "command_substitution":
                self._visit(node)
                yield Fragment(_text(node), known=False)
            case kind if kind in _LEFT_TO_A_RUN:
                self._visit(node)
                self._unread(kind.replace("_", " "), node)
                yield Fragment(_text(node), known=False)
            case kind:
                if kind == "concatenation" and _BRACES.search(_unquoted(node)):
                    self._unread("brace expansion", node)
                yield from self._between(node, _ESCAPED, 0)

    def _between(self, node: Node, escaped: re.Pattern[str], quote: int) -> Iterator[Fragment]:
        """Yield a node's expansions and the text around them, which the grammar does not always name."""
        source, cursor = node.text or b"", quote
        end = len(source) - (quote if source.endswith(b'"') else 0)
        for child in node.children:
            if child.type in _PLAIN or not child.is_named:
                continue
            start = child.start_byte - node.start_byte + _leading_space(child)
            yield from _plain(source[cursor:start], escaped)
            for fragment in self._fragments(child):
                yield replace(fragment, splits=fragment.splits and not quote)
            cursor = child.end_byte - node.start_byte
        yield from _plain(source[cursor:end], escaped, quoted=bool(quote))

    def _expansion(self, node: Node) -> Iterator[Fragment]:
        written = _text(node)
        if (default := _DEFAULT.match(written)) is not None:
            yield from self._with_default(node, *default.groups())
        elif (variable := _VARIABLE.match(written)) is not None:
            values = self.variables.get(variable[1] or variable[2])
            yield from _outside_quotes(values[0] if values else (Fragment(written, known=False),))
        else:
            self._visit(node)
            self._unread(f"the expansion {written}", node)
            yield Fragment(written, known=False)

    def _with_default(self, node: Node, name: str, operator: str) -> Iterator[Fragment]:
        start = next(index for index, child in enumerate(node.children) if child.type == operator)
        # The caller of the script may have set the variable; the default is what the script says by itself.
        value = self.variables.get(name, (None,))[0]
        if value is None or (operator == ":-" and not text_of(value)):
            value = tuple(part for child in node.children[start + 1 : -1] for part in self._fragments(child))
        yield from _outside_quotes(value)


_PLAIN = ("string_content", "word", "number")


def _text(node: Node) -> str:
    return (node.text or b"").decode()[_leading_space(node) :]


def _unquoted(node: Node) -> str:
    return "".join(_text(child) if child.type in _PLAIN else "_" for child in node.children)


def _leading_space(node: Node) -> int:
    """Return how many bytes of white space the grammar takes into an expansion that follows another."""
    text = node.text or b""
    return len(text) - len(text.lstrip())


def _plain(source: bytes, escaped: re.Pattern[str], *, quoted: bool = False) -> Iterator[Fragment]:
    """Yield text outside of expansions; quotes make a word even of none."""
    if source or quoted:
        yield Fragment(escaped.sub(lambda at: "" if at[1] == "\n" else at[1], source.decode()))


def _outside_quotes(value: Sequence[Fragment]) -> Iterator[Fragment]:
    for fragment in value:
        yield replace(fragment, splits=fragment.known)


def _split(fragments: Sequence[Fragment]) -> list[Value]:
    words: list[list[Fragment]] = [[]]
    for fragment in fragments:
        parts = _SPACE.split(fragment.text) if fragment.splits else [fragment.text]
        for index, part in enumerate(parts):
            if index:
                words.append([])
            if part or not fragment.splits:
                words[-1].append(replace(fragment, text=part))
    return [tuple(word) for word in words if word]
