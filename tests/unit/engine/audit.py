"""What must hold between two commits: memory says what the disk says, and its parts agree."""

from longshore.engine.intake import Intake
from longshore.engine.lane import Lane
from longshore.engine.message import LOCKED, READY, Message
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.model.keys import split_key

from .disk import Disk, Row


def audit(namespace: Namespace, disk: Disk, now_ms: int) -> None:
    queues = list(namespace.all_queues())
    for queue in queues:
        _audit_messages(queue, disk)
        _audit_lanes(queue)
        _audit_sessions(queue, disk)
        _audit_intake(queue.entity_id, queue.intake, disk, now_ms)
    for topic in namespace.topics.values():
        _audit_intake(topic.entity_id, topic.intake, disk, now_ms)
    resident = [
        message for queue in queues for message in queue.messages.values() if message.payload is not None
    ]
    assert namespace.context.resident_bytes == sum(message.size_bytes for message in resident)
    assert [message.payload for message in resident] == [
        disk.rows[message.key].payload for message in resident
    ]


def _audit_messages(queue: Queue, disk: Disk) -> None:
    rows = {}
    for key, row in disk.rows.items():
        entity_id, number = split_key(key)
        if entity_id == queue.entity_id:
            rows[number] = row
    assert {number: _row(message, rows[number]) for number, message in queue.messages.items()} == rows
    assert queue.dead_letter_count == sum(row.sub_queue for row in rows.values())
    assert queue.active_count == len(rows) - queue.dead_letter_count
    assert queue.size_bytes == sum(_size(row) for row in rows.values())
    for number, message in queue.messages.items():
        assert message.size_bytes == _size(rows[number])
        assert message.state in {READY, LOCKED}


def _row(message: Message, row: Row) -> Row:
    """What memory knows of a message; its body may be on disk only."""
    return Row(
        message.sub_queue,
        message.enqueued_ms,
        message.expires_ms,
        message.delivery_count,
        message.session_id,
        message.enqueued_sequence_number,
        message.dead_letter_source,
        message.header,
        message.annotations,
        row.payload,
    )


def _size(row: Row) -> int:
    return len(row.header) + len(row.annotations) + len(row.payload)


def _audit_lanes(queue: Queue) -> None:
    lanes: list[Lane] = [queue.main, queue.dead_letters, *queue.sessions.by_id.values()]
    for lane in lanes:
        messages = [message for message in queue.messages.values() if message.lane is lane]
        assert lane.ready_count == sum(message.state is READY for message in messages)
        locked = {message.lock_token: message for message in messages if message.state is LOCKED}
        assert lane.locked == locked
        assert lane.returning_count == lane.underway_count == 0
        assert len(lane._fresh) + len(lane._returned) == lane.ready_count + len(lane._withdrawn)
    assert all(message.lane in lanes for message in queue.messages.values())


def _audit_sessions(queue: Queue, disk: Disk) -> None:
    states = {
        session_id: state for (owner, session_id), state in disk.states.items() if owner == queue.entity_id
    }
    sessions = queue.sessions.by_id
    assert {name: session.state for name, session in sessions.items() if session.state is not None} == states
    for session in sessions.values():
        assert (
            session.ready_count or session.locked or session.state is not None or session.holder is not None
        )
    assert set(queue.sessions._available.values()) == {
        session for session in sessions.values() if session.holder is None and session.ready_count
    }
    assert set(queue.sessions._held.values()) == {
        session for session in sessions.values() if session.holder is not None
    }
    for message in queue.messages.values():
        if isinstance(message.lane, Session):
            assert message.lane is sessions[message.session_id or ""]


def _audit_intake(entity_id: int, intake: Intake, disk: Disk, now_ms: int) -> None:
    ids = {message_id: seen_ms for (owner, message_id), seen_ms in disk.ids.items() if owner == entity_id}
    on_disk = {name for name, seen_ms in ids.items() if now_ms - seen_ms < intake.history.window_ms}
    in_memory = {name for name in intake.history._seen if intake.history.seen(name, now_ms)}
    assert in_memory == on_disk
    assert intake._last_number >= disk.sequences.get(entity_id, 0)
