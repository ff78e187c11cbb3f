from longshore.engine.lane import Lane
from longshore.engine.message import READY, Message

from .world import LOCK_MS, World


def lane_of(*numbers: int) -> tuple[Lane, dict[int, Message]]:
    lane = World().queue().queue.main
    messages = {number: Message(lane, number, 0, 0, None, b"", b"", b"", 0) for number in numbers}
    for message in messages.values():
        message.state = READY
        lane.push(message)
    return lane, messages


def pop_all(lane: Lane) -> list[int]:
    numbers = []
    while (message := lane.pop()) is not None:
        numbers.append(message.sequence_number)
    return numbers


def test_messages_come_in_the_order_in_which_they_were_sent() -> None:
    lane, _ = lane_of(1, 2, 3)
    assert pop_all(lane) == [1, 2, 3]


def test_returned_messages_go_back_to_their_places() -> None:
    lane, messages = lane_of(1, 2, 3, 4)
    for _ in range(3):
        lane.pop()
    for number in (3, 1, 2):
        lane.push(messages[number])
    assert pop_all(lane) == [1, 2, 3, 4]


def test_what_comes_behind_a_returned_message_stays_behind_it() -> None:
    lane, _ = lane_of(5, 3, 4, 6, 1)
    assert pop_all(lane) == [1, 3, 4, 5, 6]


def test_an_empty_lane_gives_nothing() -> None:
    lane, _ = lane_of()
    assert lane.pop() is None
    assert not lane.open


def test_a_lane_is_open_while_something_is_ready() -> None:
    lane, _ = lane_of(1)
    assert lane.open
    lane.pop()
    assert not lane.open


def test_a_withdrawn_message_is_passed_over() -> None:
    lane, messages = lane_of(1, 2, 3)
    lane.withdraw(messages[2])
    assert lane.ready_count == 2
    assert pop_all(lane) == [1, 3]


def test_a_withdrawn_message_that_comes_back_is_there_once() -> None:
    lane, messages = lane_of(1, 2, 3)
    for _ in range(3):
        lane.withdraw(messages[2])
        lane.push(messages[2])
    assert lane.ready_count == 3
    assert pop_all(lane) == [1, 2, 3]


def test_a_returned_message_may_be_withdrawn_and_come_back_too() -> None:
    lane, messages = lane_of(2, 3, 1)
    for _ in range(3):
        lane.withdraw(messages[1])
        lane.push(messages[1])
    assert pop_all(lane) == [1, 2, 3]


def test_withdrawn_messages_do_not_pile_up_where_nobody_receives() -> None:
    lane, _ = lane_of(1)
    for number in range(2, 10_000):
        message = Message(lane, number, 0, 0, None, b"", b"", b"", 0)
        lane.push(message)
        lane.withdraw(message)
    assert len(lane._fresh) + len(lane._returned) < 1_000
    assert pop_all(lane) == [1]


def test_after_tidying_the_order_is_what_it_was() -> None:
    lane, messages = lane_of(*range(2_000), -1, -3, -2)
    odd = [number for number in messages if number % 2]
    for number in odd:
        lane.withdraw(messages[number])
    lane.push(messages[odd[700]])
    assert pop_all(lane) == sorted({*messages} - {*odd} | {odd[700]})


def test_a_lock_is_found_by_its_token_until_it_ends() -> None:
    lane, messages = lane_of(1)
    lane.pop()
    lane.lock(messages[1], b"token", 1_000)
    assert lane.find(b"token", 999) is messages[1]
    assert lane.find(b"token", 1_000) is None
    assert lane.find(b"other", 999) is None


def test_locks_that_have_ended_are_handed_out_once() -> None:
    lane, messages = lane_of(1, 2, 3)
    for number in messages:
        lane.pop()
        lane.lock(messages[number], bytes([number]), number * LOCK_MS)
    assert lane.overdue(LOCK_MS - 1) == []
    assert lane.overdue(2 * LOCK_MS) == [messages[1], messages[2]]
    assert lane.overdue(2 * LOCK_MS) == []


def test_a_renewed_lock_ends_after_those_that_were_not_renewed() -> None:
    lane, messages = lane_of(1, 2)
    for number in messages:
        lane.pop()
        lane.lock(messages[number], bytes([number]), 1_000)
    lane.renew(messages[1], 1_500)
    assert lane.overdue(1_000) == [messages[2]]
    assert lane.overdue(1_500) == [messages[1]]


def test_locks_that_were_made_shorter_end_before_older_ones() -> None:
    lane, messages = lane_of(1, 2, 3)
    for number, until_ms in ((1, 2_000), (2, 1_000), (3, 1_500)):
        lane.pop()
        lane.lock(messages[number], bytes([number]), until_ms)
    assert lane.next_end_ms == 1_000
    assert lane.overdue(1_500) == [messages[2], messages[3]]


def test_a_lock_that_is_renewed_for_a_shorter_time_ends_before_older_ones() -> None:
    lane, messages = lane_of(1, 2)
    for number in messages:
        lane.pop()
        lane.lock(messages[number], bytes([number]), 2_000)
    lane.renew(messages[1], 1_000)
    assert lane.overdue(1_000) == [messages[1]]
