from longshore.engine.message import Message
from longshore.engine.timetable import Timetable

from .world import World, numbers


def message(number: int, time_ms: int) -> Message:
    return Message(World().queue().queue.main, number, 0, time_ms, None, b"", b"", b"", 0)


def timetable() -> Timetable:
    """Expiries; 0 is none."""
    return Timetable(lambda message: message.expires_ms or None)


def test_what_is_due_comes_once_and_the_earliest_first() -> None:
    table = timetable()
    alive = {number: message(number, time_ms) for number, time_ms in ((1, 300), (2, 100), (3, 200))}
    for known in alive.values():
        table.note(known, alive)
    assert numbers(table.due(99, alive)) == []
    assert numbers(table.due(200, alive)) == [2, 3]
    assert numbers(table.due(300, alive)) == [1]


def test_messages_without_a_time_are_not_noted() -> None:
    table, known = timetable(), message(1, 0)
    table.note(known, {1: known})
    assert table._heap == []


def test_messages_that_are_gone_are_passed_over() -> None:
    table, known = timetable(), message(1, 100)
    table.note(known, {1: known})
    assert numbers(table.due(100, {})) == []


def test_a_time_that_has_changed_counts_and_the_old_one_does_not() -> None:
    table, known = timetable(), message(1, 100)
    table.note(known, {1: known})
    known.expires_ms = 200
    table.note(known, {1: known})
    assert numbers(table.due(100, {1: known})) == []
    assert numbers(table.due(200, {1: known})) == [1]


def test_what_is_not_looked_at_stays_due() -> None:
    table = timetable()
    alive = {number: message(number, 100) for number in (1, 2)}
    for known in alive.values():
        table.note(known, alive)
    assert next(table.due(100, alive)) is alive[1]
    assert numbers(table.due(100, alive)) == [2]


def test_entries_of_messages_that_are_gone_do_not_pile_up() -> None:
    table = timetable()
    alive = {1: message(1, 500), 2: message(2, 0)}
    table.note(alive[1], alive)
    for number in range(3, 10_000):
        table.note(message(number, 900), alive)
    assert len(table._heap) < 2_000
    assert numbers(table.due(500, alive)) == [1]
