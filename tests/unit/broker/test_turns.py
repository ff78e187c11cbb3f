"""What is said and written at the end of turns, and after commits: done, without room, or failed."""

from longshore.broker.peer import Peer
from longshore.broker.turns import Turns
from longshore.model.entities import QueueDescription
from longshore.store.batch import Batch
from longshore.store.errors import StorageFault, StorageFull
from longshore.wire.states import Accepted, Rejected
from tests.unit.broker.world import Client, World, message


class Disk:
    """Takes batches, and writes none."""

    def __init__(self) -> None:
        self.given: list[tuple[Batch, int]] = []
        self.room_bytes = 1 << 40
        self.resumed = 0
        self.fault: StorageFault | None = None

    def give(self, batch: Batch, era: int) -> None:
        self.given.append((batch, era))

    def left_bytes(self, coming_bytes: int) -> int:
        return self.room_bytes - coming_bytes

    def resume(self) -> None:
        self.resumed += 1

    def give_up(self, fault: StorageFault) -> None:
        self.fault = fault


class Line:
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        self.data = b""
        self.ended = False

    def write(self, data: bytes, *, last: bool) -> None:
        self.data += data
        self.ended |= last

    def pause_reading(self) -> None:
        raise AssertionError

    def resume_reading(self) -> None:
        raise AssertionError


class Desk:
    """A world whose turns are ended by `Turns`; one client sends to it."""

    def __init__(self) -> None:
        self.world = World({"orders": QueueDescription()})
        self.disk = Disk()
        self.lines: dict[Peer, Line] = {}
        self.turns = Turns(
            self.world.kernel, self.disk, self.lines, lambda: self.world.now_ms, self.world._log
        )
        self.client = self.world.client()
        self.client.attach_sender("orders")
        self.client.hear()

    def send(self) -> None:
        self.client.send(message(b"one"))
        self.turns.end()

    @property
    def ready(self) -> int:
        return self.world.namespace.queues["orders"].main.ready_count


def outcomes(client: Client) -> list[type]:
    return [type(state) for state in client.outcomes()]


def test_a_sender_hears_when_its_message_is_on_disk() -> None:
    desk = Desk()
    desk.send()
    assert outcomes(desk.client) == []
    desk.turns.committed(0, None)
    assert outcomes(desk.client) == [Accepted]


def test_what_gathers_for_a_peer_is_written_at_the_end_of_the_turn() -> None:
    desk = Desk()
    line = desk.lines[desk.client.peer] = Line()
    desk.client.say_raw(b"\x00\x00\x00\x08\x02\x00\x00\x00")
    desk.send()
    desk.turns.committed(0, None)
    desk.turns.end()
    assert line.data
    assert not line.ended


def test_two_batches_are_under_way_at_most() -> None:
    desk = Desk()
    for _ in range(3):
        desk.send()
    assert len(desk.disk.given) == 2
    desk.turns.committed(0, None)
    desk.turns.end()
    assert len(desk.disk.given) == 3


def test_a_full_disk_refuses_what_is_under_way_and_lets_the_rest_go_on() -> None:
    desk = Desk()
    desk.send()
    desk.turns.committed(0, StorageFull("the disk is full"))
    assert outcomes(desk.client) == [Rejected]
    assert desk.disk.resumed == 1
    assert desk.disk.fault is None
    desk.send()
    desk.turns.committed(1, None)
    assert outcomes(desk.client) == [Accepted]


def test_the_outcome_of_a_batch_turned_away_behind_a_failure_is_old_news() -> None:
    desk = Desk()
    desk.send()
    desk.send()
    full = StorageFull("the disk is full")
    desk.turns.committed(0, full)
    desk.turns.committed(0, full)
    assert outcomes(desk.client) == [Rejected, Rejected]
    assert desk.disk.resumed == 1


def test_a_failing_disk_leaves_senders_without_an_answer_for_the_message_may_be_there() -> None:
    desk = Desk()
    desk.send()
    fault = StorageFault("the disk cannot sync")
    desk.turns.committed(0, fault)
    desk.turns.end()
    assert outcomes(desk.client) == []
    assert desk.disk.fault is fault


def test_after_a_failing_disk_nothing_more_is_given_to_it() -> None:
    desk = Desk()
    desk.send()
    desk.turns.committed(0, StorageFault("the disk cannot sync"))
    desk.send()
    assert len(desk.disk.given) == 1


def test_a_body_that_cannot_be_read_back_ends_the_broker_before_anything_is_written() -> None:
    desk = Desk()
    desk.send()
    fault = StorageFault("the disk cannot read this")

    def step(_now_ms: int) -> None:
        desk.client.send(message(b"two"))
        raise fault

    desk.turns.run(step)
    desk.turns.end()
    assert desk.disk.fault is fault
    assert len(desk.disk.given) == 1


def test_commits_that_begin_and_cease_to_fail_are_logged_once() -> None:
    desk = Desk()
    for era, outcome in enumerate([StorageFull("full"), StorageFull("full"), None]):
        desk.send()
        desk.turns.committed(min(era, 2), outcome)
    assert [event for event, _ in desk.world.logged] == ["commits fail", "commits work again"]


def test_senders_are_stopped_while_receivers_can_still_empty_the_disk() -> None:
    desk = Desk()
    desk.disk.room_bytes = 0

    desk.turns.end()

    assert desk.world.kernel.namespace.context.room_bytes == 0
