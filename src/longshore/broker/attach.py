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
from longshore.broker.coordinator import CoordinatorLink
from longshore.broker.errors import amqp_error
from longshore.broker.faults import Act
from longshore.broker.management.node import ManagementNode
from longshore.broker.management.scope import Scope
from longshore.broker.peer import Peer
from longshore.broker.producer import Producer
from longshore.broker.pump import Pump, SessionWaiter
from longshore.broker.requests import Node, ReplyLink, RequestLink
from longshore.broker.unit import Unit
from longshore.broker.wishes import SessionWish, granted_source, session_wish
from longshore.engine.forwarding import Relay
from longshore.engine.lane import Lane
from longshore.engine.message import MAIN, TRANSFER_DEAD_LETTER
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.engine.topic import Topic
from longshore.model.limits import SESSION_ACCEPT_TIMEOUT_MS
from longshore.model.refusal import Condition, Refusal
from longshore.security.rights import Right
from longshore.wire.states import Coordinator, Source, Target
from longshore.wire.values import Long, Symbol

_TIMEOUT: Final = "com.microsoft:timeout"
_LOCKED_UNTIL: Final = "com.microsoft:locked-until-utc"

_TICKS_PER_MS: Final = 10_000
_EPOCH_TICKS: Final = 621_355_968_000_000_000
"""1970-01-01 in .NET ticks, which count 100 ns since the year 1."""

_DESTINATION: Final = "com.microsoft:transfer-destination-address"
"""[ASB AMQP protocol guide: send via] A property of a sending link: where its messages go in the end."""

_NOT_TO_DEAD_LETTERS: Final = Refusal(Condition.NOT_ALLOWED, "Nothing can be sent to a dead-letter queue.")


class Attacher:
    """Answers attach requests for one namespace."""

    def __init__(
        self,
        namespace: Namespace,
        cbs: CbsNode,
        pump: Pump,
        current_unit: Callable[[], Unit],
        new_id: Callable[[], str],
    ) -> None:
        self._new_id = new_id
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
        if isinstance(link, ReceiverLink) and isinstance(link.attach.target, Coordinator):
            link.attachment = CoordinatorLink(peer, link, self._namespace.context.new_token)
            return None
        address_text = _address_of(link)
        if address_text is None:
            return Refusal(Condition.NOT_FOUND, "The link names no address.")
        address = parse_address(address_text)
        if strip_authority(address_text).lower() == CBS:
            self._attach_node(peer, link, self._cbs, CBS)
            return None
        if address.management:
            return self._attach_management(peer, link, address)
        fault = None if peer.faults is None else peer.faults.objection(Act.ATTACH, address.path, now_ms)
        if fault is not None:
            return fault
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
        entity = self._namespace.receivable(address.path) or self._namespace.sendable(address.path)
        if entity is None:
            return self._namespace.not_found(address.path)
        scope = Scope(self._namespace, address.path, entity, address.sub_queue, self._unit, self._new_id)
        self._attach_node(peer, link, ManagementNode(address.claimed, scope), address.claimed.lower())
        return None

    # -- entities ----------------------------------------------------------------------------------

    def _attach_producer(
        self, peer: Peer, link: ReceiverLink, address: Address, now_ms: int
    ) -> Refusal | None:
        entity = self._namespace.sendable(address.path)
        if entity is None:
            return self._namespace.not_found(address.path)
        if address.sub_queue is not MAIN:
            return _NOT_TO_DEAD_LETTERS
        if not peer.may(address.claimed, Right.SEND, now_ms):
            return _unauthorized("Send", address.claimed)
        target: Queue | Topic | Relay = entity
        destination = (link.attach.properties or {}).get(_DESTINATION)
        if isinstance(destination, str):
            final = parse_address(destination)
            if final.sub_queue is not MAIN:
                return _NOT_TO_DEAD_LETTERS
            if not peer.may(final.claimed, Right.SEND, now_ms):
                return _unauthorized("Send", final.claimed)
            target = Relay(self._namespace, entity, final.path)
        producer = Producer(peer, link, address.claimed, target)
        objection = producer.entity_objection(now_ms)
        if objection is not None:
            peer.links.discard(producer)
            return objection
        link.attachment = producer
        producer.attach()
        return None

    def _attach_consumer(self, peer: Peer, link: SenderLink, address: Address, now_ms: int) -> Refusal | None:
        queue = self._receivable(address)
        if queue is None:
            return self._not_receivable(address.path)
        if not peer.may(address.claimed, Right.LISTEN, now_ms):
            return _unauthorized("Listen", address.claimed)
        objection = queue.objection(queue.lane_of(address.sub_queue, None))
        if objection is not None:
            return objection
        queue.used_ms = now_ms
        request = _Request(peer, link, address.claimed, queue)
        if queue.description.requires_session and address.sub_queue is MAIN:
            return self._attach_session(request, now_ms)
        if session_wish(link) is not None:
            return Refusal(Condition.NOT_ALLOWED, f"'{queue.path}' has no sessions to accept.")
        link.accept()
        self._join(request, queue.lane_of(address.sub_queue, None))
        return None

    def _receivable(self, address: Address) -> Queue | None:
        """Return what messages come from; a topic has only what could not be sent on by way of it."""
        queue = self._namespace.receivable(address.path)
        if queue is None and address.sub_queue is TRANSFER_DEAD_LETTER:
            topic = self._namespace.sendable(address.path)
            return topic.waiting if isinstance(topic, Topic) else None
        return queue

    def _join(self, request: "_Request", lane: Lane) -> Consumer:
        consumer = Consumer(request.peer, request.link, request.claimed, request.queue, lane)
        request.link.attachment = consumer
        self._pump.join(consumer)
        self._pump.touch(consumer)
        return consumer

    # -- sessions ----------------------------------------------------------------------------------

    def _attach_session(self, request: "_Request", now_ms: int) -> Refusal | None:
        wish = session_wish(request.link)
        if wish is None:
            return Refusal(
                Condition.NOT_ALLOWED,
                f"'{request.queue.path}' requires sessions: accept one by name, or the next available one.",
            )
        if wish.session_id is None:
            if self._pump.has_waiters(request.queue) or not self._accept_next(request, wish, now_ms):
                self._wait_for_session(request, wish, now_ms)
            return None
        self._take_over(request.queue, wish)
        session = request.queue.accept_session(wish.session_id, request.link, now_ms)
        if isinstance(session, Refusal):
            return session
        self._accept_session(request, wish, session)
        return None

    def _take_over(self, queue: Queue, wish: SessionWish) -> None:
        """Free a session for whoever shows its token; the one who had it loses its link."""
        session = queue.sessions.by_id.get(wish.session_id or "")
        if session is None or wish.token is None or session.share_token != wish.token:
            return
        holder = session.holder
        if isinstance(holder, Consumer):
            self._pump.leave(holder)
            holder.peer.links.discard(holder)
            holder.let_go()
            holder.lose_session()

    def _accept_next(self, request: "_Request", wish: SessionWish, now_ms: int) -> bool:
        session = request.queue.accept_next_session(request.link, now_ms)
        if session is None:
            return False
        self._accept_session(request, wish, session)
        return True

    def _accept_session(self, request: "_Request", wish: SessionWish, session: Session) -> None:
        """The answer says which session it is and until when it is locked."""
        session.share_token = self._namespace.context.new_token() if wish.shared else None
        request.link.accept(
            granted_source(request.link, session),
            {Symbol(_LOCKED_UNTIL): Long(session.locked_until_ms * _TICKS_PER_MS + _EPOCH_TICKS)},
        )
        session.holder = self._join(request, session)

    def _wait_for_session(self, request: "_Request", wish: SessionWish, now_ms: int) -> None:
        link, queue = request.link, request.queue
        timeout_ms = (link.attach.properties or {}).get(_TIMEOUT)
        patience_ms = int(timeout_ms) if isinstance(timeout_ms, int) else SESSION_ACCEPT_TIMEOUT_MS
        waiter = SessionWaiter(
            queue,
            now_ms + min(patience_ms, SESSION_ACCEPT_TIMEOUT_MS),
            give=lambda at_ms: self._accept_next(request, wish, at_ms),
            give_up=lambda why: link.refuse(amqp_error(why)),
        )
        link.attachment = waiter
        self._pump.wait(waiter)

    # -- refusals ----------------------------------------------------------------------------------

    def _not_receivable(self, path: str) -> Refusal:
        if self._namespace.sendable(path) is None:
            return self._namespace.not_found(path)
        return Refusal(Condition.NOT_ALLOWED, f"'{path}' is a topic: receive from one of its subscriptions.")


@dataclass(frozen=True, slots=True)
class _Request:
    """A receiver's attach, once its queue is found."""

    peer: Peer
    link: SenderLink
    claimed: str
    queue: Queue


def _address_of(link: Link) -> str | None:
    """Return where the peer sends to, or receives from."""
    end: object = link.attach.target if isinstance(link, ReceiverLink) else link.attach.source
    address = end.address if isinstance(end, Source | Target) else None
    return str(address) if isinstance(address, str) else None


def _unauthorized(right: str, path: str) -> Refusal:
    return Refusal(
        Condition.UNAUTHORIZED, f"Unauthorized access. '{right}' claim(s) are required on '{path}'."
    )
