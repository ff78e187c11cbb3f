"""Who decides about a delivery, and what becomes of it."""

from proton import Condition, Delivery, Message  # type: ignore[import-not-found]
from proton.reactor import AtMostOnce  # type: ignore[import-not-found]

from .client import DEAD_LETTERS, QUEUE, connected, drain, left, received, send


def accepted() -> object:
    with received() as (connection, receiver, _delivery):
        receiver.accept()
        return left(connection)


def released() -> object:
    with received() as (_connection, receiver, _delivery):
        receiver.release(delivered=False)
        return receiver.receive().delivery_count


def modified() -> object:
    with received() as (_connection, receiver, delivery):
        delivery.local.failed = True
        receiver.settle(Delivery.MODIFIED)
        return receiver.receive().delivery_count


def rejected() -> object:
    with received() as (connection, receiver, delivery):
        info = {"DeadLetterReason": "BadInput", "DeadLetterErrorDescription": "days is negative"}
        delivery.local.condition = Condition("com.microsoft:dead-letter", "not used", info)
        receiver.reject()
        dead = connection.create_receiver(DEAD_LETTERS).receive()
        return {"body": dead.body, "properties": dead.properties, "left": left(connection)}


def rejected_without_reason() -> object:
    with received() as (connection, receiver, _delivery):
        receiver.reject()
        dead = connection.create_receiver(DEAD_LETTERS).receive()
        return {"dead": dead.body, "left": left(connection)}


def answered(outcome: int) -> object:
    """Decide, but leave it to the broker to settle: it must answer with the same outcome."""
    with received() as (connection, _receiver, delivery):
        delivery.update(outcome)
        connection.wait(lambda: delivery.settled)
        return str(delivery.remote_state)


def answered_accepted() -> object:
    return answered(Delivery.ACCEPTED)


def answered_rejected() -> object:
    return answered(Delivery.REJECTED)


def answered_released() -> object:
    return answered(Delivery.RELEASED)


def answered_modified() -> object:
    return answered(Delivery.MODIFIED)


def sent_settled() -> object:
    with connected() as connection:
        connection.create_sender(QUEUE, options=AtMostOnce()).send(Message("no answer wanted"))
        return connection.create_receiver(QUEUE).receive().body


def received_settled() -> object:
    with connected() as connection:
        send(connection, "work")
        receiver = connection.create_receiver(QUEUE, options=AtMostOnce())
        body = receiver.receive().body
        return {"received": body, "undecided": len(receiver.fetcher.unsettled), "left": left(connection)}


def send_rejected() -> object:
    with connected() as connection:
        sender = connection.create_sender(QUEUE)
        delivery = sender.send(Message("x" * 200_000), error_states=[])
        sender.send(Message("small enough"))
        refusal = {"outcome": str(delivery.remote_state), "condition": delivery.remote.condition.name}
        return {**refusal, "left": left(connection)}


def drained() -> object:
    with connected() as connection:
        send(connection, "one", "two", "three")
        receiver = connection.create_receiver(QUEUE)
        bodies = drain(connection, receiver)
        credit = receiver.credit
        send(connection, "after the drain")
        return {"bodies": bodies, "credit": credit, "then": receiver.receive().body}
