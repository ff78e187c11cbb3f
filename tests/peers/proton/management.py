"""Requests at `$management` that no SDK has words for: Longshore's own operations."""

from typing import Any

from proton import UNDESCRIBED, Array, Data, Message  # type: ignore[import-not-found]

from .client import DEAD_LETTERS, QUEUE, connected, left, send


def request(connection: Any, entity: str, operation: str, body: dict[str, object]) -> Any:  # noqa: ANN401  # Proton has no types
    """Ask an entity's request node; returns the answer."""
    node = f"{entity}/$management"
    answers = connection.create_receiver(node, name=f"answers {operation}")
    sender = connection.create_sender(node, name=f"requests {operation}")
    sender.send(Message(body=body, properties={"operation": operation}, id=operation))
    answer = answers.receive()
    for link in (sender, answers):
        link.close()
    return answer


def numbers(*values: int) -> dict[str, object]:
    return {"sequence-numbers": Array(UNDESCRIBED, Data.LONG, *values)}


def dead_letter(connection: Any) -> None:  # noqa: ANN401  # Proton has no types
    receiver = connection.create_receiver(QUEUE, name="who gives up")
    receiver.receive()
    receiver.reject()
    receiver.close()


def message_deleted() -> object:
    """Delete one message of three."""
    with connected() as connection:
        send(connection, "one", "two", "three")
        answer = request(connection, QUEUE, "longshore:delete-message", numbers(2))
        return {"status": answer.properties["statusCode"], "left": left(connection)}


def missing_message_deleted() -> object:
    """Delete what is there and what is not: neither goes."""
    with connected() as connection:
        send(connection, "one")
        answer = request(connection, QUEUE, "longshore:delete-message", numbers(1, 99))
        return {
            "status": answer.properties["statusCode"],
            "condition": str(answer.properties["errorCondition"]),
            "left": left(connection),
        }


def dead_letter_moved_back() -> object:
    """Repair a dead letter and let it come again."""
    with connected() as connection:
        send(connection, "broken")
        dead_letter(connection)
        body = {**numbers(1), "properties": {"days": 3}}
        answer = request(connection, DEAD_LETTERS, "longshore:move-dead-letter", body)
        again = connection.create_receiver(QUEUE, name="second try").receive()
        return {
            "status": answer.properties["statusCode"],
            "again": [again.body, again.delivery_count, again.properties],
            "number": again.annotations["x-opt-sequence-number"],
        }
