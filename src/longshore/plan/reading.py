"""The two YAML readers: libyaml, which is fast, and ruamel.yaml, which has the last word.

libyaml reads a plan of a thousand entities thirty times as fast. But it follows YAML 1.1 in the corners,
and words its errors in its own way. So it reads only texts in which the two agree: whatever it refuses, and
whatever holds one of the corners, is read by ruamel.yaml, and so are all texts where PyYAML is missing.
"""

import re
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.reader import ReaderError

from longshore.plan.nodes import Composer, Event, Node, not_yaml
from longshore.plan.problems import PlanError
from longshore.plan.text import SourceText

try:
    from yaml import YAMLError
    from yaml._yaml import CParser

    HAS_LIBYAML = True
except ImportError:
    HAS_LIBYAML = False

# Tabs, line breaks of YAML 1.1, directives, and the mark that ends a document.
_CORNERS = re.compile(r"[\t\x85\u2028\u2029\ufeff]|(?:^|[\r\n])(?:%|\.\.\.)")
# ruamel.yaml refuses a block whose first line is blank but for spaces.
_BLOCK_AFTER_SPACES = re.compile(r"[^\r\n]*[\r\n]+ +(?:[\r\n]|\Z)")


class _CornerError(Exception):
    """The text holds what the readers may read differently."""


def root_of(yaml: YAML, text: SourceText) -> Node:
    """Return the root of the one document in a text; raises PlanError.

    `yaml` knows afterwards which version of YAML the text asks for.
    """
    try:
        node = Composer(text).root(_fast_events(text.content))
    except _CornerError:
        node = Composer(text).root(_events(yaml, text))
    if node is None:
        raise PlanError(text.problem(0, "the file is empty", "a plan, which starts with `plan: 1`"))
    return node


def _fast_events(content: str) -> Iterator[Event]:
    if not HAS_LIBYAML or _CORNERS.search(content):
        raise _CornerError
    try:
        parser = CParser(content)
        _stream, document, root = (parser.get_event() for _ in range(3))
        if type(document).__name__ == "StreamEndEvent":
            return
        if type(root).__name__ != "MappingStartEvent" or _is_corner(root, content):
            raise _CornerError
        yield root
        while (event := parser.get_event()) is not None:
            if _is_corner(event, content):
                raise _CornerError
            yield event
    except (YAMLError, UnicodeEncodeError) as error:
        raise _CornerError from error


def _is_corner(event: Event, content: str) -> bool:
    match type(event).__name__:
        case "ScalarEvent" if event.style in {"|", ">"}:
            return bool(event.tag or _BLOCK_AFTER_SPACES.match(content, event.start_mark.index))
        case "ScalarEvent" | "SequenceStartEvent" | "MappingStartEvent":
            return bool(event.tag)
        case kind:
            return kind == "DocumentStartEvent"


def _events(yaml: YAML, text: SourceText) -> Iterator[Event]:
    try:
        yield from yaml.parse(text.content)
    except MarkedYAMLError as error:
        index = error.problem_mark.index if error.problem_mark else 0
        began = f" from line {error.context_mark.line + 1}" if error.context_mark else ""
        reason = f"{error.context}{began}: {error.problem}" if error.context else error.problem
        raise not_yaml(text, index, str(reason)) from error
    except ReaderError as error:
        reason = f"the character U+{error.character:04X} is not allowed"
        raise not_yaml(text, error.position, reason) from error
