"""Sessions as .NET and Java ask for them: by a filter that is a described value."""

from typing import Any

from proton import Described, Message, symbol, ulong  # type: ignore[import-not-found]
from proton.reactor import Filter  # type: ignore[import-not-found]

from .client import QUEUE, connected

SESSION_FILTER = symbol("com.microsoft:session-filter")
SESSION_FILTER_CODE = ulong(0x137000000C)


def named() -> object:
    return _accepted("busan")


def next_available() -> object:
    return _accepted(None)


def _accepted(wish: str | None) -> dict[str, Any]:
    """Send to two sessions and accept one; returns which it is and what came."""
    with connected() as connection:
        sender = connection.create_sender(QUEUE)
        for session in ("seoul", "busan"):
            sender.send(Message(f"to {session}", group_id=session))
        wished = Filter({SESSION_FILTER: Described(SESSION_FILTER_CODE, wish)})
        receiver = connection.create_receiver(QUEUE, options=wished)
        accepted = (
            dict(receiver.remote_source.filter.get_dict()) if receiver.remote_source.filter.next() else {}
        )
        return {"session": accepted.get(SESSION_FILTER), "received": receiver.receive().body}
