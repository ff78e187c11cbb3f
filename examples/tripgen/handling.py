"""What a worker does with one message: the work, the events, and only then the settlement.

The events go out before the message is completed. A worker that dies in between leaves a message that is
delivered again; its events then go out again with the same ids, and the topic drops them as duplicates.
The other order would lose events.
"""

import asyncio
import json
from collections.abc import Awaitable
from dataclasses import dataclass
from enum import StrEnum

from azure.servicebus import ServiceBusMessage, ServiceBusReceivedMessage
from azure.servicebus.aio import ServiceBusReceiver
from azure.servicebus.exceptions import ServiceBusError
from examples.tripgen.events import EVENT_TYPE, EVENTS, EventKind, event_id
from examples.tripgen.fields import JsonObject, MalformedRequest
from examples.tripgen.jobs import JOBS
from examples.tripgen.ledger import Entry, Ledger, What
from examples.tripgen.scenario import REFRESH_PROFILE
from examples.tripgen.sending import PersistentSender

DESCRIPTION_MAX = 4096
"""Service Bus takes no longer descriptions of dead letters."""


class Point(StrEnum):
    """The points within a job at which a worker can be made to wait for its end."""

    RECEIVED = "received"
    COMPUTED = "computed"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Hold:
    """Stop for good at a point of the nth job."""

    point: Point
    nth: int


class ProfilesDown(Exception):  # noqa: N818 - the name says what happened, as the ledger will
    """The store of travellers' profiles does not answer."""


def work(queue: str, subject: str | None, body: str) -> JsonObject:
    """Do the job that a message asks for, and return its result."""
    if subject == REFRESH_PROFILE:
        raise ProfilesDown("the store of travellers' profiles does not answer")
    try:
        payload = json.loads(body)
    except json.JSONDecodeError as problem:
        raise MalformedRequest("request", f"is not JSON: {problem}") from problem
    return JOBS[queue](payload)


class Handler:
    """Handles the messages of one queue and writes down what became of each."""

    def __init__(self, queue: str, ledger: Ledger, hold: Hold | None = None) -> None:
        self._queue = queue
        self._ledger = ledger
        self._hold = hold
        self._count = 0
        self._topics = {kind.topic: PersistentSender(kind.topic, ledger) for kind in EVENTS[queue]}

    async def handle(self, receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage) -> None:
        """Do the job and settle the message."""
        self._count += 1
        self._note(What.RECEIVED, message)
        await self._pass(Point.RECEIVED, message)
        try:
            # In a thread: a long computation must not keep the connection from answering.
            result = await asyncio.to_thread(work, self._queue, message.subject, str(message))
        except MalformedRequest as problem:
            await self._dead_letter(receiver, message, problem)
        except Exception as problem:  # noqa: BLE001 - whatever went wrong, another delivery may do better
            abandoning = receiver.abandon_message(message)
            await self._settle(message, abandoning, What.ABANDONED, What.ABANDON_UNKNOWN, repr(problem))
        else:
            await self._pass(Point.COMPUTED, message)
            await self._publish(str(message.message_id), result)
            await self._pass(Point.PUBLISHED, message)
            completing = receiver.complete_message(message)
            await self._settle(message, completing, What.COMPLETED, What.COMPLETION_UNKNOWN)

    async def close(self) -> None:
        """Let the connections to the topics go."""
        for sender in self._topics.values():
            await sender.close()

    async def _publish(self, job_id: str, result: JsonObject) -> None:
        for kind in EVENTS[self._queue]:
            await self._topics[kind.topic].send(_event(job_id, kind, result))

    async def _dead_letter(
        self, receiver: ServiceBusReceiver, message: ServiceBusReceivedMessage, problem: MalformedRequest
    ) -> None:
        reason, description = type(problem).__name__, str(problem)[:DESCRIPTION_MAX]
        moving = receiver.dead_letter_message(message, reason=reason, error_description=description)
        await self._settle(message, moving, What.DEAD_LETTERED, What.DEAD_LETTERING_UNKNOWN, description)

    async def _settle(
        self,
        message: ServiceBusReceivedMessage,
        settling: Awaitable[None],
        done: What,
        unknown: What,
        detail: str = "",
    ) -> None:
        """Wait for the broker's answer; without one, nobody knows what became of the message."""
        try:
            await settling
        except ServiceBusError as problem:
            self._note(unknown, message, detail=repr(problem))
            raise
        self._note(done, message, detail)

    async def _pass(self, point: Point, message: ServiceBusReceivedMessage) -> None:
        if self._hold == Hold(point, self._count):
            self._note(What.HELD, message, detail=point)
            await asyncio.Event().wait()

    def _note(self, what: What, message: ServiceBusReceivedMessage, detail: str = "") -> None:
        entry = Entry(
            what,
            self._queue,
            str(message.message_id),
            session=message.session_id,
            sequence_number=message.sequence_number or 0,
            delivery_count=message.delivery_count or 0,
            detail=detail,
        )
        self._ledger.write(entry)


def _event(job_id: str, kind: EventKind, result: JsonObject) -> ServiceBusMessage:
    return ServiceBusMessage(
        json.dumps({"job": job_id, "result": result}, ensure_ascii=False),
        message_id=event_id(job_id, kind.name),
        subject=kind.name,
        content_type="application/json",
        application_properties={EVENT_TYPE: kind.name},
    )
