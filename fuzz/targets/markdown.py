"""Plan documents: any bytes give a plan and what of the document is not in it, or PlanError.

Every leftover and every problem names a line that the document has.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fuzz.target import Target
from fuzz.targets._problems import told
from longshore.documents import is_document, read_document
from longshore.plan import PlanError

_DOCUMENT: Final = Path(__file__).parents[2] / "tests/data/plan.ko.md"


def run(data: bytes) -> None:
    """Read the bytes as a document."""
    is_document("plan", data)
    lines = 1 + len(re.findall(rb"\r\n|\r|\n", data))
    try:
        imported = read_document(data, "plan.md")
    except PlanError as error:
        told(error, lines)
        return
    assert all(1 <= leftover.line <= lines for leftover in imported.leftovers)
    assert str(imported.leftovers)


def seeds() -> Iterable[bytes]:
    """Return the sections of a document, each behind the one that names the namespace."""
    sections = re.split(rb"(?m)^(?=## )", _DOCUMENT.read_bytes())
    head = b"```yaml\nname: tests\nsku: Premium\n```\n\n"
    yield from (head + section[:3_000] for section in sections)
    yield head + b"## Queues\n\n| Queue | Lock |\n|---|---|\n| work | 30 seconds |\n\n- **work**: 5 minutes\n"


def words() -> Iterable[bytes]:
    """Return the words of the document, and what Markdown is made of."""
    yield from sorted(set(re.findall(rb"[\w-]{2,30}", _DOCUMENT.read_bytes())))
    yield from (
        b"# ",
        b"## ",
        b"- ",
        b"* ",
        b"1. ",
        b"> ",
        b"| ",
        b"|---|\n",
        b"```yaml\n",
        b"```bash\n",
        b"```\n",
    )
    yield from (
        b"**",
        b"`",
        b"[a](b)",
        b"<b>",
        b"<!--",
        b"-->",
        b"&amp;",
        b"\\",
        b"\n",
        b"\n\n",
        b"    ",
        b"\t",
        b"\r",
    )
    yield from (
        b"PT1M",
        b"1GB",
        b"-1",
        b"0",
        b"10,000",
        b"99999999999999999999",
        b"true",
        b"=> ",
        b": ",
        b"\x00",
    )


TARGET: Final = Target(
    run=run,
    seeds=seeds,
    words=tuple(words()),
    pieces=re.compile(rb"[\w-]+|\n|[^\x00-\x7f]+|.", re.DOTALL),
    bytes_max=4_000,
    cpu_ms_max=3_000,
    memory_max=(10_000_000, 20_000),
    traced=4,
    inputs=400,
)
