"""Trees as YAML in many hands: blocks and braces, quotes, comments, anchors, all chosen at random."""

import json
import re
from dataclasses import dataclass, field
from random import Random

from longshore.plan.source import Tree


@dataclass
class Hand:
    """One way of writing; the same random numbers make the same text."""

    random: Random
    step: int = 2
    dash: int = 2
    gap: str = " "
    anchors: dict[str, str] = field(default_factory=dict)  # by value, as it is spelled
    names: int = 0

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def name(self, prefix: str) -> str:
        self.names += 1
        return f"{prefix}{self.names}"

    def comment(self) -> str:
        return f"{self.gap}# {self.name('note ')}" if self.chance(0.3) else ""


def rendered(tree: Tree, hand: Hand) -> str:
    """Return a text that reads as the tree."""
    if hand.chance(0.1):
        return json.dumps(tree, default=list, indent=hand.random.choice([None, 2])) + "\n"
    newline = hand.random.choice(["\n", "\n", "\r\n"])
    lines = [*hand.random.choice([[], ["# head"], ["---"]]), *_block(tree, 0, hand)]
    lines += hand.random.choice([[], [], ["# tail"], ["", ""]])
    return newline.join(lines) + hand.random.choice([newline, newline, ""])


def _block(tree: Tree, column: int, hand: Hand) -> list[str]:
    lines: list[str] = []
    pairs = tree.items() if isinstance(tree, dict) else ((None, item) for item in tree)  # type: ignore[union-attr]
    for key, value in pairs:
        if lines and hand.chance(0.2):
            lines.append(hand.random.choice(["", " " * column + f"# {hand.name('line ')}"]))
        head = " " * column + ("-" if key is None else f"{key}:")
        lines += _entry(head, value, column, hand)
    return lines


def _entry(head: str, value: Tree, column: int, hand: Hand) -> list[str]:
    if not isinstance(value, dict | tuple):
        return _scalar_lines(head, value, column, hand)
    if not value or hand.chance(0.3):
        return [f"{head} {_flow(value, hand)}{hand.comment()}"]
    is_item = head.endswith("-")
    shift = hand.dash if isinstance(value, tuple) and not is_item else hand.step
    if is_item and hand.chance(0.7):
        first, *others = _block(value, column + 2, hand)
        return [f"{head} {first.lstrip()}", *others]
    return [head + hand.comment(), *_block(value, column + max(shift, int(is_item)), hand)]


def _scalar_lines(head: str, value: Tree, column: int, hand: Hand) -> list[str]:
    deeper = " " * (column + 3)
    if _is_plain(value) and " " in str(value) and hand.chance(0.5):
        value = str(value)
        first, _, rest = value.partition(" ")
        return hand.random.choice(
            [
                [f"{head} {hand.random.choice(['>-', '|-'])}{hand.comment()}", deeper + value],
                [f'{head} "{first}', f'{deeper}{rest}"{hand.comment()}'],
                [f"{head} {first}", f"{deeper}{rest}{hand.comment()}"],
            ]
        )
    if value is None and hand.chance(0.7):
        return [head + hand.comment()]
    if not head.endswith("-") and hand.chance(0.1):
        return [head + hand.comment(), deeper + _scalar(value, hand) + hand.comment()]
    return [f"{head} {_scalar(value, hand)}{hand.comment()}"]


def _flow(value: Tree, hand: Hand) -> str:
    comma = hand.random.choice([", ", ",", f",{hand.comment()}\n{' ' * 12}"])
    comma = ", " if "," in comma and len(comma) == 1 else comma
    match value:
        case dict():
            pairs = (
                f"{hand.random.choice([key, json.dumps(key)])}: {_flow(item, hand)}"
                for key, item in value.items()
            )
            return "{" + comma.join(pairs) + "}"
        case tuple():
            return "[" + comma.join(_flow(item, hand) for item in value) + "]"
    return _scalar(value, hand)


def _scalar(value: Tree, hand: Hand) -> str:
    spelled = json.dumps(value)
    if _is_plain(value) and hand.chance(0.6):
        spelled = hand.random.choice([str(value), f"'{value}'"])
    if hand.chance(0.3) and json.dumps(value) in hand.anchors:
        return f"*{hand.anchors[json.dumps(value)]} "
    if hand.chance(0.2):
        name = hand.anchors[json.dumps(value)] = hand.name("x")
        return f"&{name} {spelled}"
    return spelled


def _is_plain(value: Tree) -> bool:
    return isinstance(value, str) and value != "yes" and bool(re.fullmatch(r"[a-zA-Z]\w*( \w+)?", value))
