"""A queue with sessions does what the naive one does, whatever its clients, its clock and its disk do."""

from typing import Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule, run_state_machine_as_test

from longshore.engine.session import Session
from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import QueueDescription, RetryPolicy
from longshore.model.refusal import Condition
from tests.model.machine import (
    BACKLOG,
    LOCK_MS,
    Machine,
    ReceiveMode,
    counts,
    receive_modes,
    retries,
    schedules_ms,
)
from tests.model.naive import DEAD
from tests.unit.engine.world import Dock, SessionDock

NAMES: Final = ("x", "y")
names = st.sampled_from(NAMES)


class SessionMachine(Machine):
    """A queue with sessions."""

    @initialize(
        entity_ttl_ms=st.sampled_from([UNLIMITED_MS, 2 * LOCK_MS]),
        max_delivery_count=st.integers(1, 3),
        retry=retries,
        body_budget_bytes=st.sampled_from([0, 1_000_000]),
    )
    def begin(
        self,
        entity_ttl_ms: int,
        max_delivery_count: int,
        retry: RetryPolicy | None,
        body_budget_bytes: int,
    ) -> None:
        description = QueueDescription(
            lock_duration_ms=LOCK_MS,
            default_message_time_to_live_ms=entity_ttl_ms,
            max_delivery_count=max_delivery_count,
            dead_lettering_on_message_expiration=True,
            requires_session=True,
            retry=retry,
        )
        self.start(description, body_budget_bytes)
        self.held: dict[str, SessionDock] = {}
        self.receivers = 0
        self.steps = 0
        self.available_since: dict[str, int] = {}

    # -- messages ----------------------------------------------------------------------------------

    @precondition(lambda self: len(self.naive.items) < BACKLOG)
    @rule(
        count=counts,
        name=names,
        ttl_ms=st.sampled_from([None, None, LOCK_MS]),
        after_ms=schedules_ms,
        stored=st.booleans(),
    )
    def send(self, count: int, name: str, ttl_ms: int | None, after_ms: int, stored: bool) -> None:
        self.send_all(name, [None] * count, ttl_ms, after_ms)
        if stored:
            self.commit()

    def dock_of(self, lane: str) -> Dock | None:
        return self.held.get(lane) or super().dock_of(lane)

    @precondition(lambda self: self._receivable())
    @rule(which=st.integers(0, 1), count=counts, how=receive_modes)
    def receive(self, which: int, count: int, how: ReceiveMode) -> None:
        receivable = self._receivable()
        name = receivable[which % len(receivable)]
        how(self, self.held[name], name, count)

    def _receivable(self) -> list[str]:
        return [name for name in sorted(self.held) if self.naive.ready(name)]

    # -- holding -----------------------------------------------------------------------------------

    @precondition(lambda self: len(self.held) < len(NAMES))
    @rule(name=names)
    def accept(self, name: str) -> None:
        self.receivers += 1
        outcome = self.dock.try_accept(name, self.receivers)
        if self.naive.accept(name, self.receivers):
            assert isinstance(outcome, Session)
            self._hold(outcome)
            self.note("accept")
        else:
            self.expect(outcome, Condition.SESSION_CANNOT_BE_LOCKED, "accept")

    @precondition(lambda self: self.available_since)
    @rule()
    def accept_next(self) -> None:
        self.receivers += 1
        dock = self.dock.accept_next(self.receivers)
        assert dock is not None
        name = dock.session.session_id
        assert self.available_since[name] == min(self.available_since.values())
        assert self.naive.accept(name, self.receivers)
        self._hold(dock.session)
        self.note("accept next")

    def _hold(self, session: Session) -> None:
        assert session.session_id not in self.held
        assert session.locked_until_ms == self.naive.holdings[session.session_id].locked_until_ms
        assert self.dock.queue.states.get(session.session_id) == self.naive.state(session.session_id)
        self.held[session.session_id] = SessionDock(self.world, self.dock.queue, session)

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 1), act=st.sampled_from(["renew", "close", None, b"", b"half way"]))
    def hold(self, which: int, act: str | bytes | None) -> None:
        """Renew a session's lock, close it, or set its state."""
        name = sorted(self.held)[which % len(self.held)]
        if act == "close":
            self.naive.close(name)
            self.held.pop(name).close()
        elif not isinstance(act, str):
            self._set_state(name, act)
        elif self.naive.holdings[name].locked_until_ms > self.naive.now_ms:
            assert self.held[name].renew_session() == self.naive.renew_session(name)
            self.note("renew session")

    def _set_state(self, name: str, state: bytes | None) -> None:
        self.naive.set_state(name, state)
        self.held[name].set_state(state)

    # -- what must hold ----------------------------------------------------------------------------

    @invariant()
    def both_have_the_same_sessions(self) -> None:
        """Runs after every step, so it also notes since when a session has been available."""
        for name in self.held.keys() - self.naive.holdings.keys():
            del self.held[name]
            self.note("lose a session")
        sessions = self.dock.queue.sessions.by_id
        holders = {name: session.holder for name, session in sessions.items() if session.holder is not None}
        assert holders == {name: held.holder for name, held in self.naive.holdings.items()}
        states = {name: self.dock.queue.states.get(name) for name in NAMES}
        assert states == {name: self.naive.state(name) for name in NAMES}
        available = {name for name, session in sessions.items() if session.available}
        assert available == self.naive.available()
        assert self.dock.queue.sessions.has_available is bool(available)
        self.steps += 1
        self.available_since = {name: self.available_since.get(name, self.steps) for name in available}

    def teardown(self) -> None:
        self.all_locks_run_out()
        for name in NAMES:
            session = self.dock.accept(name)
            assert self.naive.accept(name, "receiver")
            self.held[name] = session
            self._set_state(name, None)
            self.take_away(session, name, 1_000)
            session.close()
            self.naive.close(name)
        self.take_away(self.dock.dead_letters, DEAD, 1_000)
        self.nothing_is_left()
        assert self.dock.queue.sessions.by_id == {}


def test_a_session_queue_does_what_the_naive_one_does() -> None:
    SessionMachine.happened.clear()
    run_state_machine_as_test(
        SessionMachine,
        settings=settings(
            max_examples=800,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,  # so that what must have happened has happened every time
            database=None,
        ),
    )
    assert SessionMachine.happened.keys() >= {
        "send",
        "accept",
        "accept refused: SESSION_CANNOT_BE_LOCKED",
        "accept next",
        "renew session",
        "commit",
        "commit fails",
        "lose a session",
        "complete",
        "complete refused: MESSAGE_LOCK_LOST",
        "abandon",
        "abandon and rest",
        "browse",
        "cancel",
        "dead letter",
        "defer",
        "delete",
        "delete old ones",
        "move back",
        "schedule",
        "take deferred",
        "take deferred away",
        "take deferred refused: MESSAGE_NOT_FOUND",
        "renew refused: MESSAGE_LOCK_LOST",
    }
