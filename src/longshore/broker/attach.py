"""Where a link leads: address to node, rights, and the several ways of accepting a session.

A refused link is answered as [AMQP 2.6.3] wants it (see `amqp.link.Link.refuse`), which is also what every
client turns into its proper exception at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from longshore.amqp.link import Link, ReceiverLink, SenderLink
from longshore.broker.addresses import CBS, Address, parse_address, strip_authority
from longshore.broker.cbs import CbsNode
from longshore.broker.consumer import Consumer
from longshore.broker.errors import amqp_error
from longshore.broker.management import ManagementNode
from longshore.broker.peer import Peer
from longshore.broker.producer import Producer
from longshore.broker.pump import Pump, SessionWaiter
from longshore.broker.requests import Node, ReplyLink, RequestLink
from longshore.broker.unit import Unit
from longshore.engine.lane import Lane
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.model.limits import SESSION_ACCEPT_TIMEOUT_MS
from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import Right
from longshore.wire.states import Source, Target
from longshore.wire.values import Described, Long, Symbol

SESSION_FILTER: Final = "com.microsoft:session-filter"
_TIMEOUT: Final = "com.microsoft:timeout"
_LOCKED_UNTIL: Final = "com.microsoft:locked-until-utc"

_TICKS_PER_MS: Final = 10_000
_EPOCH_TICKS: Final = 621_355_968_000_000_000
"""1970-01-01 in .NET ticks, which count 100 ns since the year 1."""

Attachment = Producer | Consumer | RequestLink | ReplyLink | SessionWaiter


class Attacher:
    """Answers attach requests for one namespace."""

    def __init__(
        self,
        namespace: Namespace,
        cbs: CbsNode,
        pump: Pump,
        current_unit: Callable[[], Unit],
    ) -> None:
        self._namespace = namespace
        self._cbs = cbs
        self._pump = pump
        self._unit = current_unit

    def attach(self, peer: Peer, link: Link, now_ms: int) -> Refusal | None:
        """Accept a link, let it wait for a session, or refuse it; a refusal is also returned, for the log."""
        refusal = self._route(peer, link, now_ms)
        if refusal is not None:
            link.refuse(amqp_error(refusal))
        return refusal

    def _route(self, peer: Peer, link: Link, now_ms: int) -> Refusal | None:
        address_text = _address_of(link)
        if address_text is None:
            return Refusal(Condition.NOT_FOUND, "The link names no address.")
        address = parse_address(address_text)
        if strip_authority(address_text).lower() == CBS:
            self._attach_node(peer, link, self._cbs, CBS)
            return None
        if address.management:
            return self._attach_management(peer, link, address)
        if isinstance(link, ReceiverLink):
            return self._attach_producer(peer, link, address, now_ms)
        if isinstance(link, SenderLink):
            return self._attach_consumer(peer, link, address, now_ms)
        raise AssertionError(f"{type(link).__name__} is no kind of link")

    # -- request nodes -----------------------------------------------------------------------------

    def _attach_node(self, peer: Peer, link: Link, node: Node, name: str) -> None:
        if isinstance(link, ReceiverLink):
            link.attachment = RequestLink(peer, link, node, name)
        elif isinstance(link, SenderLink):
            link.accept()
            reply = ReplyLink(link, name, self._namespace.context.new_token)
            link.attachment = peer.replies[link] = reply

    def _attach_management(self, peer: Peer, link: Link, address: Address) -> Refusal | None:
        queue = self._namespace.receivable(address.path)
        if queue is None:
            if self._namespace.sendable(address.path) is not None:
                return Refusal(Condition.NOT_IMPLEMENTED, "Management of a topic is not supported yet.")
            return self._not_found(address.path)
        lane = queue.dead_letters if address.dead_letter else queue.main
        node = ManagementNode(address.claimed, queue, lane, self._unit)
        self._attach_node(peer, link, node, address.claimed.lower())
        return None

    # -- entities ----------------------------------------------------------------------------------

    def _attach_producer(
        self, peer: Peer, link: ReceiverLink, address: Address, now_ms: int
    ) -> Refusal | None:
        target = self._namespace.sendable(address.path)
        if target is None:
            return self._not_found(address.path)
        if address.dead_letter:
            return Refusal(Condition.NOT_ALLOWED, "Nothing can be sent to a dead-letter queue.")
        if not peer.may(address.claimed, Right.SEND, now_ms):
            return _unauthorized("Send", address.claimed)
        producer = Producer(peer, link, address.claimed, target)
        link.attachment = producer
        producer.attach()
        return None

    def _attach_consumer(self, peer: Peer, link: SenderLink, address: Address, now_ms: int) -> Refusal | None:
        queue = self._namespace.receivable(address.path)
        if queue is None:
            return self._not_receivable(address.path)
        if not peer.may(address.claimed, Right.LISTEN, now_ms):
            return _unauthorized("Listen", address.claimed)
        request = _Request(peer, link, address.claimed, queue)
        if queue.description.requires_session and not address.dead_letter:
            return self._attach_session(request, now_ms)
        if _session_filter(link) is not None:
            return Refusal(Condition.NOT_ALLOWED, f"'{queue.path}' has no sessions to accept.")
        link.accept()
        self._join(request, queue.dead_letters if address.dead_letter else queue.main)
        return None

    def _join(self, request: "_Request", lane: Lane) -> Consumer:
        consumer = Consumer(request.peer, request.link, request.claimed, request.queue, lane)
        request.link.attachment = consumer
        self._pump.join(consumer)
        self._pump.touch(consumer)
        return consumer

    # -- sessions ----------------------------------------------------------------------------------

    def _attach_session(self, request: "_Request", now_ms: int) -> Refusal | None:
        wish = _session_filter(request.link)
        if wish is None:
            return Refusal(
                Condition.NOT_ALLOWED,
                f"'{request.queue.path}' requires sessions: accept one by name, or the next available one.",
            )
        if wish.session_id is None:
            if not self._accept_next(request, now_ms):
                self._wait_for_session(request, now_ms)
            return None
        session = request.queue.accept_session(wish.session_id, request.link, now_ms)
        if isinstance(session, Refusal):
            return session
        self._accept_session(request, session)
        return None

    def _accept_next(self, request: "_Request", now_ms: int) -> bool:
        session = request.queue.accept_next_session(request.link, now_ms)
        if session is None:
            return False
        self._accept_session(request, session)
        return True

    def _accept_session(self, request: "_Request", session: Session) -> None:
        """The answer says which session it is and until when it is locked."""
        asked = request.link.attach.source
        request.link.accept(
            Source(
                address=asked.address if asked is not None else None,
                filter={Symbol(SESSION_FILTER): session.session_id},
            ),
            {Symbol(_LOCKED_UNTIL): Long(session.locked_until_ms * _TICKS_PER_MS + _EPOCH_TICKS)},
        )
        session.holder = self._join(request, session)

    def _wait_for_session(self, request: "_Request", now_ms: int) -> None:
        link, queue = request.link, request.queue
        timeout_ms = (link.attach.properties or {}).get(_TIMEOUT)
        patience_ms = int(timeout_ms) if isinstance(timeout_ms, int) else SESSION_ACCEPT_TIMEOUT_MS
        late = Refusal(Condition.TIMEOUT, f"No session of '{queue.path}' became available in time.")
        waiter = SessionWaiter(
            queue,
            now_ms + min(patience_ms, SESSION_ACCEPT_TIMEOUT_MS),
            give=lambda at_ms: self._accept_next(request, at_ms),
            give_up=lambda: link.refuse(amqp_error(late)),
        )
        link.attachment = waiter
        self._pump.wait(waiter)

    # -- refusals ----------------------------------------------------------------------------------

    def _not_found(self, path: str) -> Refusal:
        return Refusal(
            Condition.NOT_FOUND,
            f"The messaging entity '{path}' could not be found in namespace '{self._namespace.name}'.",
        )

    def _not_receivable(self, path: str) -> Refusal:
        if self._namespace.sendable(path) is None:
            return self._not_found(path)
        return Refusal(Condition.NOT_ALLOWED, f"'{path}' is a topic: receive from one of its subscriptions.")


@dataclass(frozen=True, slots=True)
class _Request:
    """A receiver's attach, once its queue is found."""

    peer: Peer
    link: SenderLink
    claimed: str
    queue: Queue


@dataclass(frozen=True, slots=True)
class SessionWish:
    """A session filter: a name, or None for the next available session."""

    session_id: str | None


def _session_filter(link: SenderLink) -> SessionWish | None:
    """Return the wish in a link's source; its value may be plain (Python, JS) or described (.NET, Java)."""
    source = link.attach.source
    filters = source.filter if source is not None else None
    if not filters or SESSION_FILTER not in filters:
        return None
    value = filters[SESSION_FILTER]
    if isinstance(value, Described):
        value = value.value
    return SessionWish(str(value) if isinstance(value, str) else None)


def _address_of(link: Link) -> str | None:
    """Return where the peer sends to, or receives from."""
    end: object = link.attach.target if isinstance(link, ReceiverLink) else link.attach.source
    address = end.address if isinstance(end, Source | Target) else None
    return str(address) if isinstance(address, str) else None


def _unauthorized(right: str, path: str) -> Refusal:
    return Refusal(
        Condition.UNAUTHORIZED, f"Unauthorized access. '{right}' claim(s) are required on '{path}'."
    )
