"""Documents say what is there: files that they link to, commands and options that exist, packages in use."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from longshore.cli.main import Commands, app

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_local_link_leads_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text())
    assert [target for target in targets if not (document.parent / target).exists()] == []


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    rooms = [path.name for path in (ROOT / "src" / "longshore").iterdir() if (path / "__init__.py").exists()]
    assert [room for room in rooms if f"  {room}/" not in text] == []


def test_every_dependency_has_its_reason() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    requirements = [*project["dependencies"], *(name for extra in extras for name in extra)]
    names = {re.split(r"[>=<;\[ ]", requirement)[0] for requirement in requirements}
    assert sorted(name for name in names if name not in reasons) == []


@pytest.mark.parametrize("command", Commands(name="longshore").list_commands(None))
def test_every_option_of_a_command_stands_in_the_readme(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"})
    options = set(re.findall(r"--[a-z-]+", result.output)) - {"--help"}
    readme = (ROOT / "README.md").read_text()
    assert sorted(option for option in options if option not in readme) == []


def test_the_lock_files_name_no_place_but_the_package() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        assert "://" not in lock.read_text()
