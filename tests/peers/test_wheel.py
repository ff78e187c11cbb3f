"""The built wheel in an environment of its own, which has never seen this folder."""

import platform
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
from azure.servicebus import ServiceBusClient, ServiceBusMessage

from tests.clients.broker import Broker, running

from .peer import ROOT, Peer

PEER: Final = Peer(
    "wheel in an empty environment", f"{version('longshore')}, Python {platform.python_version()}"
)
INSTALL_S: Final = 300.0


def run(*command: str | Path, folder: Path = ROOT) -> str:
    done = subprocess.run(  # noqa: S603  # our own tools
        command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_S, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel and what it depends on."""
    environment = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(sys.executable, "-m", "venv", environment)
    pip = environment / "bin" / "pip"
    run(pip, "install", "--quiet", "--require-hashes", "-r", ROOT / "requirements.lock")
    run(pip, "install", "--quiet", "--no-deps", wheel)
    return environment / "bin"


@pytest.fixture
def broker(programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    """The installed broker on the production plan, started from another folder."""
    monkeypatch.setattr("tests.clients.broker.LONGSHORE", programs / "longshore")
    monkeypatch.chdir(tmp_path)
    with running(tmp_path, ROOT / "plans" / "ai-service.yaml") as broker:
        yield broker


def test_the_wheel_holds_the_grammar_and_the_mark_of_a_typed_package(wheel: Path) -> None:
    assert {"longshore/filters/grammar.lark", "longshore/py.typed"} <= set(ZipFile(wheel).namelist())


def test_the_wheel_holds_nothing_but_the_package(wheel: Path) -> None:
    assert {name.partition("/")[0].partition("-")[0] for name in ZipFile(wheel).namelist()} == {"longshore"}


def test_the_installed_package_is_not_this_folders(programs: Path, tmp_path: Path) -> None:
    origin = run(programs / "python", "-c", "import longshore; print(longshore.__file__)", folder=tmp_path)
    assert Path(origin).is_relative_to(programs.parent)


def test_the_installed_command_says_what_it_can(programs: Path, tmp_path: Path) -> None:
    said = run(programs / "longshore", "--help", folder=tmp_path)
    assert "up" in said
    assert "connection" in said


def test_the_installed_broker_takes_a_message_and_gives_it_back(broker: Broker) -> None:
    queue = "ai-batch-processing"
    with (
        ServiceBusClient.from_connection_string(broker.connection_string, retry_total=0) as client,
        client.get_queue_sender(queue) as sender,
        client.get_queue_receiver(queue) as receiver,
    ):
        sender.send_messages(ServiceBusMessage("work"))
        (message,) = receiver.receive_messages(max_wait_time=10)
        receiver.complete_message(message)

    assert str(message) == "work"
