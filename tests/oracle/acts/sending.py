"""Senders: now or later, to queues and topics, and by way of another entity."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from longshore.engine.forwarding import Relay as EngineRelay
from longshore.engine.message import Draft
from longshore.model.refusal import Refusal
from tests.oracle.machine import Machine, pick, recent
from tests.oracle.naive import scheduling
from tests.oracle.naive.forwarding import Relay
from tests.oracle.naive.message import Letter
from tests.oracle.paper import draft_of
from tests.oracle.scenes import LOCK_MS

letters = st.lists(
    st.builds(
        Letter,
        text=st.just(""),
        message_id=st.sampled_from([None, None, "a", "b", "c"]),
        session_id=st.sampled_from(["x", "y", "x", "y", "x", "y", None]),
        ttl_ms=st.sampled_from([None, None, None, 1, LOCK_MS, 3 * LOCK_MS]),
        properties=st.sampled_from(
            [{}, {"colour": "red"}, {"colour": "blue", "size": 2}, {"colour": "red", "size": "large"}]
        ),
    ),
    min_size=1,
    max_size=2,
)
delays_ms = st.sampled_from([0, 0, 0, 0, -1, 1, LOCK_MS - 1, LOCK_MS])
hows = st.sampled_from(["send", "send", "ask", "by way of another"])
mostly = st.sampled_from([True, True, False])


class Sending(Machine):
    """What senders do."""

    def written(self, letters: list[Letter], after_ms: int) -> list[Letter]:
        """Give letters their texts, none of which is like another, and when they are due."""
        self.sent += len(letters)
        due_ms = self.now_ms + after_ms if after_ms else 0
        return [
            replace(letter, text=f"{self.sent}.{place}", due_ms=due_ms)
            for place, letter in enumerate(letters)
        ]

    @precondition(lambda self: self.sendables())
    @rule(which=recent, letters=letters, after_ms=delays_ms, how=hows, stored=mostly)
    def send(self, which: int, letters: list[Letter], after_ms: int, how: str, stored: bool) -> None:
        """Send messages; those that are for later may also be asked to be kept."""
        target, written = pick(self.sendables(), which), self.written(letters, after_ms)
        before = target.intake.last_number
        if how == "by way of another" and self.relays():
            done = self._send_via(which, written)
        elif how == "ask" and after_ms:
            outcome = self._schedule(target.path, written)
            done = self.judge("schedule", outcome, scheduling.schedule(target, written))
        else:
            outcome = self.broker.entity(target.path).send(
                drafts_of(written), self.now_ms, self.broker.changes
            )
            done = self.judge("send later" if after_ms else "send", outcome, target.send(written))
            if done and target.intake.last_number < before + len(written):
                self.note("drop a duplicate")
        if stored:
            self.commit()

    def _send_via(self, which: int, written: list[Letter]) -> bool:
        engine_relay, relay = self.relay(which, self.sent)
        outcome = engine_relay.send(drafts_of(written), self.now_ms, self.broker.changes)
        return self.judge("send via", outcome, relay.send(written))

    def _schedule(self, path: str, written: list[Letter]) -> Refusal | None:
        entity, drafts = self.broker.entity(path), drafts_of(written)
        refusal = entity.refuse(drafts)
        for draft in drafts if refusal is None else ():
            if not entity.intake.is_duplicate(draft, self.now_ms, self.broker.changes):
                self.broker.queue(path).schedule(draft, self.now_ms, self.broker.changes)
        return refusal

    def relays(self) -> list[str]:
        """Return what messages may be sent to by way of another entity."""
        return []

    def relay(self, which: int, to: int) -> tuple[EngineRelay, Relay]:
        via, path = pick(self.sendables(), which), pick(self.relays(), to)
        namespace = self.broker.namespace
        return (
            EngineRelay(namespace, self.broker.entity(via.path), path),
            Relay(self.naive, via, path),
        )


def drafts_of(written: list[Letter]) -> list[Draft]:
    return [draft_of(letter) for letter in written]
