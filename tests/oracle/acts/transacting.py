"""Clients that send and settle in transactions, over several entities."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from longshore.broker.transactions import Sink as EngineSink
from longshore.model.refusal import Condition, Refusal
from tests.oracle.acts.sending import Sending, delays_ms, drafts_of, letters
from tests.oracle.acts.settling import Way, ways
from tests.oracle.machine import pick, recent
from tests.oracle.naive.message import Letter
from tests.oracle.naive.transactions import Settlement, Sink

owners = st.integers(1, 2)
WHY = Refusal(Condition.MESSAGE_LOCK_LOST, "")


class Transacting(Sending):
    """What clients do in transactions."""

    @precondition(lambda self: len(self.naive_transactions.by_id) < 2)
    @rule(owner=owners)
    def declare(self, owner: int) -> None:
        txn_id = len(self.transaction_ids).to_bytes(4, "big")
        self.transaction_ids.append(txn_id)
        assert self.broker.transactions.declare(txn_id, owner, self.now_ms) is None
        self.naive_transactions.declare(txn_id, owner)
        self.note("declare")

    def _some_transaction(self, which: int) -> bytes:
        """Return one that is open, mostly."""
        known = list(self.naive_transactions.by_id) if which < 5 else []
        return pick(known or self.transaction_ids, max(which, 0))

    @precondition(lambda self: self.transaction_ids and self.sendables())
    @rule(which=recent, to=recent, letters=letters, after_ms=delays_ms, via=st.booleans())
    def enlist_send(self, which: int, to: int, letters: list[Letter], after_ms: int, via: bool) -> None:
        written, txn_id = self.written(letters, after_ms), self._some_transaction(which)
        target = pick(self.sendables(), to)
        sink: tuple[EngineSink, Sink] = (self.broker.entity(target.path), target)
        if via and self.relays():
            sink = self.relay(to, which)
        transactions = self.broker.transactions
        outcome = transactions.enlist_send(txn_id, sink[0], drafts_of(written), self.now_ms)
        expected = self.naive_transactions.enlist_send(txn_id, sink[1], written)
        self.judge("enlist a send", outcome, expected)

    @precondition(lambda self: self.transaction_ids and self.deliveries)
    @rule(which=recent, delivery=recent, way=ways, locked=st.sampled_from([True, True, False]))
    def enlist_settlement(self, which: int, delivery: int, way: Way, locked: bool) -> None:
        meant = pick((self.locked() if locked else None) or self.deliveries, delivery)
        txn_id, queue = self._some_transaction(which), self.naive.find(meant.path)
        if queue is None:
            return
        found = self.broker.transactions.find(txn_id, self.now_ms)
        outcome = (
            found
            if isinstance(found, Refusal)
            else found.enlist_settlement(meant.lane, meant.token, way.engine(meant), self.now_ms)
        )
        settlement = Settlement(queue, meant.lane_name, meant.token, way.naive)
        expected = self.naive_transactions.enlist_settlement(txn_id, settlement)
        self.judge("enlist a settlement", outcome, expected)

    @precondition(lambda self: self.transaction_ids)
    @rule(which=recent)
    def discharge(self, which: int) -> None:
        """Let all of it happen."""
        txn_id = self._some_transaction(which)
        outcome = self.broker.transactions.commit(txn_id, self.now_ms, self.broker.gathering)
        self.judge("commit a transaction", outcome, self.naive_transactions.commit(txn_id))

    @precondition(lambda self: self.locked() and self.sendables())
    @rule(letters=letters, way=ways, delivery=recent)
    def send_on(self, letters: list[Letter], way: Way, delivery: int) -> None:
        """What transactions are for: settle a message and send others, by one commit."""
        self.declare(1)
        self.enlist_send(-1, delivery, letters, 0, via=False)
        self.enlist_settlement(-1, delivery, way, locked=True)
        self.discharge(-1)

    @precondition(lambda self: self.transaction_ids)
    @rule(which=recent, how=st.sampled_from(["roll back", "doom", "detach", "let go"]))
    def give_up(self, which: int, how: str) -> None:
        """Let nothing of it happen."""
        txn_id, engine, naive = (
            self._some_transaction(which),
            self.broker.transactions,
            self.naive_transactions,
        )
        if how == "roll back":
            self.judge("roll back a transaction", engine.roll_back(txn_id), naive.roll_back(txn_id))
        elif how == "doom":
            engine.doom(txn_id, WHY)
            naive.doom(txn_id, WHY.condition)
            self.note("doom a transaction")
        elif how == "let go":
            engine.expire(self.now_ms)  # frees memory; what clients hear is the same
            self.note("let go of transactions")
        else:
            engine.roll_back_all_of(which % 2 + 1)
            naive.roll_back_all_of(which % 2 + 1)
            self.note("roll back what a client declared")
