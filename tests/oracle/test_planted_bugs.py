"""The oracle notices what it is there for: bugs that are planted are found, each within a few stories."""

from collections.abc import Callable

import pytest
from hypothesis import Phase

from longshore.broker.transactions import Transaction
from longshore.broker.unit import Unit
from longshore.engine import forwarding
from longshore.engine.changes import Changes
from longshore.engine.history import DuplicateHistory
from longshore.engine.intake import Intake
from longshore.engine.lane import Lane
from longshore.engine.message import Draft, Message
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.engine.subscription import Subscription
from longshore.model.refusal import Refusal
from tests.oracle.stories import (
    ForwardingStory,
    QueueStory,
    SessionStory,
    Story,
    TopicStory,
    TransactionStory,
    tell,
)

FEW = 500

Plant = Callable[[pytest.MonkeyPatch], None]


def stale_locks_are_accepted(plants: pytest.MonkeyPatch) -> None:
    plants.setattr(Lane, "find", lambda lane, token, _now_ms: lane.locked.get(token))


def locks_last_a_millisecond_too_long(plants: pytest.MonkeyPatch) -> None:
    overdue = Lane.overdue
    plants.setattr(Lane, "overdue", lambda lane, now_ms: overdue(lane, now_ms - 1))


def the_window_for_duplicates_is_a_millisecond_too_long(plants: pytest.MonkeyPatch) -> None:
    seen = DuplicateHistory.seen
    plants.setattr(DuplicateHistory, "seen", lambda history, name, now_ms: seen(history, name, now_ms - 1))


def an_id_that_was_not_stored_is_remembered(plants: pytest.MonkeyPatch) -> None:
    plants.setattr(DuplicateHistory, "forget", lambda _history, _message_id: None)


def numbers_are_given_again_after_a_crash(plants: pytest.MonkeyPatch) -> None:
    plants.setattr(Intake, "restore_sequence", lambda _intake, _last_used: None)


def something_overtakes_in_a_session(plants: pytest.MonkeyPatch) -> None:
    plants.setattr(Session, "open", property(lambda session: session.ready_count > 0))


def rules_without_an_action_let_in_a_copy_each(plants: pytest.MonkeyPatch) -> None:
    def receive(subscription: Subscription, draft: Draft, now_ms: int, changes: Changes) -> None:
        assert draft.properties is not None
        for rule in subscription.rules:
            if rule.action is None and rule.predicate(draft.properties):
                subscription.queue.enqueue(draft, now_ms, changes)

    plants.setattr(Subscription, "receive", receive)


def what_is_forwarded_arrives_twice(plants: pytest.MonkeyPatch) -> None:
    send_on = forwarding._send_on

    def twice(
        namespace: Namespace, queue: Queue, message: Message, path: str, now_ms: int, changes: Changes
    ) -> bool:
        target = namespace.sendable(path)
        if target is not None:
            draft = namespace.context.codec.redraft(message, queue.payloads([message])[0])
            target.send([draft], now_ms, changes)
        return send_on(namespace, queue, message, path, now_ms, changes)

    plants.setattr(forwarding, "_send_on", twice)


def a_rollback_keeps_what_was_sent(plants: pytest.MonkeyPatch) -> None:
    commit = Transaction.commit

    def send_first(transaction: Transaction, now_ms: int, unit: Unit) -> Refusal | None:
        sends, transaction._sends = transaction._sends, []
        for sink, drafts in sends:
            sink.send(drafts, now_ms, unit.changes)
        return commit(transaction, now_ms, unit)

    plants.setattr(Transaction, "commit", send_first)


@pytest.mark.parametrize(
    ("plant", "kind"),
    [
        (stale_locks_are_accepted, QueueStory),
        (locks_last_a_millisecond_too_long, QueueStory),
        (the_window_for_duplicates_is_a_millisecond_too_long, QueueStory),
        (an_id_that_was_not_stored_is_remembered, QueueStory),
        (numbers_are_given_again_after_a_crash, QueueStory),
        (something_overtakes_in_a_session, SessionStory),
        (rules_without_an_action_let_in_a_copy_each, TopicStory),
        (what_is_forwarded_arrives_twice, ForwardingStory),
        (a_rollback_keeps_what_was_sent, TransactionStory),
    ],
    ids=lambda known: known.__name__,
)
def test_a_planted_bug_is_found(plant: Plant, kind: type[Story], monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    with pytest.raises(AssertionError):
        tell(kind, FEW, Phase.generate)
