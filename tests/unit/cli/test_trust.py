import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from longshore.cli.main import app

READY = {"namespaces": [{"host": "127.0.0.1", "port": 7_000, "tls_port": 7_001}]}


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["trust", *arguments])
    return result.exit_code, result.output


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a broker that was started once."""
    (tmp_path / "tls").mkdir()
    (tmp_path / "tls" / "ca.pem").touch()
    return tmp_path


@pytest.mark.parametrize(
    "word",
    ["connection_verify=", "NODE_EXTRA_CA_CERTS=", "CertificateValidationCallback", "keytool", "TLSConfig"],
)
def test_every_language_finds_its_way(data: Path, word: str) -> None:
    code, output = run("--data", str(data))
    assert code == 0
    assert word in output


def test_the_ports_are_those_of_the_running_broker(data: Path) -> None:
    (data / "ready.json").write_text(json.dumps(READY))
    code, output = run("--data", str(data))
    assert code == 0
    assert 'custom_endpoint_address="sb://127.0.0.1:7001"' in output
    assert "No broker runs" not in output


def test_without_a_running_broker_it_speaks_of_the_default_ports(data: Path) -> None:
    code, output = run("--data", str(data))
    assert code == 0
    assert 'custom_endpoint_address="sb://127.0.0.1:5671"' in output
    assert f"No broker runs on {data} now" in output


def test_json_gives_paths_and_ports(data: Path) -> None:
    (data / "ready.json").write_text(json.dumps(READY))
    code, output = run("--data", str(data), "--json")
    assert (code, json.loads(output)) == (
        0,
        {
            "running": True,
            "ca_file": str(data / "tls" / "ca.pem"),
            "host": "127.0.0.1",
            "port": 7_000,
            "tls_port": 7_001,
            "websocket_url": "wss://127.0.0.1:7001/$servicebus/websocket",
        },
    )


def test_before_the_first_start_it_says_how_to_make_one(tmp_path: Path) -> None:
    code, output = run("--data", str(tmp_path))
    assert code == 3
    assert f"longshore up --data {tmp_path}" in output
