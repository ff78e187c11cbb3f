"""Tables as keys and values: one row each, one column each, or one pair per row."""

import re
from collections.abc import Iterator
from typing import Final

from longshore.documents.blocks import Row, Table
from longshore.documents.nodes import Entry, Fields, pair
from longshore.documents.values import is_nothing
from longshore.documents.words import is_prose_key, plain, words

_KEY: Final = words(
    "|property|setting|key|item|parameter|option|attribute|field|항목|속성|설정|키|구분|파라미터|옵션|필드"
)
_VALUE: Final = words("value|values|setting|configuration|content|값|설정값|설정|내용|구성")
_UNIT = re.compile(r"\(\s*([^\W\d]+|%)\s*\)\s*$")
_BARE_NUMBER = re.compile(r"[\d.,]+")


def readings(table: Table) -> Iterator[Fields]:
    """Yield what the rows of a table say: a key's line is that of its header, a value's that of its row."""
    first, *others = table.header.cells
    if plain(first) in _KEY and others and plain(others[0]) in _VALUE:
        yield Fields(tuple(_pairs(table)), table.header.line)
    elif plain(first) in _KEY and len(others) > 1 and not any(is_prose_key(cell) for cell in others):
        yield from _columns(table)
    elif len(others) == 1 and plain(others[0]) in _VALUE:
        yield Fields(tuple(_pairs(table)), table.header.line)
    else:
        for row in table.rows:
            yield Fields(tuple(_row(table.header, row)), row.line)


def _pairs(table: Table) -> Iterator[Entry]:
    for row in table.rows:
        key, value, *_ = row.cells
        yield pair(key, _with_unit(value, key), row.line)


def _row(header: Row, row: Row) -> Iterator[Entry]:
    for key, cell in zip(header.cells, row.cells, strict=True):
        if not is_nothing(cell):
            leaf = pair(key, _with_unit(cell, key), row.line).node
            yield Entry(key, leaf, header.line)


def _columns(table: Table) -> Iterator[Fields]:
    """Yield the columns of a table whose rows are properties and whose header names things."""
    for index, name in enumerate(table.header.cells[1:], start=1):
        cells = ((row.cells[0], row.cells[index], row.line) for row in table.rows)
        entries = (
            pair(key, _with_unit(cell, key), line) for key, cell, line in cells if not is_nothing(cell)
        )
        yield Fields((pair("name", name, table.header.line), *entries), table.header.line)


def _with_unit(cell: str, key: str) -> str:
    """Return a bare number with the unit that its key has in parentheses."""
    unit = _UNIT.search(key)
    return f"{cell} {unit[1]}" if unit and _BARE_NUMBER.fullmatch(cell.strip()) else cell
