import pytest
import typer

from longshore.cli.up import _address


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
