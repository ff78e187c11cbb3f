"""Transactions [ASB transactions]: sends and settlements that happen together or not at all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from longshore.model.limits import TRANSACTION_TIMEOUT_MS
from longshore.model.refusal import Condition
from tests.oracle.naive import disk, settling
from tests.oracle.naive.message import Item, Letter
from tests.oracle.naive.namespace import Namespace
from tests.oracle.naive.queue import Queue

ATTEMPT = 0
"""Stands for the commit of a transaction that is being discharged."""


class Sink(Protocol):
    """What messages can be sent to."""

    def refuse(self, letters: list[Letter]) -> Condition | None: ...
    def send(self, letters: list[Letter]) -> Condition | None: ...


@dataclass
class Settlement:
    """A message to be settled."""

    queue: Queue
    lane: str
    token: bytes
    settle: Callable[[Queue, Item], Condition | None]


@dataclass
class Transaction:
    """What was enlisted. Nothing happens before the discharge: locks stay, nothing is sent."""

    owner: object
    deadline_ms: int
    objection: Condition | None = None
    """What was refused when the client could not be told any more."""
    sends: list[tuple[Sink, list[Letter]]] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)


@dataclass
class Transactions:
    """The open transactions of a client."""

    namespace: Namespace
    by_id: dict[bytes, Transaction] = field(default_factory=dict)

    @property
    def _now_ms(self) -> int:
        return self.namespace.moment.now_ms

    def declare(self, txn_id: bytes, owner: object) -> None:
        """Open a transaction; those that ran out are not known any more."""
        self.by_id = {name: known for name, known in self.by_id.items() if known.deadline_ms > self._now_ms}
        self.by_id[txn_id] = Transaction(owner, self._now_ms + TRANSACTION_TIMEOUT_MS)

    def _objection(self, txn_id: bytes) -> Condition | None:
        """[ASB transactions] A transaction "times out after 2 minutes"."""
        if txn_id not in self.by_id:
            return Condition.TRANSACTION_UNKNOWN
        over = self.by_id[txn_id].deadline_ms <= self._now_ms
        return Condition.TRANSACTION_TIMED_OUT if over else None

    def enlist_send(self, txn_id: bytes, sink: Sink, letters: list[Letter]) -> Condition | None:
        """Note messages to be sent; what could not be sent now is refused now."""
        refusal = self._objection(txn_id) or sink.refuse(letters)
        if refusal is None:
            self.by_id[txn_id].sends.append((sink, letters))
        return refusal

    def enlist_settlement(self, txn_id: bytes, settlement: Settlement) -> Condition | None:
        """Note a message to be settled, once, by who has it locked."""
        refusal = self._objection(txn_id)
        if refusal is not None:
            return refusal
        settlements = self.by_id[txn_id].settlements
        if any(known.token == settlement.token for known in settlements):
            return Condition.NOT_ALLOWED
        if _locked(settlement) is None:
            return Condition.MESSAGE_LOCK_LOST
        settlements.append(settlement)
        return None

    def doom(self, txn_id: bytes, objection: Condition) -> None:
        """Something was refused that the client took for settled: there must be no commit."""
        if txn_id in self.by_id:
            self.by_id[txn_id].objection = self.by_id[txn_id].objection or objection

    def roll_back(self, txn_id: bytes) -> Condition | None:
        """Nothing in it happens, and locks are as they were."""
        return None if self.by_id.pop(txn_id, None) else Condition.TRANSACTION_UNKNOWN

    def roll_back_all_of(self, owner: object) -> None:
        """Who declared them is gone."""
        self.by_id = {name: known for name, known in self.by_id.items() if known.owner != owner}

    def commit(self, txn_id: bytes) -> Condition | None:
        """All of it happens, or nothing: what was settled when something refused has lost its lock."""
        refusal = self._objection(txn_id)
        found = self.by_id.pop(txn_id, None)
        if refusal is not None or found is None:
            return refusal
        if found.objection is not None or any(_locked(known) is None for known in found.settlements):
            return Condition.TRANSACTION_ROLLED_BACK
        return self._discharge(found)

    def _discharge(self, transaction: Transaction) -> Condition | None:
        moment = self.namespace.moment
        gathering, moment.commit = moment.commit, ATTEMPT
        happened = all(sink.send(letters) is None for sink, letters in transaction.sends) and all(
            _settle(known) is None for known in transaction.settlements
        )
        moment.commit = gathering
        if not happened:
            disk.fail(self.namespace, {ATTEMPT})
            return Condition.TRANSACTION_ROLLED_BACK
        disk.join(self.namespace, ATTEMPT, gathering)
        return None


def _locked(settlement: Settlement) -> Item | None:
    return settling.locked_by(settlement.queue, settlement.lane, settlement.token)


def _settle(settlement: Settlement) -> Condition | None:
    item = _locked(settlement)
    return Condition.MESSAGE_LOCK_LOST if item is None else settlement.settle(settlement.queue, item)
