from longshore.engine.expiries import Expiries
from longshore.engine.message import NEVER_MS, Message

from .world import World


def message(number: int, expires_ms: int) -> Message:
    return Message(World().queue().queue.main, number, 0, expires_ms, None, b"", b"", b"", 0)


def test_what_is_over_comes_once_and_the_earliest_first() -> None:
    expiries = Expiries()
    for number, expires_ms in ((1, 300), (2, 100), (3, 200)):
        expiries.note(message(number, expires_ms), {})
    assert list(expiries.due(99)) == []
    assert list(expiries.due(200)) == [(100, 2), (200, 3)]
    assert list(expiries.due(300)) == [(300, 1)]


def test_messages_that_never_expire_are_not_noted() -> None:
    expiries = Expiries()
    expiries.note(message(1, NEVER_MS), {})
    assert list(expiries.due(NEVER_MS)) == []


def test_entries_of_messages_that_are_gone_do_not_pile_up() -> None:
    expiries = Expiries()
    alive = {1: message(1, 500), 2: message(2, NEVER_MS)}
    for number in range(10_000):
        expiries.note(message(number, 900), alive)
    assert len(expiries._heap) < 2_000
    assert list(expiries.due(500)) == [(500, 1)]
