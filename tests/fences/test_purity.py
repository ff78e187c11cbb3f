"""Below `server`, and in the rooms of plans, is no clock, chance, thread or socket: read from the trees."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from .trees import parsed

SOURCE = Path(__file__).parents[2] / "src" / "longshore"
PURE_ROOMS = (
    *("model", "wire", "amqp", "engine", "filters", "security", "store", "broker"),
    *("plan", "findings", "azure", "documents", "emulator"),
)
BANNED = {
    "asyncio": "take what you need as an argument; only `server` knows the event loop",
    "logging": "take a `Log`; only `server` knows where lines go",
    "os": "take what you need as an argument",
    "random": "take a source of chance as an argument",
    "secrets": "take a source of chance as an argument",
    "select": "only `server` knows sockets",
    "signal": "only `server` knows signals",
    "socket": "only `server` knows sockets",
    "ssl": "only `server` knows TLS",
    "structlog": "take a `Log`; only `server` knows where lines go",
    "subprocess": "only `server` knows processes",
    "threading": "only `server` knows threads",
    "time": "take `now_ms` as an argument",
}
HOT_ROOMS = ("wire", "amqp", "engine")
BANNED_CALLS = {"now", "today", "utcnow", "uuid1", "uuid4"}


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (SOURCE / room).rglob("*.py"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module.partition(".")[0]


def called_attributes(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", modules(*PURE_ROOMS), ids=name_of)
def test_a_pure_room_imports_no_outside_world(path: Path) -> None:
    found = set(imported(parsed(path))) & BANNED.keys()
    assert not found, "; ".join(f"{name} is banned here: {BANNED[name]}" for name in sorted(found))


@pytest.mark.parametrize("path", modules(*PURE_ROOMS), ids=name_of)
def test_a_pure_room_asks_nobody_for_time_or_chance(path: Path) -> None:
    assert not set(called_attributes(parsed(path))) & BANNED_CALLS


@pytest.mark.parametrize("path", modules(*HOT_ROOMS), ids=name_of)
def test_a_hot_room_uses_the_standard_library_only(path: Path) -> None:
    known = {"longshore", "__future__"}
    foreign = {name for name in imported(parsed(path)) if name not in known | _standard()}
    assert not foreign


def _standard() -> set[str]:
    import sys  # noqa: PLC0415

    return set(sys.stdlib_module_names)
