from longshore.amqp.connection import Connection
from longshore.amqp.session import Session
from longshore.broker.outbox import ranges
from longshore.wire.performatives import Begin


def session() -> Session:
    return Session(Connection("test", 0, lambda: None), 0, Begin(None, 0, 1, 1))


def test_neighbours_with_one_outcome_become_a_range() -> None:
    one = session()
    answers = [(one, 1, b"ok"), (one, 2, b"ok"), (one, 3, b"ok")]
    assert list(ranges(answers)) == [(one, 1, 3, b"ok")]


def test_a_gap_ends_a_range() -> None:
    one = session()
    assert list(ranges([(one, 1, b"ok"), (one, 3, b"ok")])) == [(one, 1, 1, b"ok"), (one, 3, 3, b"ok")]


def test_another_outcome_ends_a_range() -> None:
    one = session()
    assert list(ranges([(one, 1, b"ok"), (one, 2, b"no")])) == [(one, 1, 1, b"ok"), (one, 2, 2, b"no")]


def test_another_session_ends_a_range() -> None:
    one, two = session(), session()
    assert list(ranges([(one, 1, b"ok"), (two, 2, b"ok")])) == [(one, 1, 1, b"ok"), (two, 2, 2, b"ok")]


def test_nothing_gives_nothing() -> None:
    assert list(ranges([])) == []
