"""From a script's text to the calls of az in it, in the order they run.

tree-sitter's grammar of bash gives the tree; this walks it as bash would, without running anything. Variables
are followed, `for` over words is unrolled, both sides of a choice are read. What depends on a run stays
symbolic, and what is not followed is named in `Script.unread`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import pairwise
from typing import Final

import tree_sitter_bash
from tree_sitter import Language, Node, Parser

from longshore.azure.script.commands import Command, Script, Setting, Unread, Word, split_options
from longshore.azure.script.expansion import Expander, Fragment, Value, is_known, text_of
from longshore.plan.problems import PlanError, Position
from longshore.plan.text import SourceText

# Loops in loops, and variables made of themselves, let a small file say more than memory holds.
_MAX_STEPS: Final = 300_000
_MAX_CHARACTERS: Final = 10_000  # of one variable

_REMARK = re.compile(rb"`#[^`\n]*`(?=[ \t]*\\\n)")
"""A comment amid a command's lines. The grammar takes its second backtick for the comment's."""

_UNREAD: Final = {
    "function_definition": "a function",
    "while_statement": "a while or until loop",
    "c_style_for_statement": "a for loop that counts",
    "case_statement": "case",
    "pipeline": "a pipe",
}
_SET_BY_COMMAND: Final = ("read", "mapfile", "readarray", "getopts")
_NOT_FOLLOWED: Final = ("eval", "source", ".", "trap", "break", "continue")
_SETTINGS: Final = {"e": "errexit", "u": "nounset", "x": "xtrace"}


def read_script(text: SourceText) -> Script:
    """Return the az commands of a bash script; raises PlanError where it is nested or unrolls too far."""
    reader = _Reader(text)
    try:
        reader.read()
    except RecursionError as error:
        problem = text.problem(0, "the script is nested too deeply", "a script a person can read")
        raise PlanError(problem) from error
    return reader.script()


@lru_cache
def _language() -> Language:
    return Language(tree_sitter_bash.language())


class _Reader:
    """Walks the tree once; what it has found lies in the lists, what holds at this point in the rest."""

    def __init__(self, text: SourceText) -> None:
        self._text = text
        self._lines = text.content.encode().split(b"\n")
        self._commands: list[Command] = []
        self._settings: list[Setting] = []
        self._unread: list[Unread] = []
        self._assigned: dict[str, Position] = {}
        self._steps = 0
        self._conditional = False
        self._loop: dict[str, str] = {}
        self._expander = Expander(self._visit_children, self._note)

    def read(self) -> None:
        source = _REMARK.sub(lambda remark: b" " * len(remark[0]), self._text.content.encode())
        first = self._lines[0].decode()
        if first.startswith("#!"):
            self._set(first.split()[1:], Position(self._text.file, 1, 1))
        root = Parser(_language()).parse(source).root_node
        for node in _broken(root):
            self._note("what is not bash", node)
        self._visit(root)

    def script(self) -> Script:
        variables = {
            name: Word(" ".join(map(text_of, values)), all(map(is_known, values)), self._assigned[name])
            for name, values in self._expander.variables.items()
        }
        # A loop's body is walked more than once.
        unread = sorted(set(self._unread), key=lambda each: (each.position.line, each.position.column))
        return Script(tuple(self._commands), variables, tuple(self._settings), tuple(unread))

    def _visit(self, node: Node) -> None:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise PlanError(
                self._text.problem(0, "the script unrolls too far", f"at most {_MAX_STEPS:,} steps")
            )
        match node.type:
            case "command":
                self._command(node, ())
            case "redirected_statement":
                self._redirected(node)
            case "variable_assignment":
                self._assignment(node)
            case "for_statement":
                self._for(node)
            case "list":
                self._visit(node.children[0])
                self._branches([node.children[1:]])
            case "if_statement":
                self._if(node)
            case "subshell":
                with self._restored():
                    self._visit_children(node)
            case kind if kind in _UNREAD:
                self._unfollowed(node, _UNREAD[kind])
            case "ERROR":
                self._branches([node.children])
            case _:
                self._visit_children(node)

    def _visit_children(self, node: Node) -> None:
        for child in node.children:
            if child.type == "&" and node.type in {"program", "do_group", "compound_statement"}:
                self._note("a command in the background", child)
            self._visit(child)

    def _unfollowed(self, node: Node, what: str) -> None:
        """Name what is not followed; of a pipe, only what an az command takes part in matters."""
        pipe = node.type == "pipeline"
        if not pipe or re.search(rb"\baz\b", node.text or b""):
            self._note(what, node)
        if pipe:
            self._visit_children(node)
        else:
            self._branches([node.children])

    def _redirected(self, node: Node) -> None:
        body, *redirects = node.named_children
        # The grammar takes the words after `2>&1` for further destinations.
        words = [more for each in redirects for more in each.children_by_field_name("destination")[1:]]
        if body.type == "command":
            self._command(body, words)
        else:
            self._visit(body)
        for redirect in redirects:
            self._visit_children(redirect)

    def _command(self, node: Node, more: Sequence[Node]) -> None:
        name = node.child_by_field_name("name")
        parts = [*(name.children if name else ()), *node.children_by_field_name("argument"), *more]
        words = [word for part in parts for word in self._words(part)]
        for child in node.named_children:
            if child.type == "variable_assignment" or "redirect" in child.type:
                self._visit_children(child)
        if not words:
            return
        called, *arguments = words
        program = called.text.rpartition("/")[2]
        if program == "az":
            self._az(node, arguments)
        elif program == "set":
            self._set([word.text for word in arguments], self._position(node))
        elif program in _SET_BY_COMMAND:
            self._forget(word.text for word in arguments)
        elif program in _NOT_FOLLOWED or not called.known or "az" in {word.text for word in arguments}:
            self._note(f"what {called.text} does", node)

    def _az(self, node: Node, arguments: Sequence[Word]) -> None:
        words, written = split_options(arguments)
        if not all(word.known for word in arguments[: len(words)]):
            self._note(f"what az {' '.join(words)} does", node)
            return
        source = (node.text or b"").decode()
        errexit = next((each.on for each in reversed(self._settings) if each.name == "errexit"), False)
        place = self._position(node)
        command = Command(words, written, place, source, self._conditional, errexit, dict(self._loop))
        self._commands.append(command)

    def _set(self, flags: Sequence[str], place: Position) -> None:
        """Follow `set -euo pipefail` and its like; `+` switches off."""
        for flag, argument in pairwise([*flags, ""]):
            if flag[:1] not in {"-", "+"} or flag == "--":
                continue
            names = [_SETTINGS[letter] for letter in flag[1:] if letter in _SETTINGS]
            names += [argument] if "o" in flag and argument else []
            self._settings += [Setting(name, flag[0] == "-", place) for name in names]

    def _assignment(self, node: Node) -> None:
        name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if name is None or name.type == "subscript":
            self._note("an array's element", node)
            return
        values: tuple[Value, ...] = ((Fragment(""),),)
        if value is not None and value.type == "array":
            values = tuple(word for part in value.named_children for word in self._expander.words(part))
        elif value is not None:
            values = (self._expander.value(value),)
        if any(child.type == "+=" for child in node.children):
            before = self._expander.variables.get(_source(name), ())
            is_array = value is not None and value.type == "array"
            values = (*before, *values) if is_array else (sum((*before[:1], *values), ()),)
        self._assign(_source(name), values, node)

    def _assign(self, name: str, values: tuple[Value, ...], node: Node) -> None:
        if sum(len(fragment.text) + 1 for value in values for fragment in value) > _MAX_CHARACTERS:
            index = len(self._text.content.encode()[: node.start_byte].decode())
            expected = f"at most {_MAX_CHARACTERS:,} characters"
            raise PlanError(self._text.problem(index, f"the variable {name} grows too long", expected))
        self._expander.variables[name] = values
        self._assigned[name] = self._position(node)

    def _for(self, node: Node) -> None:
        variable = _source(node.child_by_field_name("variable"))
        body = node.child_by_field_name("body")
        values = [
            word for part in node.children_by_field_name("value") for word in self._expander.words(part)
        ]
        if not any(child.type == "in" for child in node.children):
            values = [(Fragment("$@", known=False),)]
        for value in values:
            self._assign(variable, (value,), node)
            outer, self._loop = self._loop, {**self._loop, variable: text_of(value)}
            if node.children[0].type == "for" and is_known(value):
                self._visit_body(body)
            else:
                self._note("a loop over what only a run knows", node)
                self._branches([[body] if body else []])
            self._loop = outer

    def _visit_body(self, body: Node | None) -> None:
        if body is not None:
            self._visit_children(body)

    def _if(self, node: Node) -> None:
        """Read the first test, which always runs, then every branch from the same start."""
        clauses = ("elif_clause", "else_clause")
        then = next((index for index, child in enumerate(node.children) if child.type == "then"), 0)
        for child in node.children[:then]:
            self._visit(child)
        rest = node.children[then:]
        self._branches(
            [
                [child for child in rest if child.type not in clauses],
                *([child] for child in rest if child.type in clauses),
            ]
        )

    def _branches(self, branches: Iterable[Sequence[Node]]) -> None:
        """Read each as if it ran; what any of them sets is known to none of the commands after them."""
        outer, self._conditional = self._conditional, True
        changed: set[str] = set()
        for branch in branches:
            with self._restored() as before:
                for child in branch:
                    self._visit(child)
                after = self._expander.variables
                changed |= {name for name, values in after.items() if before.get(name) != values}
        self._forget(changed)
        self._conditional = outer

    @contextmanager
    def _restored(self) -> Iterator[dict[str, tuple[Value, ...]]]:
        before = self._expander.variables
        self._expander.variables = dict(before)
        yield before
        self._expander.variables = before

    def _forget(self, names: Iterable[str]) -> None:
        for name in names:
            self._expander.variables.pop(name, None)

    def _words(self, node: Node) -> list[Word]:
        place = self._position(node)
        return [Word(text_of(value), is_known(value), place) for value in self._expander.words(node)]

    def _note(self, what: str, node: Node) -> None:
        self._unread.append(Unread(what, self._position(node)))

    def _position(self, node: Node) -> Position:
        row, column = node.start_point
        return Position(self._text.file, row + 1, len(self._lines[row][:column].decode()) + 1)


def _broken(node: Node) -> Iterator[Node]:
    """Yield what the grammar could not place, and what it misses."""
    if node.is_error or node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from _broken(child)


def _source(node: Node | None) -> str:
    return (node.text or b"").decode() if node else ""
