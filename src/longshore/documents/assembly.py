"""From facts to one tree: what is said first stands, and what later says otherwise is remarked on."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from longshore.documents.copying import described
from longshore.documents.facts import Fact, Finding, Item, Remark, Standing, Value
from longshore.documents.words import plain
from longshore.model.durations import parse_duration


@dataclass(frozen=True, slots=True)
class Branch:
    """What stands under a key: more of it by step, in the order of the document."""

    below: "dict[str | Item, Branch | Fact]" = field(default_factory=dict)

    def lines(self) -> list[int]:
        """Return the lines of the document that say it."""
        found = (each.lines() if isinstance(each, Branch) else [each.line] for each in self.below.values())
        return [line for lines in found for line in lines]


def assembled(findings: Iterable[Finding]) -> tuple[Branch, list[Remark]]:
    """Return the tree of all facts, and the remarks: those found, and those on facts that contradict."""
    tree = Branch()
    remarks: list[Remark] = []
    for each in findings:
        remark = each if isinstance(each, Remark) else _put(tree, each)
        if remark is not None:
            remarks.append(remark)
    return tree, list(dict.fromkeys(remarks))


def _put(tree: Branch, fact: Fact) -> Remark | None:
    branch = tree
    for step in fact.path[:-1]:
        inner = branch.below.setdefault(step, Branch())
        if isinstance(inner, Fact):
            return _overruled(fact, inner)
        branch = inner
    known = branch.below.setdefault(fact.path[-1], fact)
    if isinstance(known, Fact) and _is_same(known.value, fact.value):
        return None
    return _overruled(fact, known)


def _overruled(fact: Fact, known: Branch | Fact) -> Remark:
    if isinstance(known, Fact):
        said = f"{_shown(known.value)} in line {known.line}"
    else:
        said = f"keys of its own from line {min(known.lines())}"
    reason = f"{described(fact.path)} is {_shown(fact.value)} here, and {said}, which stands"
    return Remark(fact.line, Standing.OVERRULED, reason)


def _is_same(value: Value, other: Value) -> bool:
    return value == other or (
        isinstance(value, str) and isinstance(other, str) and _meaning(value) == _meaning(other)
    )


def _meaning(text: str) -> int | str:
    """Return what two ways to write a value have in common: PT72H and P3D, Korea South and koreasouth."""
    try:
        return parse_duration(text)
    except ValueError:
        return plain(text) or text


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
