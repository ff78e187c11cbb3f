import json
from pathlib import Path

from typer.testing import CliRunner

from longshore.cli.main import app

READY: dict[str, str | int] = {"connection_string": "Endpoint=sb://127.0.0.1:1;...", "port": 1}


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["connection", *arguments])
    return result.exit_code, result.output


def test_it_prints_the_connection_string(tmp_path: Path) -> None:
    (tmp_path / "ready.json").write_text(json.dumps(READY))
    assert run("--data", str(tmp_path)) == (0, "Endpoint=sb://127.0.0.1:1;...\n")


def test_json_is_the_whole_ready_file(tmp_path: Path) -> None:
    (tmp_path / "ready.json").write_text(json.dumps(READY))
    code, output = run("--data", str(tmp_path), "--json")
    assert (code, json.loads(output)) == (0, READY)


def test_without_a_broker_it_says_how_to_start_one(tmp_path: Path) -> None:
    code, output = run("--data", str(tmp_path))
    assert code == 3
    assert f"longshore up --data {tmp_path}" in output


def test_the_string_for_tls_names_its_port_and_no_emulator(tmp_path: Path) -> None:
    plain = "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true"
    namespace = {"host": "127.0.0.1", "port": 1, "tls_port": 2}
    ready = {"connection_string": plain, "namespaces": [namespace]}
    (tmp_path / "ready.json").write_text(json.dumps(ready))
    assert run("--data", str(tmp_path), "--tls") == (
        0,
        "Endpoint=sb://127.0.0.1:2;SharedAccessKeyName=n;SharedAccessKey=k\n",
    )
