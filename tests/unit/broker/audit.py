"""What must hold between two commits: memory says what a broker would read that started now."""

from longshore.engine.message import ACTIVE, ASIDE, LOCKED, READY, Message
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from tests.unit.broker.world import World


def audit(world: World) -> None:
    """Compare memory with the store; nothing may be on its way."""
    compare(world.namespace, world.restarted())


def compare(namespace: Namespace, restarted: Namespace) -> None:
    """Compare what a broker has in memory with what it would have if it started now."""
    assert _entities(namespace) == _entities(restarted)
    for queue in namespace.all_queues():
        _audit_lanes(queue)


def _entities(namespace: Namespace) -> dict[str, object]:
    rules = {
        (topic.path, known.name): known.description.rules
        for topic in namespace.topics.values()
        for known in topic.subscriptions.values()
    }
    queues = {(queue.path, queue.entity_id): _contents(queue) for queue in namespace.all_queues()}
    return {"rules": rules, "queues": queues}


def _contents(queue: Queue) -> dict[str, object]:
    messages = dict(sorted(queue.messages.items()))
    bodies = queue.payloads(list(messages.values()))
    return {
        "messages": {number: _stored(message) for number, message in messages.items()},
        "bodies": dict(zip(messages, bodies, strict=True)),
        "size": queue.size_bytes,
        "states": {name: queue.states.get(name) for name, _set_ms in queue.states},
        "set": dict(queue.states),
        "counts": queue._counts,
    }


def _stored(message: Message) -> tuple[object, ...]:
    return (
        message.sub_queue,
        message.kind,
        message.enqueued_ms,
        0 if message.kind is ACTIVE else message.due_ms,
        message.expires_ms,
        message.delivery_count,
        message.hops,
        message.session_id,
        message.enqueued_sequence_number,
        message.dead_letter_source,
        message.header,
        message.annotations,
        message.size_bytes,
    )


def _audit_lanes(queue: Queue) -> None:
    lanes = {queue.main, queue.dead_letters, queue.transfer_dead_letters, *queue.sessions.by_id.values()}
    for lane in lanes:
        here = [message for message in queue.messages.values() if message.lane is lane]
        aside = [message for message in here if message.state is ASIDE]
        assert lane.ready_count == sum(message.state is READY for message in here)
        assert lane.aside_count == len(aside)
        assert lane.blocking_count == sum(message.kind is ACTIVE for message in aside)
        assert lane.locked == {message.lock_token: message for message in here if message.state is LOCKED}
        assert lane.underway_count == 0
    assert all(message.lane in lanes for message in queue.messages.values())
