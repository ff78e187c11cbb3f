"""kill -9 while an older folder is brought forward: each step is whole or has not happened."""

from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import apsw
import pytest

from longshore.model.keys import message_key
from longshore.store.schema import APPLICATION_ID, VERSION
from tests.clients.broker import Broker, plan_of
from tests.unit.store.versions import VERSION_1

from .autopsy import STORE, names_on_disk, version_on_disk
from .killing import Stage, kill_when, stage_of
from .load import body_of

QUEUE = 1
MESSAGES = 10_000
NAMES = [f"old-{number}" for number in range(MESSAGES)]
PLACES = (0.05, 0.3, 0.6, 0.9)
"""How much of the migration was written when the broker was killed."""


def payload_of(name: str) -> bytes:
    body = body_of(name).encode()
    return b"\x00\x53\x75\xb0" + len(body).to_bytes(4, "big") + body


def write_version_1(path: Path) -> None:
    with closing(apsw.Connection(str(path))) as store:
        store.pragma("journal_mode", "wal")
        with store:
            store.execute(VERSION_1)
            store.execute("INSERT INTO entity VALUES (?, 'queue', NULL, 'jobs', '{}')", (QUEUE,))
            store.execute("INSERT INTO sequence VALUES (?, ?)", (QUEUE, MESSAGES))
            store.executemany(
                "INSERT INTO message VALUES (?, 0, 10, 9223372036854775807, 0, NULL, 0, NULL, x'', x'', ?)",
                [(message_key(QUEUE, number + 1), payload_of(name)) for number, name in enumerate(NAMES)],
            )
            store.pragma("application_id", APPLICATION_ID)
            store.pragma("user_version", 1)


def is_longer(path: Path, size_bytes: float) -> bool:
    return path.exists() and path.stat().st_size > size_bytes


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path / "broker", plan_of())
    broker.data.mkdir()
    write_version_1(broker.data / STORE)
    yield broker
    broker.end()
    broker.log()


def test_a_broker_killed_in_a_migration_leaves_the_old_store_and_the_next_one_brings_it_forward(
    broker: Broker,
) -> None:
    log = broker.data / f"{STORE}-wal"
    whole_bytes = (broker.data / STORE).stat().st_size
    died: list[int] = []
    for place in PLACES:
        broker.spawn()
        kill_when(broker, partial(is_longer, log, place * whole_bytes))
        died.append(version_on_disk(broker.data))
        assert sorted(names_on_disk(broker.data)) == sorted(NAMES)

    assert died[0] == 1
    assert set(died) <= {1, VERSION}
    broker.start()
    assert stage_of(broker) is Stage.READY
    broker.kill()
    assert version_on_disk(broker.data) == VERSION
    assert names_on_disk(broker.data) == NAMES
