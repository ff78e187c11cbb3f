"""What one seed is about: which entities, clients and troubles there are is drawn before anything happens."""

from dataclasses import dataclass, field
from random import Random

from longshore.model.durations import UNLIMITED_MS
from longshore.model.entities import (
    DEFAULT_RULE,
    CorrelationFilter,
    QueueDescription,
    RetryPolicy,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
    Topology,
)

from .disk import Trouble
from .messages import Letter
from .net import Weather

KINDS = ("red", "blue", "green")
SUBSCRIPTIONS = "/Subscriptions/"


@dataclass(slots=True)
class Setup:
    """One seed's world, and how it is treated."""

    topology: Topology
    actors: list[str]
    weather: Weather
    troubles: dict[Trouble, float]
    storm_ms: int
    cuts: int
    """Power cuts."""
    full_spells: int
    body_budget_bytes: int
    checkpoint_pages: int
    commit_ms: int
    body_bytes: int
    features: set[str] = field(default_factory=set)


def draw(rng: Random) -> Setup:
    """Draw a world."""
    features = {name for name, chance in _FEATURES.items() if rng.random() < chance}
    actors = [
        name
        for name, (need, most) in _ACTORS.items()
        if need <= features
        for _ in range(rng.randint(0, most))
    ]
    troubles: dict[Trouble, float] = {
        trouble: rng.choice((0.001, 0.01)) for trouble in _CHANCES if f"trouble: {trouble.value}" in features
    }
    return Setup(
        Topology(_queues(rng, features), _topics(rng, features)),
        ["sender", "receiver", *actors],
        _weather(rng, features),
        troubles,
        storm_ms=rng.choice((4_000, 8_000, 15_000)),
        cuts=rng.randint(1, 3) if "power cuts" in features else 0,
        full_spells=rng.randint(1, 2) if "full disk" in features else 0,
        body_budget_bytes=rng.choice((0, 2_000, 1_000_000)),
        checkpoint_pages=rng.choice((8, 64, 8_192)),
        commit_ms=rng.choice((1, 5, 60)),
        body_bytes=rng.choice((10, 200, 200, 6_000)),
        features=features,
    )


_CHANCES = (Trouble.READ, Trouble.WRITE, Trouble.SYNC, Trouble.SHORT)
"""What happens by chance; a full disk comes in spells."""

_FEATURES = {
    "power cuts": 0.7,
    "full disk": 0.25,
    "bad network": 0.5,
    "sessions": 0.5,
    "duplicates": 0.5,
    "topic": 0.4,
    "relay": 0.4,
    "graves": 0.3,
    "ttl": 0.3,
    "retry": 0.3,
    **{f"trouble: {trouble.value}": 0.12 for trouble in _CHANCES},
}

_ACTORS: dict[str, tuple[set[str], int]] = {
    "sender": (set(), 1),
    "receiver": (set(), 2),
    "slow": (set(), 1),
    "greedy": (set(), 1),
    "deleting": (set(), 1),
    "scheduler": (set(), 1),
    "deferrer": (set(), 1),
    "transactor": (set(), 1),
    "malicious": (set(), 1),
    "session": ({"sessions"}, 3),
    "repeater": ({"duplicates"}, 2),
}


def _weather(rng: Random, features: set[str]) -> Weather:
    if "bad network" not in features:
        return Weather(latency_ms=rng.choice((0, 2)))
    return Weather(
        latency_ms=rng.choice((1, 5, 40)),
        cut=rng.choice((0.0, 0.002, 0.02)),
        stall=rng.choice((0.0, 0.002, 0.02)),
        shred=rng.choice((0.0, 0.1, 1.0)),
    )


def _queues(rng: Random, features: set[str]) -> dict[str, QueueDescription]:
    queues = {"jobs": _queue(rng, features)}
    if "graves" in features:
        queues["graves"] = _queue(rng, features - {"ttl"})
        queues["jobs"] = _queue(rng, features, forward_dead_lettered_messages_to="graves")
    if "sessions" in features:
        queues["chats"] = _queue(rng, features, requires_session=True)
    if "duplicates" in features:
        window_ms = rng.choice((1_500, 20_000, 600_000))
        queues["once"] = _queue(
            rng,
            features,
            requires_duplicate_detection=True,
            duplicate_detection_history_time_window_ms=window_ms,
        )
    if "relay" in features:
        onward = rng.choice(("jobs", "chats" if "sessions" in features else "jobs"))
        queues["relay"] = QueueDescription(forward_to=onward)
    if "topic" in features:
        queues["inbox"] = _queue(rng, features)
    return queues


def _queue(rng: Random, features: set[str], **more: object) -> QueueDescription:
    settings: dict[str, object] = {
        "lock_duration_ms": rng.choice((300, 1_000, 3_000)),
        "max_delivery_count": rng.choice((1, 2, 5, 10)),
        "max_message_size_in_kilobytes": rng.choice((1, 102_400)),
        "dead_lettering_on_message_expiration": rng.random() < 0.5,
        "retry": RetryPolicy(50, 1_000) if "retry" in features and rng.random() < 0.7 else None,
        "default_message_time_to_live_ms": rng.choice((1_000, 4_000, UNLIMITED_MS))
        if "ttl" in features
        else UNLIMITED_MS,
    }
    return QueueDescription(**(settings | more))  # type: ignore[arg-type]  # each has its field's type


def _topics(rng: Random, features: set[str]) -> dict[str, TopicDescription]:
    if "topic" not in features:
        return {}
    subscriptions = {
        "all": _subscription(rng),
        "red": _subscription(rng, RuleDescription("red", SqlFilter("kind = 'red'")), forward_to="inbox"),
        "blue": _subscription(rng, RuleDescription("blue", CorrelationFilter(properties={"kind": "blue"}))),
    }
    return {"events": TopicDescription(subscriptions=subscriptions)}


def _subscription(
    rng: Random, *rules: RuleDescription, forward_to: str | None = None
) -> SubscriptionDescription:
    return SubscriptionDescription(
        lock_duration_ms=rng.choice((300, 1_000, 3_000)),
        max_delivery_count=rng.choice((1, 3, 10)),
        forward_to=forward_to,
        rules=rules or (DEFAULT_RULE,),
    )


class Layout:
    """Where messages go, said once more and simply, for the checkers."""

    def __init__(self, topology: Topology) -> None:
        self._queues = topology.queues
        self._topics = topology.topics

    @property
    def targets(self) -> list[str]:
        """What can be sent to, but for the queue that nobody but the dead are sent to."""
        return [name for name in (*self._queues, *self._topics) if name not in {"graves", "inbox"}]

    @property
    def places(self) -> list[str]:
        """What can be received from, dead-letter queues left out."""
        found = [name for name, queue in self._queues.items() if queue.forward_to is None]
        for topic, description in self._topics.items():
            found += [
                f"{topic}{SUBSCRIPTIONS}{name}"
                for name, subscription in description.subscriptions.items()
                if subscription.forward_to is None
            ]
        return found

    @property
    def graves(self) -> list[str]:
        """Dead-letter queues that can be received from."""
        found = [
            name for name, queue in self._queues.items() if queue.forward_dead_lettered_messages_to is None
        ]
        for topic, description in self._topics.items():
            found += [f"{topic}{SUBSCRIPTIONS}{name}" for name in description.subscriptions]
        return [f"{name}/$deadletterqueue" for name in found]

    def describes(self, place: str) -> QueueDescription | SubscriptionDescription:
        """Return the settings of a place, or of that whose dead letters it holds."""
        name = place.removesuffix("/$deadletterqueue")
        topic, separator, subscription = name.partition(SUBSCRIPTIONS)
        return self._topics[topic].subscriptions[subscription] if separator else self._queues[name]

    def sessions(self, target: str) -> bool:
        """Say whether what is sent there must belong to a session."""
        return any(
            bool(queue.requires_session)
            for name, queue in self._queues.items()
            if name in {target, self.home(target)}
        )

    def home(self, place: str) -> str:
        """Return the place where what comes to a place or into its dead letters belongs in the end."""
        name = place.removesuffix("/$deadletterqueue")
        if name == "graves":
            return "jobs"
        if name in self._topics:
            return name
        onward = self.describes(name).forward_to
        return name if onward is None else onward

    def homes(self, target: str, kind: str) -> list[str]:
        """Return where copies of a message belong that is sent to a target."""
        if target not in self._topics:
            return [self.home(target)]
        wanted = {"all", kind} & set(self._topics[target].subscriptions)
        return sorted(self.home(f"{target}{SUBSCRIPTIONS}{name}") for name in wanted)

    def once(self, target: str) -> int:
        """Return the duplicate detection window of a target, 0 for none."""
        queue = self._queues.get(target)
        detects = queue is not None and queue.requires_duplicate_detection
        return queue.duplicate_detection_history_time_window_ms if detects and queue is not None else 0

    def lives_ms(self, target: str, kind: str) -> int:
        """Return how long a message lives at least that says nothing of it."""
        homes = [self._queues[home] for home in self.homes(target, kind) if home in self._queues]
        return min((queue.default_message_time_to_live_ms for queue in homes), default=UNLIMITED_MS)

    def mortal(self, target: str, letter: Letter) -> bool:
        """Say whether a letter may vanish by itself, without becoming a dead letter."""
        return letter.ttl_ms is not None or self.lives_ms(target, letter.kind) < UNLIMITED_MS
