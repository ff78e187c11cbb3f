"""The pages about findings say what the program says; `make pages` writes them anew."""

from pathlib import Path

import pytest

from .pages import CHECK_PAGE, FINDINGS, codes_in, pages

PAGES = list(pages())


@pytest.mark.parametrize(("path", "text"), PAGES, ids=[path.name for path, _ in PAGES])
def test_a_page_is_what_the_program_says(path: Path, text: str) -> None:
    assert path.read_text(encoding="utf-8") == text


def test_there_is_no_page_about_a_rule_that_is_gone() -> None:
    assert set(FINDINGS.iterdir()) == {path for path, _ in PAGES if path.parent == FINDINGS}


def test_the_guide_shows_ten_messages() -> None:
    assert len(set(codes_in(CHECK_PAGE.read_text(encoding="utf-8")))) == 10
