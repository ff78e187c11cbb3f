"""What must hold between two commits: memory says what the disk says, and its parts agree."""

from collections import Counter

from longshore.engine.intake import Intake
from longshore.engine.lane import Lane
from longshore.engine.message import (
    ACTIVE,
    ASIDE,
    DEAD_LETTER,
    DEFERRED,
    LOCKED,
    MAIN,
    NEVER_MS,
    READY,
    SCHEDULED,
    TRANSFER_DEAD_LETTER,
    Kind,
    Message,
    SubQueue,
)
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.model.keys import split_key

from .disk import Disk, Row


def audit(namespace: Namespace, disk: Disk, now_ms: int) -> None:
    queues = list(namespace.all_queues())
    for queue in queues:
        _audit_messages(queue, disk, now_ms)
        _audit_counts(queue)
        _audit_lanes(queue)
        _audit_sessions(queue)
        _audit_states(queue, disk)
        _audit_times(queue)
        _audit_intake(queue.entity_id, queue.intake, disk, now_ms)
    _audit_bodies(namespace, queues, disk)
    ids = {entity_id for entity_id, _ in map(split_key, disk.rows)}
    assert ids | {owner for owner, _ in (*disk.ids, *disk.states)} <= namespace.by_id.keys()


def _audit_bodies(namespace: Namespace, queues: list[Queue], disk: Disk) -> None:
    resident = [
        message for queue in queues for message in queue.messages.values() if message.payload is not None
    ]
    assert namespace.context.resident_bytes == sum(message.size_bytes for message in resident)
    assert [message.payload for message in resident] == [
        disk.rows[message.key].payload for message in resident
    ]


def _audit_messages(queue: Queue, disk: Disk, now_ms: int) -> None:
    rows = {}
    for key, row in disk.rows.items():
        entity_id, number = split_key(key)
        if entity_id == queue.entity_id:
            rows[number] = row
    assert {number: _row(message, rows[number], now_ms) for number, message in queue.messages.items()} == rows
    assert queue.size_bytes == sum(_size(row) for row in rows.values())
    for number, message in queue.messages.items():
        assert message.size_bytes == _size(rows[number])
        aside = message.kind is not ACTIVE or message.due_ms > 0
        assert message.state in {LOCKED, ASIDE if aside else READY}


def _row(message: Message, row: Row, now_ms: int) -> Row:
    """What memory knows of a message; its body may be on disk only, and a rest that is over is forgotten."""
    rested = message.kind is ACTIVE and not message.due_ms and row.due_ms <= now_ms
    return Row(
        message.sub_queue,
        message.kind,
        message.enqueued_ms,
        row.due_ms if rested else message.due_ms,
        message.expires_ms,
        message.delivery_count,
        message.hops,
        message.session_id,
        message.enqueued_sequence_number,
        message.dead_letter_source,
        message.header,
        message.annotations,
        row.payload,
    )


def _size(row: Row) -> int:
    return len(row.header) + len(row.annotations) + len(row.payload)


def _audit_counts(queue: Queue) -> None:
    kinds = Counter(message.kind for message in queue.messages.values())
    assert [queue.count_of(kind) for kind in Kind] == [kinds[kind] for kind in Kind]
    for sub_queue in SubQueue:
        numbers = sorted(
            number for number, message in queue.messages.items() if message.sub_queue is sub_queue
        )
        assert queue.count(sub_queue) == len(numbers)
        browsed = [message.sequence_number for message in queue.browse_all(sub_queue, 0, None)]
        assert browsed == numbers
    assert queue.dead_letter_count == queue.count(DEAD_LETTER)
    assert queue.active_count == sum(
        message.kind is ACTIVE and message.sub_queue is MAIN for message in queue.messages.values()
    )


def _audit_lanes(queue: Queue) -> None:
    plain: list[Lane] = [queue.main, queue.dead_letters, queue.transfer_dead_letters]
    for lane in (*plain, *queue.sessions.by_id.values()):
        messages = [message for message in queue.messages.values() if message.lane is lane]
        aside = [message for message in messages if message.state is ASIDE]
        assert lane.ready_count == sum(message.state is READY for message in messages)
        assert lane.aside_count == len(aside)
        assert lane.blocking_count == sum(message.kind is ACTIVE for message in aside)
        locked = {message.lock_token: message for message in messages if message.state is LOCKED}
        assert lane.locked == locked
        assert lane.underway_count == 0
        assert len(lane._fresh) + len(lane._returned) == lane.ready_count + len(lane._withdrawn)
    for message in queue.messages.values():
        assert message.lane is _lane(queue, message)


def _lane(queue: Queue, message: Message) -> Lane:
    if message.sub_queue is DEAD_LETTER:
        return queue.dead_letters
    if message.sub_queue is TRANSFER_DEAD_LETTER:
        return queue.transfer_dead_letters
    if queue.description.requires_session:
        return queue.sessions.by_id[message.session_id or ""]
    return queue.main


def _audit_sessions(queue: Queue) -> None:
    sessions = queue.sessions.by_id
    for session in sessions.values():
        assert session.ready_count or session.aside_count or session.locked or session.holder is not None
    assert set(queue.sessions._available.values()) == {
        session for session in sessions.values() if _available(session)
    }
    assert set(queue.sessions._held.values()) == {
        session for session in sessions.values() if session.holder is not None
    }


def _available(session: Session) -> bool:
    resting = any(
        message.lane is session and message.kind is ACTIVE and message.due_ms
        for message in session.queue.messages.values()
    )
    return session.holder is None and session.ready_count > 0 and not resting


def _audit_states(queue: Queue, disk: Disk) -> None:
    on_disk = {name: known for (owner, name), known in disk.states.items() if owner == queue.entity_id}
    assert dict(queue.states) == {name: set_ms for name, (_, set_ms) in on_disk.items()}
    assert len(queue.states) == len(on_disk)
    assert {name: queue.states.get(name) for name in on_disk} == {
        name: state for name, (state, _) in on_disk.items()
    }
    assert queue.states._underway == {}


def _audit_times(queue: Queue) -> None:
    """Whatever has a time is looked at when it has come, unless its lock must end first."""
    for message in queue.messages.values():
        if message.state is ASIDE and message.kind is not DEFERRED:
            assert (message.due_ms, message.sequence_number) in queue._due._heap
        if message.state is not LOCKED and message.kind is ACTIVE and message.expires_ms != NEVER_MS:
            assert (message.expires_ms, message.sequence_number) in queue._expiries._heap
        assert message.due_ms or message.kind is not SCHEDULED


def _audit_intake(entity_id: int, intake: Intake, disk: Disk, now_ms: int) -> None:
    ids = {message_id: seen_ms for (owner, message_id), seen_ms in disk.ids.items() if owner == entity_id}
    on_disk = {name for name, seen_ms in ids.items() if now_ms - seen_ms < intake.history.window_ms}
    in_memory = {name for name in intake.history._seen if intake.history.seen(name, now_ms)}
    assert in_memory == on_disk
    assert intake._last_number >= disk.sequences.get(entity_id, 0)
