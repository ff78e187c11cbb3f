"""A plan as the rules look at it: the models, the written tree, and the entities in one row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from longshore.findings.finding import Target
from longshore.plan.conditions import Vocabulary
from longshore.plan.document import Plan
from longshore.plan.entities import (
    DeliveringProperties,
    EntityProperties,
    StoringProperties,
)
from longshore.plan.names import at, subscription_path
from longshore.plan.source import Source, Tree, TreePath, texts

_NAME_KEYS = {"queue": "queue_name", "topic": "topic_name", "subscription": "name"}


@dataclass(frozen=True, slots=True)
class Entity:
    """A queue, topic or subscription: `name` is what clients call it, `path` where it is written."""

    kind: str
    name: str
    path: TreePath
    properties: EntityProperties

    def setting(self, key: str) -> TreePath:
        """Return the path of a property, written or not."""
        return (*self.path, "properties", key)

    @property
    def name_path(self) -> TreePath:
        """Return where the name is written."""
        return (*self.path, _NAME_KEYS[self.kind])

    @property
    def storing(self) -> StoringProperties | None:
        """The settings of what one sends to: queues and topics."""
        return self.properties if isinstance(self.properties, StoringProperties) else None

    @property
    def delivering(self) -> DeliveringProperties | None:
        """The settings of what one receives from: queues and subscriptions."""
        return self.properties if isinstance(self.properties, DeliveringProperties) else None


class Draft:
    """A plan that loads, and where everything in it stands."""

    def __init__(self, plan: Plan, target: Target = Target.AZURE) -> None:
        self.plan = plan
        self.target = target
        self.source: Source = plan.source

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """Queues, topics and subscriptions, in the order of the file."""
        return (*self._queues(), *self._topics())

    @cached_property
    def worker_names(self) -> Mapping[str, str]:
        """The names under `workers` as they are written, by what they are without case."""
        return {name.casefold(): name for name in self.plan.workers}

    @property
    def is_premium(self) -> bool:
        """Whether the namespace is Premium, on which most of the rules rest."""
        return self.plan.namespace.sku == "Premium"

    @property
    def partitions(self) -> int:
        """How many partitions the namespace has or, where nothing says so, will have."""
        return self.plan.namespace.messaging_partitions or self.plan.resolve.partitions or 1

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The names of queues and topics, as sentences about metrics and alerts speak of them."""
        application = self.plan.application
        called = [
            (name, logical) for logical, name in (*application.Queues.items(), *application.Topics.items())
        ]
        return Vocabulary(self.storing_names, called)

    @cached_property
    def storing_names(self) -> tuple[str, ...]:
        """The names of queues and topics, which Azure's metrics are told apart by."""
        return tuple(entity.name for entity in self.entities if entity.kind != "subscription")

    def written(self, *path: str | int) -> Tree:
        """Return what is written at a path; None where nothing is."""
        return at(self.source.data, path)

    def is_written(self, *path: str | int) -> bool:
        """Say whether a key is written, be it empty."""
        *around, key = path
        found = at(self.source.data, tuple(around))
        return key in found if isinstance(found, Mapping) else False

    def texts(self) -> Iterator[tuple[TreePath, str]]:
        """Yield every text of the file, and where it is."""
        yield from texts(self.source.data)

    def _queues(self) -> Iterator[Entity]:
        for index, queue in enumerate(self.plan.queues):
            yield Entity("queue", queue.queue_name, ("queues", index), queue.properties)

    def _topics(self) -> Iterator[Entity]:
        for index, topic in enumerate(self.plan.topics):
            path: TreePath = ("topics", index)
            yield Entity("topic", topic.topic_name, path, topic.properties)
            for place, subscription in enumerate(topic.subscriptions):
                name = subscription_path(topic.topic_name, subscription.name)
                yield Entity("subscription", name, (*path, "subscriptions", place), subscription.properties)
