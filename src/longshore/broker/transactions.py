"""Transactions: sends and settlements that happen together or not at all [AMQP 4, ASB transactions].

    declare    ->  an id                      the client names it in transfers and dispositions
    enlist     ->  noted, nothing happens     locks stay as they are, nothing is sent
    discharge  ->  all of it in one commit    or nothing, when the client fails it or anything is against it

Because nothing happens before the discharge, a rollback has nothing to take back: a message whose settlement
was enlisted is still locked by its receiver. The facts of a discharge go to disk in one SQLite transaction,
so a crash cannot tear it either.
"""

from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from longshore.broker.unit import Unit
from longshore.engine.changes import Changes
from longshore.engine.lane import LOCK_LOST, Lane
from longshore.engine.message import Draft
from longshore.model.limits import MAX_TRANSACTION_MESSAGES, MEBIBYTE, TRANSACTION_TIMEOUT_MS
from longshore.model.refusal import Condition, Refusal
from longshore.store.batch import Batch

MAX_TRANSACTIONS: Final = 100
"""Transactions that one connection may have open; an SDK opens one at a time."""

MAX_ENLISTED_BYTES: Final = 256 * MEBIBYTE
"""Messages that the open transactions of one connection may hold in memory."""

UNKNOWN: Final = Refusal(
    Condition.TRANSACTION_UNKNOWN, "There is no such transaction on this connection; declare one first."
)
_TIMED_OUT: Final = Refusal(
    Condition.TRANSACTION_TIMED_OUT,
    f"The transaction was rolled back: it lasted longer than {TRANSACTION_TIMEOUT_MS} ms.",
)
_TOO_MANY: Final = Refusal(
    Condition.NOT_ALLOWED, f"A transaction may have {MAX_TRANSACTION_MESSAGES} messages at most."
)
_TOO_LARGE: Final = Refusal(
    Condition.RESOURCE_LIMIT_EXCEEDED,
    f"The open transactions of a connection may hold {MAX_ENLISTED_BYTES} bytes; discharge some first.",
)
_ENLISTED: Final = Refusal(
    Condition.NOT_ALLOWED, "The settlement of this message is part of a transaction already."
)


class Sink(Protocol):
    """What messages can be sent to."""

    def refuse(self, drafts: list[Draft]) -> Refusal | None:
        """Say why messages cannot be taken; None when they can."""

    def send(self, drafts: list[Draft], now_ms: int, changes: Changes) -> Refusal | None:
        """Take messages, all or none."""


Settle = Callable[[int, Changes], Refusal | None]
"""Settles a message at a time."""


class _Settlement(NamedTuple):
    lane: Lane
    token: bytes
    settle: Settle


class Transaction:
    """What a client has enlisted so far."""

    __slots__ = ("_sends", "_settlements", "deadline_ms", "objection", "owner", "size_bytes")

    def __init__(self, owner: object, now_ms: int) -> None:
        self.owner = owner
        self.deadline_ms = now_ms + TRANSACTION_TIMEOUT_MS
        self.objection: Refusal | None = None
        """What was refused and could not be told: the client had settled it. It stands against a commit."""
        self._sends: list[tuple[Sink, list[Draft]]] = []
        self._settlements: dict[bytes, _Settlement] = {}
        self.size_bytes = 0
        """What the messages to be sent weigh."""

    def enlist_send(self, sink: Sink, drafts: list[Draft]) -> Refusal | None:
        """Note messages to be sent; what could not be sent now is refused now."""
        if self._count() + len(drafts) > MAX_TRANSACTION_MESSAGES:
            return _TOO_MANY
        refusal = sink.refuse(drafts)
        if refusal is None:
            self._sends.append((sink, drafts))
            self.size_bytes += sum(draft.size_bytes for draft in drafts)
        return refusal

    def enlist_settlement(self, lane: Lane, token: bytes, settle: Settle, now_ms: int) -> Refusal | None:
        """Note a message to be settled; its lock must last until the discharge."""
        if self._count() >= MAX_TRANSACTION_MESSAGES:
            return _TOO_MANY
        if token in self._settlements:
            return _ENLISTED
        if lane.find(token, now_ms) is None:
            return LOCK_LOST
        self._settlements[token] = _Settlement(lane, token, settle)
        return None

    def _count(self) -> int:
        return len(self._settlements) + sum(len(drafts) for _sink, drafts in self._sends)

    def forget(self) -> None:
        """It cannot commit any more: let go of what it holds."""
        self._sends.clear()
        self._settlements.clear()
        self.size_bytes = 0

    def commit(self, now_ms: int, unit: Unit) -> Refusal | None:
        """Let everything happen as part of a unit, or nothing: a refusal says what stood against it."""
        batch = Batch()
        changes = Changes(batch)
        refusal = self.objection or self._run(now_ms, changes)
        if refusal is not None:
            changes.undo()
            return Refusal(
                Condition.TRANSACTION_ROLLED_BACK, f"The transaction was rolled back: {refusal.description}"
            )
        unit.batch.absorb(batch)
        unit.changes.absorb(changes)
        return None

    def _run(self, now_ms: int, changes: Changes) -> Refusal | None:
        """Check all locks before anything is changed: a settlement that is undone has lost its lock."""
        for settlement in self._settlements.values():
            if settlement.lane.find(settlement.token, now_ms) is None:
                return LOCK_LOST
        for sink, drafts in self._sends:
            refusal = sink.send(drafts, now_ms, changes)
            if refusal is not None:
                return refusal
        for settlement in self._settlements.values():
            refusal = settlement.settle(now_ms, changes)
            if refusal is not None:
                return refusal
        return None


class Transactions:
    """The open transactions of one connection, by id."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        self._open: dict[bytes, Transaction] = {}

    def __len__(self) -> int:
        return len(self._open)

    def declare(self, txn_id: bytes, owner: object, now_ms: int) -> Refusal | None:
        """Open a transaction under an id; it lives no longer than its owner, the link that declared it."""
        self._forget_overdue(now_ms)
        if len(self._open) >= MAX_TRANSACTIONS:
            return Refusal(
                Condition.RESOURCE_LIMIT_EXCEEDED,
                f"A connection may have {MAX_TRANSACTIONS} transactions open.",
            )
        self._open[txn_id] = Transaction(owner, now_ms)
        return None

    def find(self, txn_id: bytes, now_ms: int) -> Transaction | Refusal:
        """Return an open transaction."""
        found = self._open.get(txn_id)
        if found is None:
            return UNKNOWN
        return found if found.deadline_ms > now_ms else _TIMED_OUT

    def enlist_send(self, txn_id: bytes, sink: Sink, drafts: list[Draft], now_ms: int) -> Refusal | None:
        """Note messages to be sent, as long as they have room in memory."""
        found = self.find(txn_id, now_ms)
        if isinstance(found, Refusal):
            return found
        held_bytes = sum(open_.size_bytes for open_ in self._open.values())
        if held_bytes + sum(draft.size_bytes for draft in drafts) > MAX_ENLISTED_BYTES:
            return _TOO_LARGE
        return found.enlist_send(sink, drafts)

    def expire(self, now_ms: int) -> None:
        """Let go of what transactions hold whose time is over; that it is over is said at their discharge."""
        for found in self._open.values():
            if found.deadline_ms <= now_ms:
                found.forget()

    def doom(self, txn_id: bytes, objection: Refusal) -> None:
        """Something settled could not be enlisted: the transaction must not commit [AMQP 4.4.4]."""
        found = self._open.get(txn_id)
        if found is not None:
            found.objection = found.objection or objection

    def commit(self, txn_id: bytes, now_ms: int, unit: Unit) -> Refusal | None:
        """End a transaction: everything in it happens, or nothing."""
        found = self.find(txn_id, now_ms)
        self._open.pop(txn_id, None)
        return found if isinstance(found, Refusal) else found.commit(now_ms, unit)

    def roll_back(self, txn_id: bytes) -> Refusal | None:
        """End a transaction: nothing in it happens. This succeeds for one that ran out, too [AMQP 4.3]."""
        return UNKNOWN if self._open.pop(txn_id, None) is None else None

    def roll_back_all_of(self, owner: object) -> None:
        """The link that declared them is gone, and its transactions are with it [AMQP 4.1]."""
        self._open = {name: open_ for name, open_ in self._open.items() if open_.owner is not owner}

    def _forget_overdue(self, now_ms: int) -> None:
        self._open = {name: open_ for name, open_ in self._open.items() if open_.deadline_ms > now_ms}
