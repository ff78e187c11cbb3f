"""Which entities a story is about, and how a plan may change them meanwhile."""

from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from hypothesis import strategies as st

from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import (
    EntityStatus,
    QueueDescription,
    RetryPolicy,
    SubscriptionDescription,
    TopicDescription,
    Topology,
)
from longshore.model.limits import TRANSACTION_TIMEOUT_MS
from tests.oracle.naive.rules import RULES

LOCK_MS: Final = 1_000
REST_MS: Final = LOCK_MS // 2
WINDOW_MS: Final = 2 * LOCK_MS
IDLE_MS: Final = 2 * LOCK_MS

EDGES_MS: Final[tuple[int, ...]] = (
    1,
    1,
    REST_MS - 1,
    REST_MS,
    LOCK_MS - 1,
    LOCK_MS,
    LOCK_MS + 1,
    WINDOW_MS - 1,
    WINDOW_MS,
)
"""What time passes by: around the end of a lock, and of everything else here that ends."""

TRANSACTION_EDGES_MS: Final[tuple[int, ...]] = (
    *EDGES_MS,
    TRANSACTION_TIMEOUT_MS - 1,
    *[TRANSACTION_TIMEOUT_MS] * 3,
)

E = TypeVar("E", QueueDescription, SubscriptionDescription, TopicDescription)


@dataclass(frozen=True)
class Change:
    """What a plan says otherwise of an entity from one day to the next, where it has such a setting."""

    name: str
    value: object

    def made(self, entity: E) -> E:
        """Return the entity as it is from now on."""
        settings: dict[str, Any] = {self.name: self.value} if hasattr(entity, self.name) else {}
        return replace(entity, **settings)


CHANGES: Final = (
    *(Change("status", status) for status in (*EntityStatus, *[EntityStatus.ACTIVE] * 4)),
    *(Change("lock_duration_ms", lock_ms) for lock_ms in (REST_MS, REST_MS, REST_MS, LOCK_MS, 2 * LOCK_MS)),
    *(Change("max_delivery_count", count) for count in (1, 2, 3)),
    *(Change("default_message_time_to_live_ms", ttl_ms) for ttl_ms in (LOCK_MS, UNLIMITED_MS)),
    *(Change("dead_lettering_on_message_expiration", dead) for dead in (False, True)),
    *(Change("duplicate_detection_history_time_window_ms", ms) for ms in (LOCK_MS, WINDOW_MS)),
)

FORWARDING_CHANGES: Final = (
    *CHANGES,
    *(Change("forward_to", path) for path in (None, "second", "events")),
    *(Change("forward_dead_lettered_messages_to", path) for path in (None, "first")),
)


def changed(topology: Topology, which: int, change: Change) -> Topology:
    """Return a topology in which one entity is another."""
    inside = [f"{path}/{name}" for path, topic in topology.topics.items() for name in topic.subscriptions]
    paths = [*topology.queues, *topology.topics, *inside]
    path, _, name = paths[which % len(paths)].partition("/")
    if path in topology.queues:
        return replace(topology, queues={**topology.queues, path: change.made(topology.queues[path])})
    topic = topology.topics[path]
    if name:
        subscription = change.made(topic.subscriptions[name])
        topic = replace(topic, subscriptions={**topic.subscriptions, name: subscription})
    else:
        topic = change.made(topic)
    return replace(topology, topics={**topology.topics, path: topic})


# -- entities --------------------------------------------------------------------------------------

retries = st.sampled_from([None, None, RetryPolicy(REST_MS, LOCK_MS, jitter=0)])
locks_ms = st.sampled_from([LOCK_MS, 2 * LOCK_MS])
ttls_ms = st.sampled_from([UNLIMITED_MS, 2 * LOCK_MS])
idle_ms = st.sampled_from([UNLIMITED_MS, IDLE_MS])
nobody: st.SearchStrategy[str | None] = st.none()


def queues(
    *,
    sessions: bool = False,
    to: st.SearchStrategy[str | None] = nobody,
    dead_to: st.SearchStrategy[str | None] = nobody,
) -> st.SearchStrategy[QueueDescription]:
    """Return queues of all kinds."""
    return st.builds(
        QueueDescription,
        lock_duration_ms=locks_ms,
        default_message_time_to_live_ms=ttls_ms,
        max_delivery_count=st.integers(1, 3),
        dead_lettering_on_message_expiration=st.booleans(),
        requires_duplicate_detection=st.booleans(),
        duplicate_detection_history_time_window_ms=st.just(WINDOW_MS),
        enable_partitioning=st.booleans(),
        requires_session=st.just(sessions),
        forward_to=to,
        forward_dead_lettered_messages_to=dead_to,
        auto_delete_on_idle_ms=idle_ms,
        retry=retries,
    )


def subscriptions(
    *, sessions: bool = False, to: st.SearchStrategy[str | None] = nobody
) -> st.SearchStrategy[SubscriptionDescription]:
    """Return subscriptions of all kinds."""
    rules = st.lists(st.sampled_from(sorted(RULES)), unique=True, min_size=1, max_size=3)
    return st.builds(
        SubscriptionDescription,
        lock_duration_ms=locks_ms,
        default_message_time_to_live_ms=ttls_ms,
        max_delivery_count=st.integers(1, 3),
        dead_lettering_on_message_expiration=st.booleans(),
        dead_lettering_on_filter_evaluation_exceptions=st.booleans(),
        requires_session=st.just(sessions),
        forward_to=to,
        auto_delete_on_idle_ms=idle_ms,
        retry=retries,
        rules=rules.map(lambda names: tuple(RULES[name].description for name in names)),
    )


def topics(**known: st.SearchStrategy[SubscriptionDescription]) -> st.SearchStrategy[TopicDescription]:
    """Return topics of all kinds, with these subscriptions."""
    return st.builds(
        TopicDescription,
        default_message_time_to_live_ms=ttls_ms,
        requires_duplicate_detection=st.booleans(),
        duplicate_detection_history_time_window_ms=st.just(WINDOW_MS),
        auto_delete_on_idle_ms=idle_ms,
        subscriptions=st.fixed_dictionaries(known),
    )


def topologies(
    queues: dict[str, st.SearchStrategy[QueueDescription]] | None = None,
    topics: dict[str, st.SearchStrategy[TopicDescription]] | None = None,
) -> st.SearchStrategy[Topology]:
    """Return plans with these entities."""
    return st.builds(
        Topology, queues=st.fixed_dictionaries(queues or {}), topics=st.fixed_dictionaries(topics or {})
    )


def one_of(*paths: str | None) -> st.SearchStrategy[str | None]:
    """Return where something is forwarded to."""
    return st.sampled_from(paths)


ONE_QUEUE: Final = topologies({"orders": queues()})
SESSIONS: Final = topologies({"orders": queues(sessions=True)})
TOPIC: Final = topologies(
    topics={"events": topics(all=subscriptions(), some=subscriptions(), steps=subscriptions(sessions=True))}
)
FORWARDING: Final = topologies(
    {
        "first": queues(to=one_of("second", "second", "events", "first"), dead_to=one_of(None, "second")),
        "second": queues(
            to=one_of(None, None, "first", "steps", "nowhere"), dead_to=one_of(None, "first", "events")
        ),
        "steps": queues(sessions=True, dead_to=one_of(None, "second")),
    },
    {"events": topics(on=subscriptions(to=one_of("second", "first", None)))},
)
TRANSACTIONS: Final = topologies(
    {"orders": queues(), "steps": queues(sessions=True)}, {"events": topics(all=subscriptions())}
)
