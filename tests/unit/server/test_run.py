from pathlib import Path

import pytest

from longshore.server.run import Settings


@pytest.mark.parametrize(
    ("port", "tls_port", "second"),
    [
        pytest.param(5_672, None, 5_671, id="beside the default port, where clients look"),
        pytest.param(5_673, None, None, id="beside another one, none"),
        pytest.param(0, None, None, id="beside a free one, none"),
        pytest.param(5_673, 5_674, 5_674, id="as asked for"),
        pytest.param(0, 0, 0, id="another free one"),
        pytest.param(5_673, 5_673, None, id="the same one serves both"),
    ],
)
def test_where_the_second_port_is(port: int, tls_port: int | None, second: int | None) -> None:
    settings = Settings("tests", None, Path("data"), port=port, tls_port=tls_port)
    assert settings.second_port == second
