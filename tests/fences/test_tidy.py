"""Size and leftovers: what a reader meets first."""

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from .trees import parsed

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
MODULE_LINES_MAX = 500
FUNCTION_LINES_MAX = 60
LEFTOVERS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")

PYTHON_FILES = sorted(
    path for folder in ("src", "examples", "bench", "fuzz") for path in (ROOT / folder).rglob("*.py")
)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how long a function is, without its docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


@pytest.mark.parametrize("path", PYTHON_FILES, ids=name_of)
def test_a_module_fits_in_the_head(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MODULE_LINES_MAX


@pytest.mark.parametrize("path", PYTHON_FILES, ids=name_of)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    long = {function.name: lines_of(function) for function in functions(parsed(path))}
    assert {name: lines for name, lines in long.items() if lines > FUNCTION_LINES_MAX} == {}


@pytest.mark.parametrize("path", PYTHON_FILES, ids=name_of)
def test_nothing_is_left_for_later(path: Path) -> None:
    with path.open("rb") as file:
        comments = [
            token.string for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT
        ]
    assert [comment for comment in comments if LEFTOVERS.search(comment)] == []
    assert "raise NotImplementedError" not in path.read_text()


def test_most_functions_are_short() -> None:
    trees = (parsed(path) for path in SOURCE.rglob("*.py"))
    lengths = sorted(lines_of(function) for tree in trees for function in functions(tree))
    assert lengths[len(lengths) // 2] <= 8
    assert lengths[len(lengths) * 9 // 10] <= 30
