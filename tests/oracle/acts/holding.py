"""Receivers of sessions: accept, renew, close, and the state they keep."""

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from longshore.engine.session import Session
from longshore.model.refusal import Condition
from tests.oracle.machine import Machine, pick, recent
from tests.oracle.naive import receiving, sessions
from tests.oracle.naive.message import MAIN
from tests.oracle.naive.queue import Queue

NAMES = ("x", "y")


class Holding(Machine):
    """What receivers of sessions do."""

    def _session_queues(self) -> list[Queue]:
        return [queue for queue in self.queues() if queue.description.requires_session]

    def _with_free_sessions(self) -> list[Queue]:
        return [queue for queue in self._session_queues() if len(queue.holds) < len(NAMES)]

    def _may_receive(self, queue: Queue) -> bool:
        outcome = self.broker.queue(queue.path).objection(self.broker.queue(queue.path).main)
        return self.judge("ask for a session", outcome, receiving.objection(queue, MAIN))

    @precondition(lambda self: self._with_free_sessions())
    @rule(which=recent, name=st.sampled_from(NAMES))
    def accept(self, which: int, name: str) -> None:
        """Accept a session by name, mostly one that is free."""
        queue = pick(self._with_free_sessions(), which)
        if which < 5 and name in queue.holds:
            (name,) = {*NAMES} - queue.holds.keys()
        if self._may_receive(queue):
            self.receivers += 1
            found = self.broker.queue(queue.path).accept_session(name, self.receivers, self.now_ms)
            if self.judge("accept a session", found, sessions.accept(queue, name, self.receivers)):
                self._hold(queue, found)

    @precondition(lambda self: self.available_since)
    @rule(which=recent)
    def accept_next(self, which: int) -> None:
        queue = pick([queue for queue in self._session_queues() if sessions.available(queue)], which)
        if not self._may_receive(queue):
            return
        self.receivers += 1
        found = self.broker.queue(queue.path).accept_next_session(self.receivers, self.now_ms)
        assert isinstance(found, Session)
        since = {name: at for (path, name), at in self.available_since.items() if path == queue.path}
        assert since[found.session_id] == min(since.values())
        assert sessions.accept(queue, found.session_id, self.receivers) is None
        self._hold(queue, found)
        self.note("accept the next session")

    def _hold(self, queue: Queue, found: object) -> None:
        assert isinstance(found, Session)
        assert found.locked_until_ms == queue.holds[found.session_id].locked_until_ms
        self.held[queue.path, found.session_id] = found

    def _holds(self) -> list[tuple[Queue, str]]:
        return [(queue, name) for queue in self.queues() for name in sorted(queue.holds)]

    @precondition(lambda self: self._holds())
    @rule(which=recent, act=st.sampled_from(["renew", "renew", "close", "list", None, b"", b"half way"]))
    def hold(self, which: int, act: str | bytes | None) -> None:
        """Renew a session's lock, close it, set its state, or list all sessions."""
        queue, name = pick(self._holds(), which)
        if act == "close":
            sessions.close(queue, name)
            self.broker.queue(queue.path).release_session(self.held[queue.path, name])
            self.note("close a session")
        elif act == "list":
            self._list_sessions(queue, None if which % 2 else self.now_ms - which)
        elif not self._is_held(queue, name):
            self.note(f"a request about a session refused: {Condition.SESSION_LOCK_LOST.name}")
        elif act == "renew":
            found = self.broker.queue(queue.path)
            assert found.renew_session(self.held[queue.path, name], self.now_ms) == sessions.renew(
                queue, name
            )
            self.note("renew a session")
        elif not isinstance(act, str):
            self._set_state(queue, name, act)

    def _is_held(self, queue: Queue, name: str) -> bool:
        """Say whether a request about a session is granted, as the broker does before it asks the engine."""
        held = self.broker.queue(queue.path).sessions.held(name, self.now_ms) is not None
        assert held is sessions.is_held(queue, name)
        return held

    def _set_state(self, queue: Queue, name: str, text: bytes | None) -> None:
        states = self.broker.queue(queue.path).states
        assert states.set(name, text, self.now_ms, self.broker.changes) is None
        sessions.set_state(queue, name, text)
        self.note("set a state" if text is not None else "remove a state")

    def _list_sessions(self, queue: Queue, since_ms: int | None) -> None:
        names = list(self.broker.queue(queue.path).session_ids(since_ms))
        assert sorted(names) == sorted(sessions.names(queue, since_ms))
        self.note(
            "list no sessions"
            if not names
            else "list sessions"
            if since_ms is None
            else "list changed sessions"
        )

    @invariant()
    def both_know_the_same_states(self) -> None:
        for queue in self._session_queues():
            states = self.broker.queue(queue.path).states
            assert {name: states.get(name) for name in NAMES} == {
                name: sessions.state(queue, name) for name in NAMES
            }
