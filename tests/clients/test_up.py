"""`longshore up`: starting, stopping, refusing, and following a plan that changed."""

import os
import signal
import socket
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from .broker import Broker, plan_of, queue_of
from .raw import ROOT, WAYS, Raw, RawTls, raw_by

Make = Callable[..., Broker]

START_S = 3.0
IDLE_MB = 150.0
"""Loose bounds, for machines that do other things too; the figures themselves are printed."""


def test_the_ready_file_says_where_the_broker_is_and_how_to_get_in(make_broker: Make) -> None:
    broker = make_broker(plan_of()).start()
    port, key = broker.port, broker.key_of(ROOT)

    connection_string = (
        f"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName={ROOT};SharedAccessKey={key};"
        "UseDevelopmentEmulator=true"
    )
    assert broker.ready() == {
        "schema": 1,
        "pid": broker.process.pid,
        "namespaces": [
            {
                "name": "tests",
                "role": "primary",
                "host": "127.0.0.1",
                "port": port,
                "tls_port": port,
                "connection_string": connection_string,
            }
        ],
        "connection_string": connection_string,
        "port": port,
        "http_url": None,
        "ca_file": str(broker.data / "tls" / "ca.pem"),
    }


def test_connections_are_accepted_once_the_ready_file_is_there(make_broker: Make) -> None:
    broker = make_broker(plan_of()).start()

    with Raw(broker).open():
        pass


def test_the_ready_file_is_written_where_the_user_wants_it_too(make_broker: Make, tmp_path: Path) -> None:
    broker, also = make_broker(), tmp_path / "also.json"
    broker.follow(plan_of(), "--ready-file", also)
    broker.start()
    deadline = time.monotonic() + START_S
    while not also.exists() and time.monotonic() < deadline:  # it is written a moment later
        time.sleep(0.01)

    assert also.read_text() == (broker.data / "ready.json").read_text()
    broker.stop()
    assert not also.exists()


def test_keys_and_ready_file_are_for_their_owner_only(make_broker: Make) -> None:
    broker = make_broker(plan_of()).start()

    for name in ("keys.json", "ready.json"):
        assert stat.S_IMODE((broker.data / name).stat().st_mode) == 0o600


def test_keys_are_made_once(make_broker: Make) -> None:
    broker = make_broker(plan_of()).start()
    before = broker.connection_string
    broker.stop()

    assert broker.start().connection_string == before


def test_a_second_port_is_opened_where_it_is_asked_for(make_broker: Make) -> None:
    broker = make_broker()
    broker.follow(plan_of(), "--tls-port", "0", "--listen", "127.0.0.1:0")
    broker.start()
    first, second = broker.port, broker.ready()["namespaces"][0]["tls_port"]

    assert first != second
    broker.port = second
    with RawTls(broker, broker.ca_file).open():
        pass


def test_the_authority_is_made_once(make_broker: Make) -> None:
    broker = make_broker(plan_of()).start()
    before = Path(broker.ca_file).read_bytes()
    broker.stop()

    assert Path(broker.start().ca_file).read_bytes() == before


def test_without_a_plan_there_is_an_empty_namespace(make_broker: Make) -> None:
    broker = make_broker().start()

    assert broker.ready()["namespaces"][0]["name"] == "longshore"


# -- ending ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_ends_it_cleanly(make_broker: Make, how: signal.Signals) -> None:
    broker = make_broker(plan_of()).start()

    assert broker.stop(how) == 0
    assert not (broker.data / "ready.json").exists()


@pytest.mark.parametrize("way", WAYS)
def test_clients_are_told_that_it_ends(make_broker: Make, way: str) -> None:
    broker = make_broker(plan_of()).start()
    with raw_by(broker, way).open() as raw:
        broker.stop()

        assert b"The broker is shutting down." in raw.rest()


def test_it_starts_again_after_it_was_killed(make_broker: Make) -> None:
    broker = make_broker(plan_of()).start()
    broker.kill()

    assert broker.start().ready()["pid"] == broker.process.pid


def test_the_ready_file_of_a_killed_broker_is_gone_when_the_next_one_does_not_start(
    make_broker: Make,
) -> None:
    broker = make_broker(plan_of()).start()
    broker.kill()
    with socket.create_server(("127.0.0.1", broker.port)):
        broker.refusal()

    assert not (broker.data / "ready.json").exists()


# -- refusing --------------------------------------------------------------------------------------


def test_a_second_broker_on_the_same_folder_is_refused(make_broker: Make) -> None:
    broker = make_broker(plan_of()).start()

    code, words = broker.refusal()

    assert code == 3
    assert f"in use by another broker (process {broker.process.pid})" in words
    assert "--data" in words


def test_a_refused_second_broker_leaves_the_first_alone(make_broker: Make) -> None:
    broker = make_broker(plan_of()).start()

    broker.refusal()

    assert broker.ready()["pid"] == broker.process.pid
    with Raw(broker).open():
        pass


def test_a_port_in_use_is_refused(make_broker: Make) -> None:
    broker = make_broker(plan_of())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        broker.port = taken.getsockname()[1]
        code, words = broker.refusal()

    assert code == 3
    assert f"Cannot listen on 127.0.0.1:{broker.port}" in words


def test_a_second_port_in_use_is_refused_by_its_number(make_broker: Make) -> None:
    broker = make_broker()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        tls_port = taken.getsockname()[1]
        broker.follow(plan_of(), "--tls-port", str(tls_port))
        code, words = broker.refusal()

    assert code == 3
    assert words.startswith(f"Cannot listen on 127.0.0.1:{tls_port}: ")


def test_a_plan_with_mistakes_is_refused_with_every_one_of_them(make_broker: Make, tmp_path: Path) -> None:
    plan = tmp_path / "wrong.yaml"
    plan.write_text(
        "plan: 1\nnamespace: {name: tests}\nqueues:\n  - queue_name: q\n    properties:\n"
        "      lock_duration: 5 minutes\n      enable_session: true\n"
    )

    code, words = make_broker(plan).refusal()

    assert code == 2
    assert f"{plan}:6:22" in words
    assert f"{plan}:7:7" in words


def test_a_file_that_is_no_store_of_ours_is_refused(make_broker: Make) -> None:
    broker = make_broker(plan_of())
    broker.data.mkdir()
    (broker.data / "tests.sqlite3").write_text("a shopping list " * 100)

    code, words = broker.refusal()

    assert code == 3
    assert "is not a Longshore store" in words


# -- a plan that changed ---------------------------------------------------------------------------

BEFORE = plan_of(queue_of("same"), queue_of("slower"), queue_of("gone"), topics=[{"topic_name": "events"}])
AFTER = plan_of(
    queue_of("same"),
    queue_of("slower", lock_duration="PT5M"),
    queue_of("new"),
    topics=[{"topic_name": "events", "subscriptions": [{"name": "all"}]}],
)
REFUSED = plan_of(
    queue_of("same", enable_sessions=True),
    queue_of("slower", enable_duplicate_detection=True),
    queue_of("gone", enable_partitioning=True),
    queue_of("events"),
    queue_of("never"),
)


class Changed(NamedTuple):
    """A broker whose plan changed twice: what the refused start said, and the one that followed."""

    broker: Broker
    refusal: tuple[int, str]
    announced: str


@pytest.fixture(scope="module", params=[pytest.param(None, marks=pytest.mark.xdist_group("changed-plan"))])
def changed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changed]:
    broker = Broker(tmp_path_factory.mktemp("changed"), BEFORE).start()
    try:
        broker.stop()
        broker.follow(REFUSED)
        refusal = broker.refusal()
        broker.follow(AFTER)
        yield Changed(broker, refusal, broker.start().announced())
    finally:
        broker.end()


def test_what_is_new_in_a_plan_is_added(changed: Changed) -> None:
    assert "  added: new, events/Subscriptions/all\n" in changed.announced
    with Raw(changed.broker).open() as raw:
        raw.attach_sender("new")


def test_what_changed_in_a_plan_is_updated(changed: Changed) -> None:
    assert "  updated: slower\n" in changed.announced


def test_what_a_plan_no_longer_names_is_kept_and_reported(changed: Changed) -> None:
    assert "  kept, though the plan no longer names them: gone\n" in changed.announced
    with Raw(changed.broker).open() as raw:
        raw.attach_sender("gone")


def test_what_stayed_the_same_is_not_mentioned(changed: Changed) -> None:
    assert "same" not in changed.announced


@pytest.mark.parametrize(
    ("queue", "setting"),
    [
        ("same", "requires_session"),
        ("slower", "requires_duplicate_detection"),
        ("gone", "enable_partitioning"),
    ],
)
def test_what_is_decided_at_creation_cannot_be_changed(changed: Changed, queue: str, setting: str) -> None:
    code, words = changed.refusal

    assert code == 3
    assert f"'{queue}': {setting} is false and cannot be changed after creation" in words


def test_a_queue_cannot_take_the_name_of_a_topic(changed: Changed) -> None:
    assert "'events' exists as a topic" in changed.refusal[1]


def test_a_refused_plan_changes_nothing_at_all(changed: Changed) -> None:
    assert "never" not in changed.announced


# -- figures ---------------------------------------------------------------------------------------


def test_it_is_up_soon_and_idles_small(make_broker: Make, capsys: pytest.CaptureFixture[str]) -> None:
    broker = make_broker(Path(__file__).parents[2] / "plans" / "ai-service.yaml")
    started = time.perf_counter()
    broker.start()
    with socket.create_connection(("127.0.0.1", broker.port)):
        took_s = time.perf_counter() - started

    idle_mb = broker.memory_mb()
    with capsys.disabled():
        print(  # noqa: T201  # figures are for people
            f"\nup in {took_s:.2f} s, idle at {idle_mb:.0f} MB, on {os.cpu_count()} cores"
        )
    assert took_s < START_S
    assert idle_mb < IDLE_MB
