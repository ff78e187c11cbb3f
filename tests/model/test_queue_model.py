"""A queue does what the naive one does, whatever its clients, its clock and its disk do."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import QueueDescription, RetryPolicy
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
from tests.model.naive import DEAD, MAIN


class QueueMachine(Machine):
    """A queue without sessions."""

    @initialize(
        dead_lettering=st.booleans(),
        entity_ttl_ms=st.sampled_from([UNLIMITED_MS, 2 * LOCK_MS]),
        max_delivery_count=st.integers(1, 3),
        retry=retries,
        body_budget_bytes=st.sampled_from([0, 10, 1_000_000]),
    )
    def begin(
        self,
        dead_lettering: bool,
        entity_ttl_ms: int,
        max_delivery_count: int,
        retry: RetryPolicy | None,
        body_budget_bytes: int,
    ) -> None:
        description = QueueDescription(
            lock_duration_ms=LOCK_MS,
            default_message_time_to_live_ms=entity_ttl_ms,
            max_delivery_count=max_delivery_count,
            dead_lettering_on_message_expiration=dead_lettering,
            requires_duplicate_detection=True,
            duplicate_detection_history_time_window_ms=2 * LOCK_MS,
            retry=retry,
        )
        self.start(description, body_budget_bytes)

    @precondition(lambda self: len(self.naive.items) < BACKLOG)
    @rule(
        message_ids=st.lists(st.none() | st.sampled_from("abc"), min_size=1, max_size=3),
        ttl_ms=st.sampled_from([None, None, 1, LOCK_MS, 3 * LOCK_MS]),
        after_ms=schedules_ms,
        stored=st.booleans(),
    )
    def send(self, message_ids: list[str | None], ttl_ms: int | None, after_ms: int, stored: bool) -> None:
        self.send_all(MAIN, message_ids, ttl_ms, after_ms)
        if stored:
            self.commit()

    @precondition(lambda self: self.naive.ready(MAIN))
    @rule(count=counts, how=receive_modes)
    def receive(self, count: int, how: ReceiveMode) -> None:
        how(self, self.dock, MAIN, count)

    def teardown(self) -> None:
        self.all_locks_run_out()
        self.take_away(self.dock, MAIN, 1_000)
        self.take_away(self.dock.dead_letters, DEAD, 1_000)
        self.nothing_is_left()


def test_a_queue_does_what_the_naive_one_does() -> None:
    QueueMachine.happened.clear()
    run_state_machine_as_test(
        QueueMachine,
        settings=settings(
            max_examples=800,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,  # so that what must have happened has happened every time
            database=None,
        ),
    )
    assert QueueMachine.happened.keys() >= {
        "abandon and rest",
        "browse",
        "cancel",
        "cancel refused: MESSAGE_NOT_FOUND",
        "commit",
        "commit fails",
        "send",
        "send a duplicate",
        "complete",
        "complete refused: MESSAGE_LOCK_LOST",
        "abandon",
        "abandon refused: MESSAGE_LOCK_LOST",
        "dead letter",
        "dead letter refused: MESSAGE_LOCK_LOST",
        "dead letter refused: NOT_ALLOWED",
        "defer",
        "defer refused: MESSAGE_LOCK_LOST",
        "delete",
        "delete old ones",
        "delete refused: MESSAGE_NOT_FOUND",
        "delete refused: NOT_ALLOWED",
        "move back",
        "move back refused: MESSAGE_NOT_FOUND",
        "move back refused: NOT_ALLOWED",
        "schedule",
        "take deferred",
        "take deferred away",
        "take deferred refused: MESSAGE_NOT_FOUND",
        "renew",
        "renew refused: MESSAGE_LOCK_LOST",
    }
