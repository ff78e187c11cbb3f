"""From the disk back to memory: what a namespace was when its last commit ended."""

import apsw

from longshore.engine.message import Kind, Message, SubQueue
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.topic import Topic
from longshore.model.keys import split_key
from longshore.store import recovery
from longshore.store.descriptions import decode_queue, decode_subscription, decode_topic
from longshore.store.errors import StorageFault


def recover(namespace: Namespace, connection: apsw.Connection) -> None:
    """Fill an empty namespace from its store. Locks are not on disk: every message is READY again."""
    for row in recovery.entities(connection):
        _restore_entity(namespace, row)
    namespace.planned.update(recovery.planned(connection))
    for entity_id, last_used in recovery.sequences(connection):
        namespace.by_id[entity_id].intake.restore_sequence(last_used)
    for entity_id, seen_ms, message_id in recovery.message_ids(connection):
        namespace.by_id[entity_id].intake.history.remember(message_id, seen_ms)
    for entity_id, session_id, set_ms in recovery.session_states(connection):
        _queue(namespace, entity_id).states.restore(session_id, set_ms)
    for message in recovery.messages(connection):
        _restore_message(namespace, message)


def _restore_entity(namespace: Namespace, row: recovery.EntityRow) -> None:
    if row.kind == "queue":
        namespace.put_queue(row.entity_id, row.name, decode_queue(row.description))
    elif row.kind == "topic":
        namespace.put_topic(row.entity_id, row.name, decode_topic(row.description))
    else:
        topic = namespace.by_id.get(row.topic_id or 0)
        if not isinstance(topic, Topic):
            raise StorageFault(f"subscription '{row.name}' belongs to no topic")
        namespace.put_subscription(row.entity_id, topic, row.name, decode_subscription(row.description))


def _restore_message(namespace: Namespace, row: recovery.MessageRow) -> None:
    entity_id, sequence_number = split_key(row.key)
    queue = _queue(namespace, entity_id)
    sub_queue = SubQueue(row.sub_queue)
    message = Message(
        queue.lane_of(sub_queue, row.session_id),
        sequence_number,
        row.enqueued_ms,
        row.expires_ms,
        row.session_id,
        row.header,
        row.annotations,
        None,
        row.payload_bytes + len(row.header) + len(row.annotations),
    )
    message.sub_queue = sub_queue
    message.kind, message.due_ms = Kind(row.kind), row.due_ms
    message.delivery_count = row.delivery_count
    message.hops = row.hops
    message.enqueued_sequence_number = row.enqueued_sequence_number
    message.dead_letter_source = row.dead_letter_source
    queue.restore(message)


def _queue(namespace: Namespace, entity_id: int) -> Queue:
    """Return the queue that messages are in; a topic's are in its waiting room."""
    entity = namespace.by_id.get(entity_id)
    if isinstance(entity, Topic):
        return entity.waiting
    if entity is None:
        raise StorageFault(f"entity {entity_id} has messages but does not exist")
    return entity
