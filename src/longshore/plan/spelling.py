"""From a character of a YAML value to the place where the file spells it.

A filter written `'Colour = ''red'' ANDD'` reaches the SQL parser as `Colour = 'red' ANDD`, so a column of
the one is no column of the other: YAML doubles quotes, escapes characters, folds and indents lines. Yet
all of that only adds or drops white space, or spells one character with several. So the n-th visible
character of a value is the n-th visible token of its spelling.
"""

import re

_CHARACTER = re.compile(r"\S")
_TOKENS = {
    "'": re.compile(r"''|\S"),
    '"': re.compile(r"\\(?:u[dD][89abAB]\w{2}\\u[dD][c-fC-F]\w{2}|x\w{2}|u\w{4}|U\w{8}|\r\n|[\s\S])|\S"),
}
_BLOCK_HEADER = re.compile(r"[^\r\n]*")
_WHITE_ESCAPES = " \t\r\nnrtvf_NLP"


def spelled_at(spelling: str, style: str | None, value: str, offset: int) -> int:
    """Return where in a scalar's spelling the value's character at an offset stands.

    `style` is YAML's: a quote, `|` or `>` for a block, None for plain text. White space, and the place
    behind the last character, stand right behind the visible character before them.
    """
    start = _start(spelling, style)
    tokens = [
        token
        for token in _TOKENS.get(style or "", _CHARACTER).finditer(spelling, start)
        if _is_visible(token.group())
    ]
    before = sum(not char.isspace() for char in value[:offset])
    if offset < len(value) and not value[offset].isspace():
        return tokens[before].start()
    return tokens[before - 1].end() if before else start


def _start(spelling: str, style: str | None) -> int:
    if style in {"'", '"'}:
        return 1
    header = _BLOCK_HEADER.match(spelling) if style in {"|", ">"} else None
    return header.end() if header else 0


def _is_visible(token: str) -> bool:
    if not token.startswith("\\") or len(token) == 1:
        return True
    escape, code = token[1], token[2:]
    if escape in "xuU":
        return not chr(int(code.partition("\\")[0], 16)).isspace()
    return escape not in _WHITE_ESCAPES
