"""Sends and settlements that happen together [AMQP 4]: what Proton has no blocking words for."""

from contextlib import suppress
from typing import Any

from proton import (  # type: ignore[import-not-found]
    Delivery,
    Described,
    Message,
    Terminus,
    symbol,
    ulong,
)
from proton.reactor import LinkOption  # type: ignore[import-not-found]
from proton.utils import SendException  # type: ignore[import-not-found]

from .client import DEAD_LETTERS, QUEUE, connected, drain, left, send

DECLARE, DISCHARGE, TRANSACTIONAL_STATE = 0x31, 0x32, 0x34
OTHER = "other"
TOPIC, SUBSCRIPTION = "events", "events/Subscriptions/everything"


class ToCoordinator(LinkOption):  # type: ignore[misc]
    """Makes a sender one to the transaction coordinator."""

    def apply(self, link: Any) -> None:  # noqa: ANN401  # Proton has no types
        """Change the link before it is attached."""
        link.target.type = Terminus.COORDINATOR
        link.target.capabilities.put_object(symbol("amqp:local-transactions"))


class Transaction:
    """One transaction, declared."""

    def __init__(self, connection: Any, name: str = "coordinator") -> None:  # noqa: ANN401  # Proton has no types
        self._connection = connection
        self._coordinator = connection.create_sender(None, name=name, options=ToCoordinator())
        self._tags = 0
        declared = self._ask(DECLARE, [None])
        self.id = declared.remote.data[0]

    def _ask(self, descriptor: int, fields: list[object]) -> Any:  # noqa: ANN401  # Proton has no types
        return self._coordinator.send(Message(body=Described(ulong(descriptor), fields)))

    def send(self, sender: Any, body: str) -> Any:  # noqa: ANN401  # Proton has no types
        """Send as part of it; returns the delivery once it is answered."""
        self._tags += 1
        delivery = sender.link.send(Message(body), tag=str(self._tags))
        delivery.local.data = [self.id]
        delivery.update(TRANSACTIONAL_STATE)
        self._connection.wait(lambda: delivery.remote_state or delivery.settled)
        return delivery

    def settle(self, delivery: Any, outcome: int = Delivery.ACCEPTED) -> Any:  # noqa: ANN401  # Proton has no types
        """Decide about a received message as part of it; returns the delivery once it is answered."""
        delivery.local.data = [self.id, Described(ulong(outcome), [])]
        delivery.update(TRANSACTIONAL_STATE)
        self._connection.wait(lambda: delivery.settled)
        return delivery

    def discharge(self, *, fail: bool = False) -> str:
        """End it; returns `accepted`, or the condition of the rejection."""
        return self.discharge_id(self.id, fail=fail)

    def discharge_id(self, txn_id: bytes, *, fail: bool = False) -> str:
        """End the transaction of an id."""
        self._tags += 1
        delivery = self._coordinator.link.send(
            Message(body=Described(ulong(DISCHARGE), [txn_id, fail])), tag=f"discharge-{self._tags}"
        )
        self._connection.wait(lambda: delivery.settled)
        if delivery.remote_state == Delivery.ACCEPTED:
            return "accepted"
        return str(delivery.remote.condition.name)


def received_from(connection: Any, address: str) -> tuple[Any, Any]:  # noqa: ANN401  # Proton has no types
    """Receive one message: (its receiver, its undecided delivery)."""
    receiver = connection.create_receiver(address, name=f"from {address}")
    receiver.receive()
    return receiver, receiver.fetcher.unsettled[0]


def contents(connection: Any, address: str) -> list[str]:  # noqa: ANN401  # Proton has no types
    receiver = connection.create_receiver(address, name=f"what is left in {address}")
    found = drain(connection, receiver)
    receiver.close()
    return found


def committed() -> object:
    """Complete one message and send two, to different entities."""
    with connected() as connection:
        send(connection, "work")
        _receiver, delivery = received_from(connection, QUEUE)
        transaction = Transaction(connection)
        settled = transaction.settle(delivery)
        answers = [
            transaction.send(connection.create_sender(address), "result") for address in (OTHER, TOPIC)
        ]
        early = contents(connection, OTHER)
        outcome = transaction.discharge()
        return {
            "answers": [int(answer.remote_state) for answer in (settled, *answers)],
            "before": early,
            "outcome": outcome,
            "left": {address: contents(connection, address) for address in (QUEUE, OTHER, SUBSCRIPTION)},
        }


def rolled_back() -> object:
    """Undo a completion and a send; the message is still locked, and comes again when its lock ends."""
    with connected() as connection:
        send(connection, "work")
        receiver, delivery = received_from(connection, QUEUE)
        transaction = Transaction(connection)
        transaction.settle(delivery)
        transaction.send(connection.create_sender(OTHER), "result")
        outcome = transaction.discharge(fail=True)
        at_once = left(connection)
        again = receiver.receive(timeout=10)
        return {
            "outcome": outcome,
            "at once": at_once,
            "again": [again.body, again.delivery_count],
            "other": contents(connection, OTHER),
        }


def lost_connection() -> object:
    """Go away with a transaction open: nothing of it happens."""
    with suppress(Exception), connected() as connection:
        transaction = Transaction(connection)
        transaction.send(connection.create_sender(QUEUE), "never")
        connection.conn.transport.close_tail()
    with connected() as connection:
        return contents(connection, QUEUE)


def dead_lettered() -> object:
    """Dead-letter one message and abandon another, together."""
    with connected() as connection:
        send(connection, "broken", "again")
        receiver = connection.create_receiver(QUEUE, credit=2, name="two at once")
        receiver.receive()
        receiver.receive()
        broken, again = receiver.fetcher.unsettled
        transaction = Transaction(connection)
        transaction.settle(broken, Delivery.REJECTED)
        transaction.settle(again, Delivery.MODIFIED)
        outcome = transaction.discharge()
        once_more = receiver.receive()
        return {
            "outcome": outcome,
            "dead": contents(connection, DEAD_LETTERS),
            "again": [once_more.body, once_more.delivery_count],
        }


def too_many() -> object:
    """Enlist more than a hundred messages: the one too many is refused, the others are sent."""
    with connected() as connection:
        transaction = Transaction(connection)
        sender = connection.create_sender(QUEUE)
        last = [transaction.send(sender, str(number)) for number in range(101)][-1]
        refused = str(last.remote.condition.name)
        outcome = transaction.discharge()
        receiver = connection.create_receiver(QUEUE, name="how many")
        receiver.drain(200)
        connection.wait(lambda: not receiver.draining() and not receiver.queued)
        count = 0
        while receiver.fetcher.has_message:
            receiver.fetcher.pop()
            count += 1
        return {"refused": refused, "outcome": outcome, "sent": count}


def unknown() -> object:
    """Speak of a transaction that was never declared."""
    with connected() as connection:
        transaction = Transaction(connection)
        ended = transaction.discharge()
        return {
            "ended": ended,
            "again": transaction.discharge(),
            "other": transaction.discharge_id(b"no such"),
        }


class SendVia(LinkOption):  # type: ignore[misc]
    """Makes a sender one that sends on to another entity."""

    def __init__(self, destination: str) -> None:
        self._destination = destination

    def apply(self, link: Any) -> None:  # noqa: ANN401  # Proton has no types
        """Change the link before it is attached."""
        link.properties = {symbol("com.microsoft:transfer-destination-address"): self._destination}


def sent_via() -> object:
    """Complete a message of one queue and send its result to another by way of the first."""
    with connected() as connection:
        send(connection, "work")
        _receiver, delivery = received_from(connection, QUEUE)
        via = connection.create_sender(QUEUE, name="via", options=SendVia(OTHER))
        transaction = Transaction(connection)
        transaction.settle(delivery)
        transaction.send(via, "result")
        outcome = transaction.discharge()
        return {"outcome": outcome, "left": left(connection), "other": contents(connection, OTHER)}


def sent_via_to_nowhere() -> object:
    """Send by way of a queue to an entity that takes nothing: a transfer dead letter of the first."""
    with connected() as connection:
        via = connection.create_sender(QUEUE, name="via", options=SendVia("closed"))
        with suppress(SendException):
            via.send(Message("result"))
        dead = connection.create_receiver(f"{QUEUE}/$Transfer/$DeadLetterQueue").receive()
        return {"body": dead.body, "reason": dead.properties["DeadLetterReason"]}
