"""Bodies within the budget stay in memory; those beyond it are read from disk when they are due."""

from .world import World, bodies


def test_bodies_within_the_budget_are_never_read_from_disk() -> None:
    world = World(body_budget_bytes=10)
    orders = world.queue()
    orders.send("12345", "67890")
    assert world.context.resident_bytes == 10
    assert bodies(orders.take(2)) == ["12345", "67890"]
    assert world.disk.reads == []


def test_a_body_over_the_budget_is_read_when_it_is_due() -> None:
    world = World(body_budget_bytes=9)
    orders = world.queue()
    orders.send("12345", "67890")
    assert world.context.resident_bytes == 5
    assert orders.queue.messages[2].payload is None
    assert bodies(orders.take(2)) == ["12345", "67890"]
    assert len(world.disk.reads) == 1


def test_bodies_that_are_only_on_disk_are_read_in_one_go() -> None:
    world = World(body_budget_bytes=0)
    orders = world.queue()
    orders.send("a", "b", "c")
    assert bodies(orders.take(3)) == ["a", "b", "c"]
    assert [len(keys) for keys in world.disk.reads] == [3]


def test_a_body_stays_in_memory_until_its_message_is_on_disk() -> None:
    world = World(body_budget_bytes=0)
    orders = world.queue()
    with world.one_commit() as changes:
        orders.send("a")
        assert changes._sent[0][1].payload == b"a"
    assert orders.queue.messages[1].payload is None


def test_messages_that_are_gone_give_their_share_back() -> None:
    world = World(body_budget_bytes=10)
    orders = world.queue()
    orders.send("12345", "67890", "over")
    for delivery in orders.take(3):
        orders.complete(delivery)
    assert world.context.resident_bytes == 0
    orders.send("fits again")
    assert world.context.resident_bytes == 10


def test_the_budget_is_one_for_the_whole_namespace() -> None:
    world = World(body_budget_bytes=10)
    world.queue("orders").send("12345678")
    world.queue("invoices").send("12345678")
    assert world.context.resident_bytes == 8


def test_dead_lettering_writes_a_new_body_which_counts_anew() -> None:
    world = World(body_budget_bytes=20)
    orders = world.queue()
    orders.send("a")
    orders.dead_letter(orders.one(), "why")
    assert orders.dead_letters.waiting() == ["a|DeadLetterReason=why"]
    assert world.context.resident_bytes == 0
    orders.dead_letters.complete(orders.dead_letters.one())
    assert world.context.resident_bytes == 0


def test_a_body_that_is_only_on_disk_can_be_dead_lettered() -> None:
    world = World(body_budget_bytes=0)
    orders = world.queue()
    orders.send("a")
    orders.dead_letter(orders.one(), "why")
    assert orders.dead_letters.waiting() == ["a|DeadLetterReason=why"]


def test_a_failed_commit_changes_nothing_about_bodies() -> None:
    world = World(body_budget_bytes=3)
    orders = world.queue()
    orders.send("a", "b")
    first, second = orders.take(2)
    with world.failing_commit():
        orders.send("c")
        orders.complete(first)
        orders.dead_letter(second, "why")
    assert world.context.resident_bytes == 2
    assert orders.waiting() == ["a", "b"]
