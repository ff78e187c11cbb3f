"""Files that are made once, kept while they are good, and renewed when they are not."""

import shutil
import socket
import ssl
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from longshore.server import certificates as module
from longshore.server.certificates import Certificates, ensure, names_of


@pytest.fixture
def files(certificates: Certificates, tmp_path: Path) -> Certificates:
    """A copy that a test may spoil."""
    return Certificates(Path(shutil.copytree(certificates.folder, tmp_path / "tls")))


def content(files: Certificates) -> tuple[bytes, bytes]:
    """Return the authority's certificate and the server's."""
    return files.ca.read_bytes(), files.server.read_bytes()


def shown_names(files: Certificates) -> set[str | None]:
    return set(module._names_in(module._shake_hands(files)))


# -- names -----------------------------------------------------------------------------------------


def test_the_names_are_those_of_this_machine_and_the_hosts_of_its_listeners() -> None:
    machine = socket.gethostname().lower()
    assert names_of(["Broker.internal", "10.0.0.7", "127.0.0.1"]) == list(
        dict.fromkeys(["localhost", "127.0.0.1", "::1", machine, "broker.internal", "10.0.0.7"])
    )


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::"])  # noqa: S104  # nothing is bound
def test_all_addresses_are_no_name(host: str) -> None:
    assert names_of([host]) == names_of([])


@pytest.mark.parametrize(
    ("host", "name"),
    [("0:0::7", "::7"), ("fe80::1%eth0", "fe80::1"), ("HOST", "host"), ("my_host", "my_host")],
)
def test_a_name_is_written_as_certificates_compare_it(host: str, name: str) -> None:
    assert name in names_of([host])


@pytest.mark.parametrize("host", ["-", "späti", "a b", "a/b"])
def test_what_no_certificate_can_name_is_left_out(host: str) -> None:
    assert names_of([host]) == names_of([])


# -- files -----------------------------------------------------------------------------------------


def test_a_first_start_makes_all_four(tmp_path: Path) -> None:
    ensure(tmp_path / "tls", [])
    assert {path.name for path in (tmp_path / "tls").iterdir()} == {
        "ca.pem",
        "ca.key",
        "server.pem",
        "server.key",
    }


def test_only_the_owner_reads_keys(files: Certificates) -> None:
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (files.ca_key, files.server_key)]
    assert modes == [0o600, 0o600]


def test_good_files_are_kept_and_nothing_is_imported_to_make_others(
    files: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(files)
    monkeypatch.setitem(sys.modules, "longshore.server.issuing", None)
    ensure(files.folder, ["localhost"])
    assert content(files) == before


def test_another_name_renews_the_server_and_keeps_the_authority(files: Certificates) -> None:
    before = content(files)
    ensure(files.folder, ["10.0.0.7"])
    after = content(files)
    assert (after[0] == before[0], after[1] == before[1]) == (True, False)
    assert shown_names(files) == set(names_of(["10.0.0.7"]))


def remove_server(files: Certificates) -> None:
    files.server.unlink()


def garble_server(files: Certificates) -> None:
    files.server.write_text("no certificate")


def swap_server_key(files: Certificates) -> None:
    shutil.copy(files.ca_key, files.server_key)


@pytest.mark.parametrize("spoil", [remove_server, garble_server, swap_server_key])
def test_a_server_that_is_not_good_is_made_anew_by_the_same_authority(
    files: Certificates, spoil: Callable[[Certificates], None]
) -> None:
    before = content(files)
    spoil(files)
    ensure(files.folder, [])
    assert content(files)[0] == before[0]
    assert shown_names(files) == set(names_of([]))


def remove_ca(files: Certificates) -> None:
    files.ca.unlink()


def garble_ca(files: Certificates) -> None:
    files.ca.write_text("no certificate")


def swap_ca_key(files: Certificates) -> None:
    shutil.copy(files.server_key, files.ca_key)
    files.server.unlink()


@pytest.mark.parametrize("spoil", [remove_ca, garble_ca, swap_ca_key])
def test_an_authority_that_is_not_good_is_made_anew_with_its_server(
    files: Certificates, spoil: Callable[[Certificates], None]
) -> None:
    before = content(files)
    spoil(files)
    ensure(files.folder, [])
    after = content(files)
    assert (after[0] == before[0], after[1] == before[1]) == (False, False)
    assert shown_names(files) == set(names_of([]))


@pytest.mark.parametrize(("days", "renewed"), [(366, False), (368, True)])
def test_a_server_is_renewed_in_its_last_thirty_days(
    files: Certificates, monkeypatch: pytest.MonkeyPatch, days: int, renewed: bool
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # only UTC is asked for
            assert tz is UTC
            return datetime.now(UTC) + timedelta(days=days)

    before = content(files)
    monkeypatch.setattr(module, "datetime", Later)
    ensure(files.folder, [])
    after = content(files)
    assert (after[0] == before[0], after[1] == before[1]) == (True, not renewed)


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "::1"])
def test_a_strict_client_accepts_every_local_name(
    serving: ssl.SSLContext, trusting: ssl.SSLContext, name: str
) -> None:
    trusting.verify_flags |= ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    client = trusting.wrap_bio(to_client, to_server, server_hostname=name)
    for end in (client, server):
        with pytest.raises(ssl.SSLWantReadError):
            end.do_handshake()
    client.do_handshake()
    assert client.version() == "TLSv1.3"
