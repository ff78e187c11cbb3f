"""What overviews say in words of their own: the solution, the regions, whether there is disaster recovery."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from longshore.documents.facts import Fact, Finding, Findings, Path, ignored, unknown
from longshore.documents.nodes import Entry, Leaf
from longshore.documents.shape import shape_at
from longshore.documents.values import boolean, choice, converted, without_remark
from longshore.documents.words import is_key, plain, words
from longshore.plan.scalars import Scalar

_SKUS = shape_at(("namespace", "sku")).choices
_PRIMARY: Final[Path] = ("namespace", "location")
_SECONDARY: Final[Path] = ("geo_dr", "secondary", "location")

_SOLUTION = words(
    "mq 솔루션|mq solution|솔루션|solution|메시지 큐 솔루션|메시징 솔루션|메시징 서비스|messaging solution"
    "|messaging service|message broker|mq|platform"
)
_REGIONS = words("region|regions|location|locations|지역|리전|위치")
_PLAIN_VALUES: Final[tuple[tuple[frozenset[str], Path], ...]] = (
    (words("primary region|primary location|주 지역|기본 지역|주 리전|기본 리전|primary"), _PRIMARY),
    (
        words(
            "secondary region|secondary location|보조 지역|보조 리전|dr region|dr 지역|dr 리전|paired region"
            "|secondary"
        ),
        _SECONDARY,
    ),
    (
        words("secondary namespace|보조 네임스페이스|secondary namespace name"),
        ("geo_dr", "secondary", "name"),
    ),
    (words("namespace|namespace name|네임스페이스|네임스페이스 이름|네임스페이스명"), ("namespace", "name")),
    (words("managed identity|관리 id|관리형 id"), ("managed_identity", "type")),
)
_REGION = re.compile(r"\s*([^,():]+?)\s*(?:\(\s*([^()]+?)\s*\))?\s*")
_ROLE_FIRST = re.compile(r"\s*([^,:]+?)\s*:\s*(.+?)\s*")
_IS_PRIMARY = words("primary|주|기본|메인|main")
_IS_SECONDARY = words("secondary|보조|dr|부|예비|backup")


def said_in_passing(entry: Entry) -> Findings | None:
    """Return what a key with a single value says, where neither is the plan's own word; None for others."""
    if not isinstance(entry.node, Leaf):
        return None
    value, line = entry.node.value, entry.node.line
    said = _in_words(plain(entry.key), value, line) if isinstance(value, str) else None
    return said or _switch(entry, boolean(value) if isinstance(value, str) else value)


def _in_words(word: str, text: str, line: int) -> Findings | None:
    for known, reader in _READERS:
        if word in known:
            return reader(text, line)
    for known, path in _PLAIN_VALUES:
        shape = shape_at(path)
        if word in known and (not shape.choices or choice(text, shape.choices)):
            return iter([Fact(path, converted(without_remark(text), shape, str(path[-1])), line)])
    return None


def _switch(entry: Entry, is_on: Scalar) -> Findings | None:
    """Return a remark on a section that is only switched on or off: a plan has its keys, or has it not."""
    if isinstance(is_on, bool):
        for section in ("geo_dr", "private_endpoint", "managed_identity"):
            if is_key(entry.key, section):
                return iter([ignored(entry.line, f"a plan says so by having {section}, or not")])
    return None


def _solution(text: str, line: int) -> Iterator[Finding]:
    named = [sku for sku in _SKUS if re.search(rf"\b{sku}\b", text, re.IGNORECASE)]
    if len(named) == 1:
        yield Fact(("namespace", "sku"), named[0], line)
        yield Fact(("namespace", "tier"), named[0], line)
    else:
        yield unknown(line, f"it names no tier: {', '.join(_SKUS)}")


def _regions(text: str, line: int) -> Iterator[Finding]:
    """Yield the locations in `Korea Central (Primary), Korea South (Secondary)`, `Primary: ..., ...`."""
    for index, part in enumerate(text.split(",")):
        role_first = _ROLE_FIRST.fullmatch(part)
        match = _REGION.fullmatch(part)
        name, role = (role_first[2], role_first[1]) if role_first else match.groups() if match else ("", "")
        path = _of_role(plain(role or ""), index)
        if name and path:
            yield Fact(path, name, line)
        else:
            yield unknown(line, f"'{part.strip()}' is neither the primary nor the secondary region")


def _of_role(role: str, index: int) -> Path:
    if role in _IS_PRIMARY or (not role and index == 0):
        return _PRIMARY
    return _SECONDARY if role in _IS_SECONDARY else ()


_READERS: Final[tuple[tuple[frozenset[str], Callable[[str, int], Iterator[Finding]]], ...]] = (
    (_SOLUTION, _solution),
    (_REGIONS, _regions),
)
