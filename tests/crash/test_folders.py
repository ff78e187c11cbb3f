"""Data folders that earlier versions left behind, killed: this one must open them and find everything."""

import json
import re
import tarfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import apsw
import pytest
import pytest_asyncio
from azure.servicebus.aio import ServiceBusClient

from longshore.cli.exits import Exit
from longshore.security.rights import ALL_RIGHTS, AccessPolicy
from longshore.server.datafolder import ROOT_POLICY
from longshore.store.schema import VERSION
from longshore.testing.host import SteeredHost
from tests.clients.broker import Broker, plan_of
from tests.clients.sdk import bodies, connect, messages, nothing_comes, take

from .autopsy import STORE
from .folder import ARCHIVE, FOLDERS, KEPT, KEYS, Seen, look, unpack

VERSIONS = sorted(int(path.name.removeprefix("v")) for path in FOLDERS.glob("v*"))
NEWER_FOLDER = f"has format {VERSION + 1} and this Longshore reads {VERSION}: a newer one wrote it; upgrade"

every_version = pytest.mark.parametrize("version", VERSIONS)


def test_there_is_a_folder_of_this_version() -> None:
    """Where this fails, the format has changed: run `python -m tests.crash.folder` and keep what it makes."""
    assert VERSION in VERSIONS


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path / "broker", plan_of())
    yield broker
    broker.end()
    broker.log()


@every_version
async def test_a_folder_holds_what_clients_saw_in_it(broker: Broker, version: int) -> None:
    seen = unpack(version, broker.data)["seen"]

    async with connect(broker.start().connection_string) as client:
        assert await look(client, seen) == seen


@every_version
async def test_what_was_in_a_folder_can_be_received_and_more_can_be_sent(
    broker: Broker, version: int
) -> None:
    waiting = [message for message in unpack(version, broker.data)["seen"]["jobs"] if active(message)]
    async with connect(broker.start().connection_string) as client:
        await client.get_queue_sender("jobs").send_messages(messages("new"))
        receiver = client.get_queue_receiver("jobs")

        taken = await take(receiver, len(waiting) + 1)

        assert bodies(taken) == [*(message["body"] for message in waiting), "new"]
        for message in taken:
            await receiver.complete_message(message)
        assert await nothing_comes(receiver)


def active(message: Seen) -> bool:
    return bool(message["state"] == "ACTIVE")


@every_version
def test_its_keys_are_the_ones_that_were_on_file(broker: Broker, version: int) -> None:
    unpack(version, broker.data)
    broker.start()
    assert json.loads((broker.data / "keys.json").read_text()) == KEYS


# -- at its own time -----------------------------------------------------------------------------------


@pytest_asyncio.fixture(params=VERSIONS)
async def at_its_time(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[ServiceBusClient]:
    """A client of a folder that is opened as soon as it was left."""
    manifest = unpack(request.param, tmp_path / "data")
    key = KEYS["policies"][ROOT_POLICY]["primary_key"]
    policy = AccessPolicy(ROOT_POLICY, key, key, ALL_RIGHTS)
    host = SteeredHost("tests", tmp_path / "data" / STORE, policy)
    left = datetime.fromisoformat(manifest["filled"])
    host.clock.put_forward(int(left.timestamp() * 1_000) - host.clock())
    port = await host.start("127.0.0.1", 0)
    address = f"Endpoint=sb://127.0.0.1:{port};UseDevelopmentEmulator=true"
    async with connect(f"{address};SharedAccessKeyName={ROOT_POLICY};SharedAccessKey={key}") as client:
        yield client
    await host.stop()


async def test_ids_that_came_before_are_known_and_others_are_not(at_its_time: ServiceBusClient) -> None:
    sender, receiver = at_its_time.get_queue_sender("once"), at_its_time.get_queue_receiver("once")
    for name in ("order-1", "order-2", "order-3"):
        await sender.send_messages(messages(f"the body of {name}", message_id=name))

    assert bodies(await take(receiver, 2)) == ["the body of order-2", "the body of order-3"]
    assert await nothing_comes(receiver)


# -- what is kept --------------------------------------------------------------------------------------


@every_version
def test_a_kept_folder_is_small_and_says_nothing_of_the_machine_it_was_made_on(version: int) -> None:
    path = FOLDERS / f"v{version}" / ARCHIVE
    with tarfile.open(path) as archive:
        content = {member.name: member for member in archive.getmembers()}
        packed = b"".join(archive.extractfile(name).read() for name in KEPT)  # type: ignore[union-attr]

    assert content.keys() == set(KEPT)
    assert {(member.uname, member.uid, member.mtime) for member in content.values()} == {("", 0, 0)}
    assert not re.search(rb"/(home|Users|root|tmp|work|var)/", packed)
    assert path.stat().st_size < 20_000


@every_version
def test_its_log_was_not_folded_into_the_store(tmp_path: Path, version: int) -> None:
    unpack(version, tmp_path / "data")
    assert (tmp_path / "data" / f"{STORE}-wal").stat().st_size > 4_096


# -- newer ones ----------------------------------------------------------------------------------------


def content_of(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds, but what every start writes or SQLite makes again."""
    mine = {"lock", f"{STORE}-shm"}
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in mine}


@pytest.mark.parametrize("killed", [True, False], ids=["killed", "stopped"])
def test_a_folder_of_a_newer_version_is_refused_and_left_as_it_is(broker: Broker, killed: bool) -> None:
    unpack(VERSION, broker.data)
    store = broker.data / STORE
    with closing(apsw.Connection(str(store))) as newer:
        newer.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, int(killed))
        newer.pragma("user_version", VERSION + 1)
    before = content_of(broker.data)
    assert (f"{STORE}-wal" in before) is killed

    code, words = broker.refusal()

    assert code == Exit.REFUSED
    assert words == f"{store} {NEWER_FOLDER}, or choose another folder\n"
    assert content_of(broker.data) == before
