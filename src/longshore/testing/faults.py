"""What a test may let go wrong: `servicebus.faults`."""

from collections.abc import Iterable
from typing import Final, TypeVar

from longshore.broker.addresses import parse_address
from longshore.broker.faults import Act, Fault
from longshore.model.refusal import Condition, Refusal
from longshore.testing.host import SteeredHost
from longshore.testing.loop import LoopThread

_CONDITIONS: Final = {condition.amqp: condition for condition in Condition}
_ACTS: Final = {act.value: act for act in Act}
_BUSY: Final = Refusal(
    Condition.SERVER_BUSY,
    "The request was terminated because the entity is being throttled. Please wait and try again.",
)


T = TypeVar("T")


class Faults:
    """Faults of one broker. An entity is named as clients name it; its dead letters count as the entity."""

    def __init__(self, thread: LoopThread, host: SteeredHost) -> None:
        self._thread = thread
        self._host = host

    def drop_connections(self, entity: str | None = None) -> int:
        """Cut clients off, without a goodbye: all, or those with a link to an entity; returns how many."""
        return self._thread.call(self._host.drop(entity))

    def steal_lock(self, entity: str, *, message_id: str | None = None, session_id: str | None = None) -> int:
        """End locks as if their time had run out: of one message, of one session, or every one.

        The delivery counts, the message is available again, its receiver is told that the lock is lost
        when it settles, and a session's receiver at once. Returns how many locks ended.

        Raises:
            LookupError: There is no such entity, or no such lock.
        """
        stolen = self._thread.call(self._host.steal(entity, message_id, session_id))
        if not stolen:
            wanted = message_id or session_id
            raise LookupError(f"nothing is locked in '{entity}'" + (f" as '{wanted}'" if wanted else ""))
        return stolen

    def throttle(
        self, entity: str | None = None, *, times: int | None = None, seconds: float | None = None
    ) -> None:
        """Answer that the server is busy: to links, sends, requests, and to receivers that want messages.

        Args:
            entity: Where; everywhere unless said.
            times: How often; always unless said.
            seconds: For how long, by the broker's clock; until `clear` unless said.
        """
        self._order(_BUSY, frozenset(Act) - {Act.SETTLE}, entity, times, seconds)

    def refuse(
        self,
        entity: str | None = None,
        condition: str = Condition.NOT_FOUND.amqp,
        *,
        on: str | Iterable[str] = tuple(_ACTS),
        times: int | None = None,
        seconds: float | None = None,
        description: str = "Refused, because the test wants it so.",
    ) -> None:
        """Refuse with an AMQP condition, such as `com.microsoft:entity-disabled`.

        Args:
            entity: Where; everywhere unless said.
            condition: What is answered.
            on: What is refused: attach, send, receive, settle, request (of `$management`); all unless said.
            times: How often; always unless said.
            seconds: For how long, by the broker's clock; until `clear` unless said.
            description: The sentence that goes with the condition.

        Raises:
            ValueError: There is no such condition, or nothing of the kind to refuse.
        """
        acts = [on] if isinstance(on, str) else on
        refused = frozenset(_known(_ACTS, act, "act") for act in acts)
        refusal = Refusal(_known(_CONDITIONS, condition, "condition"), description)
        self._order(refusal, refused, entity, times, seconds)

    def clear(self) -> None:
        """Let everything work again."""
        self._thread.call(self._host.clear_faults())

    def _order(
        self,
        refusal: Refusal,
        acts: frozenset[Act],
        entity: str | None,
        times: int | None,
        seconds: float | None,
    ) -> None:
        until_ms = None if seconds is None else self._host.clock() + round(seconds * 1_000)
        path = None if entity is None else parse_address(entity).path
        self._thread.call(self._host.order(Fault(refusal, acts, path, times, until_ms)))


def _known(words: dict[str, T], word: str, what: str) -> T:
    if word not in words:
        raise ValueError(f"'{word}' is no {what}; there are {', '.join(sorted(words))}")
    return words[word]
