"""Any request at all is answered, and what it leaves in memory is what it leaves on disk."""

from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.broker.management.node import OPERATIONS
from longshore.model.entities import QueueDescription, SubscriptionDescription, TopicDescription
from longshore.wire.states import Modified, Rejected
from longshore.wire.values import Array, Int, Long, Timestamp
from tests.unit.broker.asking import Management
from tests.unit.broker.audit import audit
from tests.unit.broker.world import START_MS, World, message
from tests.wire.damage import damaged
from tests.wire.values import longs, timestamps, values

NODES = (
    "orders",
    "orders/$DeadLetterQueue",
    "jobs",
    "relay",
    "events",
    "events/Subscriptions/all",
    "events/$Transfer/$DeadLetterQueue",
)


def populated() -> World:
    """Return queues with a message in every state and kind, locked ones, and held sessions."""
    world = World(
        queues={
            "orders": QueueDescription(lock_duration_ms=60_000),
            "jobs": QueueDescription(requires_session=True, lock_duration_ms=60_000),
            "relay": QueueDescription(forward_to="events"),
        },
        topics={"events": TopicDescription(subscriptions={"all": SubscriptionDescription()})},
    )
    world.send("orders", *(message(b"body", message_id=str(number)) for number in range(1, 7)))
    world.send("orders", message(b"later", scheduled_ms=START_MS + 3_600_000))
    world.send("jobs", *(message(b"job", message_id=str(number), session="s") for number in range(3)))
    world.send("events", message(b"news"), message(b"later", scheduled_ms=START_MS + 3_600_000))
    receiver = world.receive("orders", credit=4)
    receiver.settle(0, state=Modified(undeliverable_here=True))
    receiver.settle(1, state=Rejected())
    holder = world.receive("jobs", credit=2, session="s")
    holder.settle(0, state=Modified(undeliverable_here=True))
    world.commit()
    return world


whole_numbers = st.integers(-2, 10).map(Long) | longs | st.integers(0, 5).map(Int)
tokens = st.integers(1, 8).map(lambda number: UUID(bytes_le=number.to_bytes(16, "big")))
texts = st.sampled_from(["s", "other", "", "x" * 200, "$Default", "1=1", "SET a = 1", "price >"])
times = st.sampled_from([START_MS - 1, START_MS, START_MS + 5_000]).map(Timestamp) | timestamps
encoded = st.builds(
    message,
    st.just(b"body"),
    session=st.none() | texts,
    properties=st.none() | st.dictionaries(texts, values, max_size=2),
    annotations=st.dictionaries(texts, values, max_size=2),
    scheduled_ms=times,
)
filters = st.fixed_dictionaries(
    {},
    optional={
        "sql-filter": st.fixed_dictionaries({"expression": texts}) | values,
        "correlation-filter": st.fixed_dictionaries({"label": texts, "properties": values}) | values,
        "true-filter": values,
        "sql-rule-action": st.fixed_dictionaries({"expression": texts}) | values,
    },
)
SENSIBLE: dict[str, st.SearchStrategy[object]] = {
    "sequence-numbers": st.lists(whole_numbers, max_size=3).map(lambda items: Array(b"\x81", list(items))),
    "lock-tokens": st.lists(tokens, max_size=3).map(lambda items: Array(b"\x98", list(items))),
    "from-sequence-number": whole_numbers,
    "message-count": whole_numbers,
    "skip": whole_numbers,
    "top": whole_numbers,
    "receiver-settle-mode": whole_numbers,
    "session-id": texts,
    "session-state": st.none() | st.binary(max_size=10),
    "disposition-status": st.sampled_from(["completed", "abandoned", "defered", "suspended", "lost"]),
    "deadletter-reason": texts,
    "properties-to-modify": st.dictionaries(texts, values, max_size=2),
    "properties": st.dictionaries(texts, values, max_size=2),
    "remove-properties": st.lists(texts, max_size=2),
    "messages": st.lists(
        st.fixed_dictionaries({"message": encoded | damaged(encoded)}), min_size=1, max_size=2
    ),
    "last-updated-time": times,
    "enqueued-time-utc": times,
    "rule-name": texts,
    "rule-description": filters,
    "omit-message-body": st.booleans(),
}
FIELDS: dict[str, tuple[str, ...]] = {
    "com.microsoft:renew-lock": ("lock-tokens",),
    "com.microsoft:renew-session-lock": ("session-id",),
    "com.microsoft:update-disposition": (
        "disposition-status",
        "lock-tokens",
        "session-id",
        "deadletter-reason",
        "properties-to-modify",
    ),
    "com.microsoft:get-session-state": ("session-id",),
    "com.microsoft:set-session-state": ("session-id", "session-state"),
    "com.microsoft:get-message-sessions": ("last-updated-time", "skip", "top"),
    "com.microsoft:peek-message": (
        "from-sequence-number",
        "message-count",
        "session-id",
        "omit-message-body",
    ),
    "com.microsoft:receive-by-sequence-number": ("sequence-numbers", "receiver-settle-mode", "session-id"),
    "com.microsoft:schedule-message": ("messages",),
    "com.microsoft:cancel-scheduled-message": ("sequence-numbers",),
    "com.microsoft:batch-delete-messages": ("message-count", "enqueued-time-utc", "session-id"),
    "com.microsoft:add-rule": ("rule-name", "rule-description"),
    "com.microsoft:remove-rule": ("rule-name",),
    "com.microsoft:enumerate-rules": ("skip", "top"),
    "longshore:delete-message": ("sequence-numbers",),
    "longshore:move-dead-letter": ("sequence-numbers", "properties", "remove-properties"),
}


def bodies(operation: str) -> st.SearchStrategy[object]:
    """Return bodies that make sense, some that nearly do, and some that do not at all."""
    sensible = {name: SENSIBLE[name] for name in FIELDS[operation]}
    doubtful = {name: usual | values for name, usual in sensible.items()}
    return (
        st.fixed_dictionaries(sensible)
        | st.fixed_dictionaries({}, optional=doubtful)
        | st.fixed_dictionaries(doubtful)
        | values
    )


requests = st.sampled_from(list(FIELDS)).flatmap(
    lambda operation: st.tuples(
        st.sampled_from(NODES), st.just(operation), bodies(operation), st.integers(0, 3).map(bool)
    )
)


def test_every_operation_is_asked_for() -> None:
    assert FIELDS.keys() == OPERATIONS.keys()


@settings(max_examples=300, deadline=None)
@given(st.lists(requests, min_size=1, max_size=8))
def test_any_request_is_answered_and_memory_agrees_with_the_disk(
    asked: list[tuple[str, str, object, bool]],
) -> None:
    world = populated()
    for entity, operation, body, stored in asked:
        node = Management(world, entity)
        node.request(operation, body)
        if world.kernel._unit.idle or stored:
            world.commit()
        else:
            world.fail()
        (reply,) = node.replies()
        assert isinstance(reply.status, int)
        audit(world)
    world.pass_time(3_700_000)
    world.commit()
    audit(world)
