"""What `longshore up` asks the server for, without a server."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from longshore.cli import up
from longshore.cli.main import app
from longshore.cli.up import _address
from longshore.server.run import Settings

HARBOUR = Path(__file__).parents[2] / "data" / "Config.json"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """Put a list in place of the server: it takes what the server is asked for."""
    settings: list[Settings] = []
    monkeypatch.setattr(up, "run", lambda wanted, _announce: settings.append(wanted))
    return settings


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["up", *arguments])


def test_a_config_gives_namespace_and_entities(asked: list[Settings]) -> None:
    assert call(str(HARBOUR)).exit_code == 0

    assert asked[0].namespace == "harbour"
    assert asked[0].topology is not None
    assert list(asked[0].topology.topics) == ["arrivals"]


def test_the_emulators_key_is_not_accepted_unless_asked_for(asked: list[Settings]) -> None:
    call(str(HARBOUR))

    assert asked[0].root_keys == ()


def test_the_emulators_key_is_accepted_when_asked_for(asked: list[Settings]) -> None:
    call("--emulator-key")

    assert asked[0].root_keys == ("SAS_KEY_VALUE",)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_on_this_machine_alone_the_emulators_key_is_no_risk(host: str) -> None:
    assert call("--emulator-key", "--host", host).stderr == ""


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "broker.local"])  # noqa: S104  # nothing is bound
def test_beyond_this_machine_the_emulators_key_is_warned_of(host: str) -> None:
    result = call("--emulator-key", "--host", host)

    assert result.stderr == (
        f"Warning: with --emulator-key, whoever reaches {host} may do everything: the key is public.\n"
    )


@pytest.mark.usefixtures("asked")
def test_beyond_this_machine_there_is_no_warning_without_it() -> None:
    assert call("--host", "0.0.0.0").stderr == ""  # noqa: S104  # nothing is bound


def test_mistakes_in_a_config_are_all_told_and_nothing_is_started(
    asked: list[Settings], tmp_path: Path
) -> None:
    config = tmp_path / "Config.json"
    config.write_text(
        '{"UserConfig": {"Namespaces": [{\n  "Name": "harbour",\n  "Quues": [],\n  "Topics": [{}]\n}]}}\n'
    )

    result = call(str(config))

    assert (result.exit_code, asked) == (2, [])
    assert (
        result.stderr
        == f"""\
{config}:3:3: unknown key 'Quues'
    3 |   "Quues": [],
      |   ^
      expected: Queues

{config}:4:14: the key 'Name' is missing in Topics[0]
    4 |   "Topics": [{{}}]
      |              ^
      expected: Name: ...

2 problem(s) in {config}; nothing was started.
"""
    )


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("0.0.0.0:5673", ("0.0.0.0", 5_673)),  # noqa: S104  # nothing is bound
        ("[::1]:0", ("::1", 0)),
        ("broker.internal:65535", ("broker.internal", 65_535)),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, address: tuple[str, int]) -> None:
    assert _address(text) == address


@pytest.mark.parametrize("text", ["", "5673", ":5673", "localhost", "localhost:", "localhost:x", "a:65536"])
def test_what_is_no_address_is_bad_input(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as ended:
        _address(text)
    assert ended.value.exit_code == 2
    assert "give a host and a port" in capsys.readouterr().err
