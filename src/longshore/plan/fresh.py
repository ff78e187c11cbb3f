"""The text of a plan that has none yet: read from another format, or made."""

from collections.abc import Iterator, Mapping
from typing import Final

from longshore.plan.document import Plan
from longshore.plan.edits import Marked, Put
from longshore.plan.rewriting.writing import New, Style, entry
from longshore.plan.source import Tree

_STYLE: Final = Style(step=2, dash=2, is_json=False)
_UNMARKED: Final = Marked(Put((), None), "", "")


def plan_yaml(sections: Mapping[str, Tree]) -> str:
    """Return the file of a plan with these sections, in the plan's order; `plan: 1` needs no saying."""
    return "".join(f"{line}\n" for line in _lines({**sections, "plan": 1}))


def _lines(sections: Mapping[str, Tree]) -> Iterator[str]:
    for key in Plan.model_fields:
        if key in sections:
            written = [line for line, _ in entry(key, _new(sections[key]), 0, _STYLE)]
            yield from [""] if len(written) > 1 else []
            yield from written


def _new(tree: Tree) -> New:
    match tree:
        case Mapping():
            return New(_UNMARKED, {key: _new(value) for key, value in tree.items()})
        case tuple():
            return New(_UNMARKED, [_new(value) for value in tree])
    return New(_UNMARKED, tree)
