"""Commits: what comes true with one, what is undone with one, and what is left by a crash."""

from collections.abc import Iterator

from tests.oracle.naive.intake import Intake
from tests.oracle.naive.message import LEAVING, LOCKED, SENDING
from tests.oracle.naive.namespace import Namespace
from tests.oracle.naive.queue import Queue


def succeed(namespace: Namespace, commit: int) -> None:
    """A commit is on disk: what was sent is there, what was settled is gone."""
    for intake in _intakes(namespace):
        intake.stored_number = max([intake.stored_number, *_numbers(intake, commit)])
        intake.given = [given for given in intake.given if given[0] != commit]
        for known in intake.seen:
            known.commit = None if known.commit == commit else known.commit
    for queue in namespace.all_queues():
        _succeed(queue, commit)
    namespace.forget_deleted(commit)
    namespace.keep_rules(commit)


def _numbers(intake: Intake, commit: int) -> list[int]:
    return [number for given_by, number in intake.given if given_by == commit]


def _succeed(queue: Queue, commit: int) -> None:
    for item in list(queue.items):
        if item.commit != commit:
            continue
        if item.state == SENDING:
            item.rest()
        elif item.state == LEAVING:
            queue.arrive(item)
    for state in queue.states:
        state.commit = None if state.commit == commit else state.commit


def fail(namespace: Namespace, commits: set[int]) -> None:
    """Some commits are not on disk and never will be: what they brought never was."""
    namespace.put_back_deleted(commits)
    namespace.put_back_rules(commits)
    for intake in _intakes(namespace):
        intake.given = [given for given in intake.given if given[0] not in commits]
        intake.seen = [known for known in intake.seen if known.commit not in commits]
    for queue in namespace.all_queues():
        queue.items = [item for item in queue.items if item.state != SENDING or item.commit not in commits]
        for item in queue.items:
            if item.state == LEAVING and item.commit in commits:
                item.goes_to = None
                item.rest()
        queue.states = [state for state in queue.states if state.commit not in commits]


def join(namespace: Namespace, commit: int, other: int) -> None:
    """One commit becomes part of another."""
    for intake in _intakes(namespace):
        intake.given = [(other if by == commit else by, number) for by, number in intake.given]
        for known in intake.seen:
            known.commit = other if known.commit == commit else known.commit
    for queue in namespace.all_queues():
        for item in queue.items:
            item.commit = other if item.commit == commit else item.commit


def crash(namespace: Namespace, commits: set[int]) -> None:
    """The broker starts again from what is on disk: no locks, and no numbers that were not stored."""
    fail(namespace, commits)
    for intake in _intakes(namespace):
        intake.last_number = intake.stored_number
    for queue in namespace.all_queues():
        queue.holds.clear()
        queue.used_ms = 0
        for item in queue.items:
            if item.state == LOCKED:
                item.rest()


def _intakes(namespace: Namespace) -> Iterator[Intake]:
    yield from (queue.intake for queue in namespace.all_queues())
