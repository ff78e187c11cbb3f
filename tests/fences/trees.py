"""Syntax trees, read without an accident of CPython 3.11."""

import ast
import gc
from pathlib import Path


def parsed(path: Path) -> ast.Module:
    """Return the tree of a module.

    The collector must not run meanwhile: finalizers that it calls upset the parser's count of its recursion
    (SystemError "AST constructor recursion depth mismatch", python/cpython issue 106905).
    """
    gc.disable()
    try:
        return ast.parse(path.read_text())
    finally:
        gc.enable()
