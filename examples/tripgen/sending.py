"""Sending until the broker has said yes.

A send whose answer never came may have arrived or not. It is sent again with the same message id: an entity
with duplicate detection then keeps one of the two.
"""

from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusSender
from azure.servicebus.exceptions import ServiceBusError
from examples.tripgen.connecting import Patience, connect
from examples.tripgen.events import EVENT_TYPE, TOPICS
from examples.tripgen.ledger import Entry, Ledger, What

ANSWER_S = 10.0


class PersistentSender:
    """Sends to one queue or topic; opens a new connection whenever the old one has failed."""

    def __init__(self, place: str, ledger: Ledger) -> None:
        self._place = place
        self._ledger = ledger
        self._client: ServiceBusClient | None = None
        self._sender: ServiceBusSender | None = None

    async def send(self, message: ServiceBusMessage) -> None:
        """Return once the broker has acknowledged the message."""
        patience = Patience()
        while True:
            try:
                sender = self._sender or await self._open()
                await self._attempt(sender, message)
            except ServiceBusError as problem:
                await self.close()
                await patience.pause(problem)
            else:
                return

    async def _attempt(self, sender: ServiceBusSender, message: ServiceBusMessage) -> None:
        self._note(What.SEND_ATTEMPTED, message)
        try:
            await sender.send_messages(message, timeout=ANSWER_S)
        except ServiceBusError as problem:
            self._note(What.SEND_UNKNOWN, message, detail=repr(problem))
            raise
        self._note(What.SEND_ACKNOWLEDGED, message)

    async def _open(self) -> ServiceBusSender:
        self._client = connect()
        if self._place in TOPICS:
            sender = self._client.get_topic_sender(self._place)
        else:
            sender = self._client.get_queue_sender(self._place)
        self._sender = await sender.__aenter__()
        return self._sender

    async def close(self) -> None:
        """Let the connection go; the next send opens another."""
        client, self._client, self._sender = self._client, None, None
        if client is not None:
            await client.close()

    def _note(self, what: What, message: ServiceBusMessage, detail: str = "") -> None:
        event_type = (message.application_properties or {}).get(EVENT_TYPE, "")
        entry = Entry(
            what,
            self._place,
            str(message.message_id),
            session=message.session_id,
            event_type=str(event_type),
            detail=detail,
        )
        self._ledger.write(entry)
