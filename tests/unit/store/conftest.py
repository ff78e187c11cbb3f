from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from .stores import opened, store_path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return store_path(tmp_path)


@pytest.fixture
def connection(path: Path) -> Iterator[apsw.Connection]:
    """The writer of a new store."""
    with opened(path) as connection:
        yield connection
