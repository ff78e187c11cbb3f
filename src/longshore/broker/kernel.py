"""The kernel: one turn of the broker for one namespace. See the head of the package for the way through.

The shell calls in with bytes and times, and does three things after each call: write what the `dirty`
peers have to say, hand `take_unit()` to the disk when the disk is free, and come back with `committed` or
`failed`. Nothing in here waits, and nothing outside is touched.
"""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from longshore.amqp.connection import Connection
from longshore.amqp.errors import CONNECTION_FORCED
from longshore.amqp.events import (
    AttachRequested,
    Closed,
    CreditChanged,
    Delivered,
    Detached,
    Event,
    Opened,
    SaslRequested,
    Settled,
    Violated,
)
from longshore.amqp.link import Link, SenderLink
from longshore.broker.attach import Attacher
from longshore.broker.cbs import CbsNode
from longshore.broker.consumer import Consumer
from longshore.broker.coordinator import CoordinatorLink
from longshore.broker.errors import amqp_error
from longshore.broker.faults import Act, Faults
from longshore.broker.peer import Guarded, Peer
from longshore.broker.producer import Producer
from longshore.broker.provision import Report, provision
from longshore.broker.pump import Pump, SessionWaiter
from longshore.broker.requests import ReplyLink, RequestLink
from longshore.broker.unit import Unit
from longshore.engine.namespace import Namespace
from longshore.model.entities import Topology
from longshore.model.limits import UNAUTHENTICATED_CONNECTION_MS
from longshore.model.refusal import Refusal
from longshore.security.rights import AccessPolicy
from longshore.security.sas import check_password
from longshore.wire.states import ACCEPTED, Error

PATROL_MS: Final = 1_000
"""How often connections are looked at, at least: silence, tokens that ran out."""

UNITS_UNDER_WAY: Final = 2
"""One is being written, one waits for the disk, so that it is never idle while the loop is busy."""


class Log(Protocol):
    """Where the broker says what happened, in words and fields."""

    def __call__(self, event: str, **fields: object) -> None:
        """Write one line."""


class Kernel:
    """One namespace, spoken to by its peers.

    Args:
        namespace: The entities.
        policies: Returns the access policies of the namespace, as they are now.
        new_id: Gives an id to messages that come without one.
        log: Where to say what happened.
    """

    def __init__(
        self,
        namespace: Namespace,
        policies: Callable[[], Iterable[AccessPolicy]],
        new_id: Callable[[], str],
        log: Log,
    ) -> None:
        self.namespace = namespace
        self.peers: set[Peer] = set()
        self.dirty: dict[Peer, None] = {}
        """Peers that have something to say, or are over."""
        self.faults: Faults | None = None
        """What tests want to go wrong for those who connect from now on; None in production."""
        self._unit = Unit()
        self._pump = Pump(namespace)
        self._policies = policies
        self._new_id = new_id
        self._log = log
        self._cbs = CbsNode(namespace, policies)
        self._attacher = Attacher(namespace, self._cbs, self._pump, lambda: self._unit, new_id)
        self._next_patrol_ms = 0
        self._under_way: deque[Unit] = deque()

    # -- the shell's side --------------------------------------------------------------------------

    def connected(self, name: str, now_ms: int) -> Peer:
        """A client connected; `name` is for the log."""
        connection = Connection(self.namespace.name, now_ms, lambda: self._talks(peer))
        peer = Peer(connection, name, now_ms, self.faults)
        self.peers.add(peer)
        return peer

    def received(self, peer: Peer, data: bytes, now_ms: int) -> None:
        """Bytes came from a client."""
        self._handle_all(peer, peer.connection.receive(data, now_ms), now_ms)
        self._pump.run(now_ms, self._unit)

    def lost(self, peer: Peer, now_ms: int) -> None:
        """A client's transport is gone."""
        self._handle_all(peer, peer.connection.lost(), now_ms)
        self._pump.run(now_ms, self._unit)

    def congested(self, peer: Peer, now_ms: int, *, full: bool) -> None:
        """A client's transport cannot take more, or can again."""
        peer.congested = full
        if not full:
            self.written(peer, now_ms)

    def written(self, peer: Peer, now_ms: int) -> None:
        """What gathered for a client is on its way: there is room for more."""
        for guarded in peer.links:
            if isinstance(guarded, Consumer) and guarded.lane.open:
                self._pump.touch(guarded)
        self._pump.run(now_ms, self._unit)

    def tick(self, now_ms: int) -> None:
        """Let time pass: at least every 100 ms, for locks and messages to end when they should."""
        for holder in self.namespace.sweep(now_ms, self._unit.changes):
            if isinstance(holder, Consumer):
                self._pump.leave(holder)
                holder.peer.links.discard(holder)
                holder.lose_session()
        self._pump.expire_waiters(now_ms)
        if now_ms >= self._next_patrol_ms:
            self._next_patrol_ms = now_ms + PATROL_MS
            for path in self.namespace.delete_idle(now_ms, self._unit.changes):
                self._log("entity deleted", entity=path, reason="nobody used it for as long as it allows")
            for peer in list(self.peers):
                self._patrol(peer, now_ms)
                self._patrol_in_time_for(peer)
        self._pump.run(now_ms, self._unit)

    def put_forward(self, ms: int, now_ms: int) -> None:
        """The clock was put forward by hand: entities are older by that, and clients are not."""
        self._cbs.lead_ms += ms
        for peer in self.peers:
            peer.put_forward(ms)
            for guarded in peer.links:
                guarded.entity_objection(now_ms)  # it has been in use all the while
        self._next_patrol_ms = now_ms

    def provision(self, topology: Topology) -> Report:
        """Bring entities to what a topology says, with the commit that is gathering."""
        return provision(self.namespace, topology, self._unit.batch)

    def close(self, reason: str) -> None:
        """The broker stops: say so to everyone."""
        for peer in self.peers:
            peer.connection.close(reason)

    # -- the disk's side ---------------------------------------------------------------------------

    @property
    def at_rest(self) -> bool:
        """Whether all that was decided is on disk and has come true."""
        return self._unit.idle and not self._under_way

    @property
    def uncommitted_bytes(self) -> int:
        """Bodies that wait for the disk, gathered or under way."""
        return self._unit.batch.size_bytes + sum(unit.batch.size_bytes for unit in self._under_way)

    def take_unit(self) -> Unit | None:
        """Return what must be committed next, None when there is nothing or enough is under way."""
        unit = self._unit
        if unit.idle or len(self._under_way) >= UNITS_UNDER_WAY:
            return None
        self._unit = Unit()
        self._under_way.append(unit)
        return unit

    def committed(self, now_ms: int) -> None:
        """The unit that has been under way longest is on disk: make it true and say so."""
        unit = self._under_way.popleft()
        unit.changes.apply()
        unit.outbox.release(stored=True)
        self._ask_again(unit, now_ms)
        self._pump.run(now_ms, self._unit)

    def failed(self, now_ms: int) -> None:
        """Nothing that is under way got to disk, nor will: what comes behind a failure may rest on it.

        What has gathered meanwhile fails for the same reason.
        """
        lost = [*self._under_way, self._unit]
        self._unit = Unit()
        self._under_way.clear()
        for unit in reversed(lost):
            unit.changes.undo()
        for unit in lost:
            unit.outbox.release(stored=False)
        for unit in lost:
            self._ask_again(unit, now_ms)
        self._pump.run(now_ms, self._unit)

    def _ask_again(self, unit: Unit, now_ms: int) -> None:
        for peer, refusal in unit.outbox.asked_again(now_ms):
            self._requested(peer, refusal)

    # -- events ------------------------------------------------------------------------------------

    def _handle_all(self, peer: Peer, events: Iterable[Event], now_ms: int) -> None:
        for event in events:
            self._handle(peer, event, now_ms)

    def _handle(self, peer: Peer, event: Event, now_ms: int) -> None:
        if isinstance(event, Delivered):
            self._deliver(peer, event, now_ms)
        elif isinstance(event, Settled):
            self._settle(event, now_ms)
        elif isinstance(event, CreditChanged):
            self._credit_changed(event.link, now_ms)
        elif isinstance(event, AttachRequested):
            self._attach(peer, event.link, now_ms)
        elif isinstance(event, Detached):
            self._detached(peer, event.link)
        elif isinstance(event, SaslRequested):
            self._authenticate(peer, event)
        elif isinstance(event, Opened):
            self._patrol_in_time_for(peer)
        elif isinstance(event, Violated):
            self._blame("rule broken", peer, event.error)
        elif isinstance(event, Closed):
            self._closed(peer, event)

    def _deliver(self, peer: Peer, delivered: Delivered, now_ms: int) -> None:
        attachment = delivered.link.attachment
        if isinstance(attachment, Producer):
            refusal = attachment.receive(delivered, now_ms, self._unit, self._new_id)
            if refusal is not None:
                self._log(
                    "message refused", peer=peer.name, entity=attachment.path, reason=refusal.description
                )
        elif isinstance(attachment, RequestLink):
            self._requested(peer, attachment.receive(delivered, now_ms))
        elif isinstance(attachment, CoordinatorLink):
            refusal = attachment.receive(delivered, now_ms, self._unit)
            if refusal is not None:
                self._log("transaction refused", peer=peer.name, reason=refusal.description)

    def _requested(self, peer: Peer, refusal: Refusal | None) -> None:
        if refusal is not None:
            self._log("request refused", peer=peer.name, reason=refusal.description)

    def _settle(self, settled: Settled, now_ms: int) -> None:
        """Take decisions about messages; those about answers to requests change nothing, but end."""
        for delivery_id, link, tag in settled.deliveries:
            if isinstance(link.attachment, Consumer):
                link.attachment.settle(settled, delivery_id, tag, now_ms, self._unit)
            elif not settled.settled:
                settled.session.settle_sent(delivery_id, delivery_id, ACCEPTED.encode())

    def _credit_changed(self, link: SenderLink, now_ms: int) -> None:
        attachment = link.attachment
        if isinstance(attachment, Consumer):
            faults, fault = attachment.peer.faults, None
            if faults is not None and link.credit:
                fault = faults.objection(Act.RECEIVE, attachment.path, now_ms)
            if fault is None:
                self._pump.touch(attachment)
            else:
                self._expel(attachment.peer, attachment, fault)
        elif isinstance(attachment, ReplyLink):
            attachment.flush()

    def _attach(self, peer: Peer, link: Link, now_ms: int) -> None:
        refusal = self._attacher.attach(peer, link, now_ms)
        if refusal is not None:
            self._log("link refused", peer=peer.name, link=link.attach.name, reason=refusal.description)

    def _detached(self, peer: Peer, link: Link) -> None:
        attachment = link.attachment
        if isinstance(attachment, Consumer):
            self._pump.leave(attachment)
            attachment.let_go()
            peer.links.discard(attachment)
        elif isinstance(attachment, Producer):
            peer.links.discard(attachment)
        elif isinstance(attachment, SessionWaiter):
            self._pump.forget(attachment)
        elif isinstance(attachment, CoordinatorLink):
            attachment.let_go()
        elif isinstance(attachment, ReplyLink) and isinstance(link, SenderLink):
            peer.replies.pop(link, None)

    def _authenticate(self, peer: Peer, event: SaslRequested) -> None:
        """[AMQP 5.3] PLAIN proves a key; the others leave it to tokens put on `$cbs`."""
        if event.mechanism != "PLAIN":
            peer.connection.sasl_outcome(ok=event.mechanism in {"ANONYMOUS", "MSSBCBS", "EXTERNAL"})
            return
        _authority, _, rest = event.response.partition(b"\0")
        name, _, password = rest.partition(b"\0")
        grant = check_password(
            name.decode("utf-8", "replace"), password.decode("utf-8", "replace"), self._policies()
        )
        if grant is not None:
            peer.grants[""] = grant
        else:
            self._log("authentication failed", peer=peer.name, mechanism="PLAIN")
        peer.connection.sasl_outcome(ok=grant is not None)

    def _closed(self, peer: Peer, event: Closed) -> None:
        self.peers.discard(peer)
        self._talks(peer)
        if event.violated and event.error is not None:
            self._blame("connection ended", peer, event.error)

    def _blame(self, event: str, peer: Peer, error: Error) -> None:
        self._log(event, peer=peer.name, condition=error.condition, reason=error.description)

    # -- time --------------------------------------------------------------------------------------

    def _patrol(self, peer: Peer, now_ms: int) -> None:
        connection = peer.connection
        if connection.next_tick_ms() <= now_ms:
            self._handle_all(peer, connection.on_tick(now_ms), now_ms)
        if not peer.grants and now_ms - peer.connected_ms >= UNAUTHENTICATED_CONNECTION_MS:
            problem = f"no valid token came within {UNAUTHENTICATED_CONNECTION_MS} ms"
            self._handle_all(peer, connection.fail(CONNECTION_FORCED, problem), now_ms)
        peer.transactions.expire(now_ms)
        for guarded in list(peer.links):
            objection = guarded.objection(now_ms)
            if objection is not None:
                self._expel(peer, guarded, objection)

    def _patrol_in_time_for(self, peer: Peer) -> None:
        """[AMQP 2.4.5] A peer with a short idle time-out must hear from us before the patrol is due."""
        self._next_patrol_ms = min(self._next_patrol_ms, peer.connection.next_tick_ms())

    def _expel(self, peer: Peer, guarded: Guarded, why: Refusal) -> None:
        self._log("link ended", peer=peer.name, entity=guarded.path, reason=why.description)
        guarded.link.detach(amqp_error(why))
        self._detached(peer, guarded.link)

    def _talks(self, peer: Peer) -> None:
        self.dirty[peer] = None
