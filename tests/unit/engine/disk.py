"""A disk that forgets nothing and fails on demand: the facts of a commit take effect together or never."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from longshore.model.keys import split_key


@dataclass(frozen=True)
class Row:
    """A message as the disk has it."""

    sub_queue: int
    kind: int
    enqueued_ms: int
    due_ms: int
    expires_ms: int
    delivery_count: int
    hops: int
    session_id: str | None
    enqueued_sequence_number: int
    dead_letter_source: str | None
    header: bytes
    annotations: bytes
    payload: bytes


@dataclass
class Disk:
    rows: dict[int, Row] = field(default_factory=dict)
    sequences: dict[int, int] = field(default_factory=dict)
    ids: dict[tuple[int, str], int] = field(default_factory=dict)
    states: dict[tuple[int, str], tuple[bytes, int]] = field(default_factory=dict)
    """Session states, and when they were set."""
    reads: list[list[int]] = field(default_factory=list)

    def payloads(self, keys: list[int]) -> dict[int, bytes]:
        self.reads.append(keys)
        return {key: self.rows[key].payload for key in keys}

    def session_state(self, entity_id: int, session_id: str) -> bytes | None:
        known = self.states.get((entity_id, session_id))
        return None if known is None else known[0]


class Facts:
    """The facts of one commit, not yet on disk."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._writes: list[Callable[[], object]] = []

    def __len__(self) -> int:
        return len(self._writes)

    def write(self) -> None:
        for write in self._writes:
            write()

    def insert_message(
        self,
        key: int,
        sub_queue: int,
        kind: int,
        enqueued_ms: int,
        due_ms: int,
        expires_ms: int,
        delivery_count: int,
        hops: int,
        session_id: str | None,
        enqueued_sequence_number: int,
        dead_letter_source: str | None,
        header: bytes,
        annotations: bytes,
        payload: bytes,
    ) -> None:
        row = Row(
            sub_queue,
            kind,
            enqueued_ms,
            due_ms,
            expires_ms,
            delivery_count,
            hops,
            session_id,
            enqueued_sequence_number,
            dead_letter_source,
            header,
            annotations,
            payload,
        )
        self._writes.append(lambda: self._put(key, row))

    def _put(self, key: int, row: Row) -> None:
        assert key not in self._disk.rows
        self._disk.rows[key] = row

    def delete_message(self, key: int) -> None:
        self._writes.append(lambda: self._disk.rows.pop(key))

    def change_message(
        self,
        key: int,
        sub_queue: int,
        kind: int,
        due_ms: int,
        expires_ms: int,
        delivery_count: int,
        dead_letter_source: str | None,
    ) -> None:
        self._change(
            key,
            sub_queue=sub_queue,
            kind=kind,
            due_ms=due_ms,
            expires_ms=expires_ms,
            delivery_count=delivery_count,
            dead_letter_source=dead_letter_source,
        )

    def replace_payload(self, key: int, payload: bytes) -> None:
        self._change(key, payload=payload)

    def _change(self, key: int, **columns: object) -> None:
        def write() -> None:
            self._disk.rows[key] = replace(self._disk.rows[key], **columns)  # type: ignore[arg-type]

        self._writes.append(write)

    def renumber_message(self, key: int, new_key: int, enqueued_ms: int, expires_ms: int) -> None:
        def write() -> None:
            row = self._disk.rows.pop(key)
            self._put(new_key, replace(row, kind=0, due_ms=0, enqueued_ms=enqueued_ms, expires_ms=expires_ms))

        self._writes.append(write)

    def advance_sequence(self, entity_id: int, last_used: int) -> None:
        self._writes.append(lambda: self._disk.sequences.update({entity_id: last_used}))

    def remember_id(self, entity_id: int, message_id: str, seen_ms: int) -> None:
        self._writes.append(lambda: self._disk.ids.update({(entity_id, message_id): seen_ms}))

    def forget_ids(self, entity_id: int, up_to_ms: int) -> None:
        def write() -> None:
            ids = self._disk.ids
            for known in [key for key, seen_ms in ids.items() if key[0] == entity_id and seen_ms <= up_to_ms]:
                del ids[known]

        self._writes.append(write)

    def set_session_state(self, entity_id: int, session_id: str, state: bytes | None, set_ms: int) -> None:
        def write() -> None:
            if state is None:
                self._disk.states.pop((entity_id, session_id), None)
            else:
                self._disk.states[entity_id, session_id] = (state, set_ms)

        self._writes.append(write)

    def delete_entity(self, entity_id: int) -> None:
        def write() -> None:
            disk = self._disk
            disk.rows = {key: row for key, row in disk.rows.items() if split_key(key)[0] != entity_id}
            disk.sequences.pop(entity_id, None)
            disk.ids = {known: seen for known, seen in disk.ids.items() if known[0] != entity_id}
            disk.states = {known: state for known, state in disk.states.items() if known[0] != entity_id}

        self._writes.append(write)
