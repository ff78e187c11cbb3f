"""The engine does what the oracle does, whatever its clients, its operators, its clock and its disk do."""

from types import FunctionType, ModuleType

import pytest

from tests.oracle import commands
from tests.oracle.stories import (
    ForwardingStory,
    QueueStory,
    SessionStory,
    Story,
    TopicStory,
    TransactionStory,
    tell,
)

STORIES = {
    QueueStory: 600,
    SessionStory: 600,
    TopicStory: 400,
    ForwardingStory: 400,
    TransactionStory: 400,
}
"""How many of each are told by `make test`."""


def told(kind: type[Story]) -> set[str]:
    """Tell stories of a kind; returns what must have happened and has not."""
    kind.happened.clear()
    tell(kind, STORIES[kind])
    return kind.must - kind.happened.keys()


def test_a_queue_does_what_the_oracle_does() -> None:
    assert told(QueueStory) == set()


def test_a_session_queue_does_what_the_oracle_does() -> None:
    assert told(SessionStory) == set()


def test_a_topic_does_what_the_oracle_does() -> None:
    assert told(TopicStory) == set()


def test_entities_that_forward_do_what_the_oracle_does() -> None:
    assert told(ForwardingStory) == set()


def test_transactions_do_what_the_oracle_does() -> None:
    assert told(TransactionStory) == set()


def test_every_command_must_have_succeeded_in_some_kind_of_story() -> None:
    assert set().union(*(kind.must for kind in STORIES)) == commands.ALL.keys() | commands.REFUSALS


@pytest.mark.parametrize("room", commands.ROOMS, ids=lambda room: str(room.__name__))
def test_no_command_of_the_engine_is_left_out(room: type | ModuleType) -> None:
    public = {
        name
        for name, known in vars(room).items()
        if isinstance(known, FunctionType) and known.__module__ == _home(room) and not name.startswith("_")
    }
    assert public <= {*commands.ALL.values(), *commands.PARTS}


def _home(room: type | ModuleType) -> str:
    return room.__name__ if isinstance(room, ModuleType) else room.__module__
