"""A data folder with everything in it, as kill -9 leaves it, kept for every later version to open.

    python -m tests.crash.folder

Writes tests/data/folders/v<format>/: `folder.tar.xz` holds the store, the log that was not yet folded into
it, and keys that guard nothing; `manifest.json` says what clients saw in it before the kill.
"""

import asyncio
import base64
import io
import json
import lzma
import tarfile
from collections.abc import Awaitable, Iterable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver, ServiceBusSession
from azure.servicebus.exceptions import MessageNotFoundError

from longshore.store.schema import VERSION
from tests.clients.broker import Broker, plan_of, queue_of
from tests.clients.sdk import connect, messages, operate, take_one

from .autopsy import STORE

FOLDERS: Final = Path(__file__).parents[1] / "data" / "folders"
ARCHIVE, MANIFEST = "folder.tar.xz", "manifest.json"
KEPT: Final = (STORE, f"{STORE}-wal", "keys.json")
"""What a killed broker leaves that is worth keeping: the rest is made again, or knows this machine."""

KEYS: Final[dict[str, Any]] = {
    "schema": 1,
    "policies": {
        "RootManageSharedAccessKey": {
            f"{which}_key": base64.b64encode(f"a {which} key that guards nothing".encode()).decode()
            for which in ("primary", "secondary")
        }
    },
}

Seen = dict[str, Any]
"""What clients see in a namespace, in JSON's words."""

RULES: Final = [
    {"name": "urgent", "filter": "priority > 5", "action": "SET siren = TRUE"},
    {"name": "trips", "filter": {"correlation": {"label": "trip"}}},
]
PLAN: Final = plan_of(
    queue_of("jobs"),
    queue_of("chats", enable_sessions=True),
    queue_of("once", enable_duplicate_detection=True, duplicate_detection_history_time_window="P7D"),
    queue_of("inbox", forward_to="archive"),
    queue_of("archive"),
    topics=[
        {
            "topic_name": "events",
            "subscriptions": [{"name": "all"}, {"name": "urgent", "properties": {"rules": RULES}}],
        }
    ],
)
LOOKED_AT: Final = (
    "jobs",
    "jobs/$DeadLetterQueue",
    "once",
    "archive",
    "events/Subscriptions/all",
    "events/Subscriptions/urgent",
)
SESSIONS: Final = ("seoul", "busan")
LATER: Final = datetime(2100, 1, 1, tzinfo=UTC)
MANY: Final = 100


# -- filling -------------------------------------------------------------------------------------------


async def fill(client: ServiceBusClient) -> None:
    """Put one of every kind of thing into a namespace."""
    async with AsyncExitStack() as links:
        jobs = await links.enter_async_context(client.get_queue_receiver("jobs"))
        await _send(client, "jobs", *(_named(name) for name in ("done", "failed", "aside", "again", "held")))
        await jobs.complete_message(await take_one(jobs))
        await jobs.dead_letter_message(await take_one(jobs), "BadInput", "The picture has no pixels.")
        await jobs.defer_message(await take_one(jobs))
        await jobs.abandon_message(await take_one(jobs))
        await take_one(jobs)
        await take_one(jobs)  # both are locked when the broker dies
        await _send(client, "jobs", _named("untouched", application_properties={"size": 7, "kind": "trip"}))
        async with client.get_queue_sender("jobs") as sender:
            await sender.schedule_messages(_named("later"), LATER)
        await _send(client, "once", _named("order-1"), _named("order-2"), _named("order-1"))
        once = await links.enter_async_context(client.get_queue_receiver("once"))
        await once.complete_message(await take_one(once))
        await _send(client, "inbox", _named("forwarded"))
        await _fill_events(client)
        await _fill_chats(client)


async def _fill_events(client: ServiceBusClient) -> None:
    async with client.get_subscription_receiver("events", "urgent") as receiver:
        added = {"correlation-filter": {"properties": {"colour": "red"}}}
        await operate(receiver, "com.microsoft:add-rule", rule_name="red", rule_description=added)
    async with client.get_topic_sender("events") as sender:
        await sender.send_messages(_named("calm", application_properties={"priority": 1}))
        await sender.send_messages(_named("alarm", application_properties={"priority": 9}))
        await sender.schedule_messages(_named("drill", application_properties={"priority": 9}), LATER)


async def _fill_chats(client: ServiceBusClient) -> None:
    for session in SESSIONS:
        await _send(client, "chats", *messages("hi", "ho", session_id=session))
    async with client.get_queue_receiver("chats", session_id="seoul") as receiver:
        await receiver.complete_message(await take_one(receiver))
        await _session_of(receiver.session).set_state(b"greeted")


async def _send(client: ServiceBusClient, queue: str, *several: ServiceBusMessage) -> None:
    async with client.get_queue_sender(queue) as sender:
        for message in several:
            await sender.send_messages(message)


def _named(name: str, **more: Any) -> ServiceBusMessage:  # noqa: ANN401  # the SDK's own options
    return ServiceBusMessage(f"the body of {name}", message_id=name, **more)


def _session_of(session: object) -> ServiceBusSession:
    assert isinstance(session, ServiceBusSession)
    return session


# -- looking -------------------------------------------------------------------------------------------


async def look(client: ServiceBusClient, places: Iterable[str] = LOOKED_AT) -> Seen:
    """Return what clients can see of a namespace that was filled, and change nothing in it."""
    looks: dict[str, Awaitable[Any]] = {
        path: _peek(client.get_queue_receiver(path)) for path in LOOKED_AT if path in places
    }
    looks |= {f"chats, session {session}": _look_at_session(client, session) for session in SESSIONS}
    looks |= {"events, scheduled": _scheduled_in_topic(client), "rules": _rules(client)}
    return dict(zip(looks, await asyncio.gather(*looks.values()), strict=True))


async def _look_at_session(client: ServiceBusClient, session: str) -> Seen:
    async with client.get_queue_receiver("chats", session_id=session) as receiver:
        state = await _session_of(receiver.session).get_state()
        return {"state": state.decode() if state else None, "messages": await _peek(receiver)}


async def _rules(client: ServiceBusClient) -> list[str]:
    async with client.get_subscription_receiver("events", "urgent") as receiver:
        answer = await operate(receiver, "com.microsoft:enumerate-rules", skip=0, top=MANY)
    return [repr(rule[b"rule-description"]) for rule in answer["rules"]]


async def _scheduled_in_topic(client: ServiceBusClient) -> int:
    async with client.get_topic_sender("events") as sender:
        try:
            answer = await operate(sender, "com.microsoft:peek-message", message_count=MANY)
        except MessageNotFoundError:
            return 0
    return len(answer["messages"])


async def _peek(receiver: ServiceBusReceiver) -> list[Seen]:
    async with receiver:
        return [_plain(message) for message in await receiver.peek_messages(max_message_count=MANY)]


def _plain(message: ServiceBusReceivedMessage) -> Seen:
    seen = {
        "body": str(message),
        "message_id": message.message_id,
        "session_id": message.session_id,
        "state": message.state.name,
        "sequence_number": message.sequence_number,
        "enqueued_sequence_number": message.enqueued_sequence_number,
        "delivery_count": message.delivery_count,
        "enqueued": _time(message.enqueued_time_utc),
        "scheduled": _time(message.scheduled_enqueue_time_utc),
        "expires": _time(message.expires_at_utc),
        "properties": {
            _text(name): _text(value) for name, value in (message.application_properties or {}).items()
        },
        "dead_letter_reason": message.dead_letter_reason,
        "dead_letter_description": message.dead_letter_error_description,
        "dead_letter_source": message.dead_letter_source,
    }
    return {name: value for name, value in seen.items() if value not in (None, {})}


def _time(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()


def _text(value: object) -> object:
    return value.decode() if isinstance(value, bytes) else value


# -- keeping -------------------------------------------------------------------------------------------


def pack(data: Path) -> bytes:
    """Return a data folder as an archive that says nothing of this machine."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name in KEPT:
            content = (data / name).read_bytes()
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return lzma.compress(packed.getvalue(), preset=9)


def unpack(version: int, data: Path) -> Seen:
    """Lay out the folder of a version; returns its manifest."""
    data.mkdir(parents=True)
    kept = FOLDERS / f"v{version}"
    with tarfile.open(kept / ARCHIVE) as archive:
        archive.extractall(data, filter="data")
    manifest: Seen = json.loads((kept / MANIFEST).read_text())
    return manifest


async def _fill_and_look(broker: Broker) -> Seen:
    async with connect(broker.connection_string) as client:
        await fill(client)
        seen = await look(client)
        broker.kill()
    return seen


def main() -> None:
    """Make the folder of this version."""
    filled = datetime.now(UTC).isoformat(timespec="seconds")
    with TemporaryDirectory() as folder:
        broker = Broker(Path(folder), PLAN)
        broker.data.mkdir()
        (broker.data / "keys.json").write_text(json.dumps(KEYS))
        try:
            seen = asyncio.run(_fill_and_look(broker.start()))
        finally:
            broker.end()
        packed = pack(broker.data)
    kept = FOLDERS / f"v{VERSION}"
    kept.mkdir(parents=True, exist_ok=True)
    (kept / ARCHIVE).write_bytes(packed)
    manifest = {"format": VERSION, "filled": filled, "seen": seen}
    (kept / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
