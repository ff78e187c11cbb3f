"""From the disk back to memory: what a namespace was when its last commit ended."""

import apsw

from longshore.engine.message import SubQueue
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
    for entity_id, last_used in recovery.sequences(connection):
        namespace.by_id[entity_id].intake.restore_sequence(last_used)
    for entity_id, seen_ms, message_id in recovery.message_ids(connection):
        namespace.by_id[entity_id].intake.history.remember(message_id, seen_ms)
    for entity_id, session_id, state in recovery.session_states(connection):
        _queue(namespace, entity_id).sessions.get(session_id).state = state
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
    message = queue.restore(
        sequence_number,
        SubQueue(row.sub_queue),
        row.enqueued_ms,
        row.expires_ms,
        row.session_id,
        row.header,
        row.annotations,
        row.payload_bytes,
    )
    message.delivery_count = row.delivery_count
    message.enqueued_sequence_number = row.enqueued_sequence_number
    message.dead_letter_source = row.dead_letter_source


def _queue(namespace: Namespace, entity_id: int) -> Queue:
    queue = namespace.by_id.get(entity_id)
    if not isinstance(queue, Queue):
        raise StorageFault(f"entity {entity_id} has messages but is no queue")
    return queue
