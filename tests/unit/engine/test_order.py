from longshore.engine.message import DEAD_LETTER, MAIN, Message
from longshore.engine.order import Order

from .world import World, numbers


class Shelf:
    """An order over messages that come and go."""

    def __init__(self) -> None:
        self.alive: dict[int, Message] = {}
        self.order = Order(MAIN, self.alive)
        self._lane = World().queue().queue.main

    def add(self, *numbers: int) -> None:
        for number in numbers:
            self.alive[number] = Message(self._lane, number, 0, 0, None, b"", b"", b"", 0)
            self.order.add(self.alive[number])

    def remove(self, *numbers: int) -> None:
        for number in numbers:
            del self.alive[number]
            self.order.remove()

    def seen(self, from_number: int = 0) -> list[int]:
        return numbers(self.order.browse(from_number))


def test_numbers_stand_in_order_whenever_they_come() -> None:
    shelf = Shelf()
    shelf.add(5, 9, 1, 7)
    assert shelf.seen() == [1, 5, 7, 9]


def test_browsing_starts_at_a_number_or_behind_it() -> None:
    shelf = Shelf()
    shelf.add(1, 3, 5)
    assert shelf.seen(3) == [3, 5]
    assert shelf.seen(4) == [5]
    assert shelf.seen(6) == []


def test_what_has_left_is_passed_over() -> None:
    shelf = Shelf()
    shelf.add(1, 2, 3)
    shelf.remove(2)
    assert shelf.seen() == [1, 3]
    assert shelf.order.count == 2


def test_what_is_in_another_sub_queue_now_is_passed_over() -> None:
    shelf = Shelf()
    shelf.add(1, 2)
    shelf.alive[1].sub_queue = DEAD_LETTER
    shelf.order.remove()
    assert shelf.seen() == [2]


def test_numbers_of_what_has_left_do_not_pile_up() -> None:
    shelf = Shelf()
    shelf.add(1)
    for number in range(2, 10_000):
        shelf.add(number)
        shelf.remove(number)
    assert len(shelf.order._numbers) < 2_000
    assert shelf.seen() == [1]


def test_whoever_browses_while_numbers_are_tidied_up_is_not_disturbed() -> None:
    shelf = Shelf()
    shelf.add(*range(1, 2_001))
    browsing = shelf.order.browse(0)
    assert next(browsing) is shelf.alive[1]
    shelf.remove(*range(2, 1_999))
    assert numbers(browsing) == [1_999, 2_000]
