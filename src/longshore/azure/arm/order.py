"""The order of queues and topics: an entity can only be made once what it forwards to is there."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from longshore.plan.document import Plan
from longshore.plan.entities import DeliveringProperties, Queue, Topic
from longshore.plan.names import Name, names_in
from longshore.plan.source import TreePath


def in_order(plan: Plan) -> list[tuple[TreePath, Queue | Topic]]:
    """Return queues and topics with their places in the plan, targets before what forwards to them.

    Raises graphlib.CycleError where dead letters go round in circles.
    """
    planned = {_name(entity).casefold(): (path, entity) for path, entity in _entities(plan)}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, (_, entity) in planned.items():
        sorter.add(name, *(targets(entity.properties) if isinstance(entity, Queue) else ()))
    return [planned[name] for name in sorter.static_order()]


def circle(plan: Plan) -> tuple[Name, tuple[str, ...]] | None:
    """Return names that dead letters go round by, after the queue among them that the plan has first."""
    try:
        in_order(plan)
    except CycleError as error:
        names: tuple[str, ...] = tuple(reversed(error.args[1]))
        queues = names_in(plan.source.data, ("queues",), "queue_name")
        return next(name for name in queues if name.text.casefold() in names), names
    return None


def targets(properties: DeliveringProperties) -> tuple[str, ...]:
    """Return the names that something forwards to, as names compare."""
    both = (properties.forward_to, properties.forward_dead_lettered_messages_to)
    return tuple(name.casefold() for name in both if name)


def _entities(plan: Plan) -> Iterator[tuple[TreePath, Queue | Topic]]:
    yield from ((("queues", index), queue) for index, queue in enumerate(plan.queues))
    yield from ((("topics", index), topic) for index, topic in enumerate(plan.topics))


def _name(entity: Queue | Topic) -> str:
    return entity.queue_name if isinstance(entity, Queue) else entity.topic_name
