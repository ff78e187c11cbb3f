import pytest

from tests.unit.findings.plans import findings_of

from .plans import connection, policies, string

HOST = "demo-namespace.servicebus.windows.net"


@pytest.mark.parametrize(
    "text",
    [
        policies("{name: p, rights: [Send], primary_key: c2VjcmV0}"),
        policies("{name: p, rights: [Send], secondary_key: c2VjcmV0}"),
        connection(HOST, string("p", key="c2VjcmV0")),
    ],
)
def test_a_key_that_is_written_out_is_never_repeated(text: str) -> None:
    (finding,) = findings_of(text, "LS410")

    assert "c2VjcmV0" not in finding.message + finding.fix
    assert finding.edits == ()


@pytest.mark.parametrize(
    "text",
    [
        policies("{name: p, rights: [Send], primary_key: '{auto-generated}'}"),
        policies("{name: p, rights: [Send], primary_key: ''}"),
        connection(HOST, string("p")),
    ],
)
def test_a_placeholder_is_no_secret(text: str) -> None:
    assert findings_of(text, "LS410") == ()
