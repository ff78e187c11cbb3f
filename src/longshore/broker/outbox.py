"""What is said to peers once a commit is on disk: nothing is acknowledged from anywhere else.

Each ticket waits for the facts of its unit. When they are durable, sends are accepted and settlements
confirmed, consecutive deliveries of a session in one range; when they never will be, both are rejected.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from longshore.amqp.link import ReceiverLink
from longshore.amqp.session import Session
from longshore.broker.errors import NOT_STORED, rejected
from longshore.engine.message import Message
from longshore.model.refusal import Refusal
from longshore.wire.states import ACCEPTED

if TYPE_CHECKING:
    from longshore.broker.consumer import Consumer
    from longshore.broker.peer import Peer
    from longshore.broker.producer import Producer

_ACCEPTED: Final = ACCEPTED.encode()
_REJECTED: Final = rejected(NOT_STORED)


class Outbox:
    """The tickets of one unit, in the order in which they were drawn."""

    __slots__ = ("_again", "_confirmed", "_handed_over", "_replies", "_sent")

    def __init__(self) -> None:
        self._sent: list[tuple[Producer, Session, int]] = []
        self._confirmed: list[tuple[Session, int, bytes]] = []
        self._handed_over: list[tuple[Consumer, list[Message], list[bytes]]] = []
        self._replies: list[Callable[[bool], None]] = []
        self._again: list[tuple[Peer, Callable[[int], Refusal | None]]] = []

    @property
    def empty(self) -> bool:
        """Whether nobody waits."""
        return not (self._sent or self._confirmed or self._handed_over or self._replies or self._again)

    def accept(self, producer: "Producer", link: ReceiverLink, delivery_id: int, *, settled: bool) -> None:
        """A message was sent. A settled one asks for no answer, but its place in the window comes back."""
        self._sent.append((producer, link.session, -1 if settled else delivery_id))

    def confirm(self, session: Session, delivery_id: int, outcome: bytes) -> None:
        """A receiver decided about a delivery and waits for our answer, which repeats its outcome."""
        self._confirmed.append((session, delivery_id, outcome))

    def hand_over(self, consumer: "Consumer", messages: list[Message], payloads: list[bytes]) -> None:
        """Messages leave for a receiver that settles nothing, but not before their removal is on disk."""
        self._handed_over.append((consumer, messages, payloads))

    def reply(self, answer: Callable[[bool], None]) -> None:
        """A request changed something; `answer` is told whether it is on disk."""
        self._replies.append(answer)

    def ask_again(self, peer: "Peer", ask: Callable[[int], Refusal | None]) -> None:
        """A request is to be taken again, at that later time, when all that came before is on disk."""
        self._again.append((peer, ask))

    def asked_again(self, now_ms: int) -> Iterable[tuple["Peer", Refusal | None]]:
        """Take those requests, which begin a new unit; yields what has become of each."""
        for peer, ask in self._again:
            yield peer, ask(now_ms)

    def release(self, *, stored: bool) -> None:
        """Tell everybody."""
        self._answer_senders(_ACCEPTED if stored else _REJECTED)
        for session, first, last, outcome in ranges(self._confirmed):
            session.settle_sent(first, last, outcome if stored else _REJECTED)
        for consumer, messages, payloads in self._handed_over:
            consumer.receive_handed_over(messages, payloads, stored=stored)
        for answer in self._replies:
            answer(stored)

    def _answer_senders(self, outcome: bytes) -> None:
        counts: dict[Producer, int] = {}
        for producer, _session, _id in self._sent:
            counts[producer] = counts.get(producer, 0) + 1
        answers = (
            (session, delivery_id, outcome) for _p, session, delivery_id in self._sent if delivery_id >= 0
        )
        for session, first, last, state in ranges(answers):
            session.settle_received(first, last, state)
        for producer, count in counts.items():
            producer.decided(count)


def ranges(
    answers: Iterable[tuple[Session, int, bytes]],
) -> Iterable[tuple[Session, int, int, bytes]]:
    """Yield (session, first, last, outcome) of neighbours with consecutive ids and one outcome."""
    session: Session | None = None
    first = last = -1
    outcome = b""
    for other, delivery_id, state in answers:
        if other is session and delivery_id == last + 1 and state == outcome:
            last = delivery_id
            continue
        if session is not None:
            yield session, first, last, outcome
        session, first, last, outcome = other, delivery_id, delivery_id, state
    if session is not None:
        yield session, first, last, outcome
