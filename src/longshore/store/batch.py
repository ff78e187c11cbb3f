"""A batch: the facts of one commit, gathered while the commit before it runs. Pure.

Rows of the message table are kept flat, one value after the other, because that is how the writer binds
them: see `writer`. Within a batch, messages are inserted before any is changed or deleted, and a message
is never both, because nothing can happen to it before its own insertion is on disk.
"""

from typing import Final

MESSAGE_COLUMNS: Final = 14


class Batch:
    """Facts in the words of the schema; the engine sees it as `Facts`."""

    __slots__ = (
        "changed",
        "deleted",
        "deleted_entities",
        "entities",
        "forgotten_ids",
        "ids",
        "message_values",
        "payloads",
        "planned",
        "renumbered",
        "sequences",
        "session_states",
        "size_bytes",
    )

    def __init__(self) -> None:
        self.message_values: list[object] = []
        self.deleted: list[int] = []
        self.changed: list[tuple[int, int, int, int, int, str | None, int]] = []
        self.payloads: list[tuple[bytes, int]] = []
        self.renumbered: list[tuple[int, int, int, int]] = []
        self.sequences: dict[int, int] = {}
        self.ids: list[tuple[int, int, str]] = []
        self.forgotten_ids: dict[int, int] = {}
        self.session_states: dict[tuple[int, str], tuple[bytes, int] | None] = {}
        self.entities: list[tuple[int, str, int | None, str, str]] = []
        self.planned: dict[int, str] = {}
        self.deleted_entities: list[int] = []
        self.size_bytes = 0
        """Bytes of bodies that wait in here for the disk."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (
            self.message_values
            or self.deleted
            or self.changed
            or self.payloads
            or self.renumbered
            or self.sequences
            or self.ids
            or self.forgotten_ids
            or self.session_states
            or self.entities
            or self.planned
            or self.deleted_entities
        )

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
        """A message is in its queue."""
        self.message_values += (
            key,
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
        self.size_bytes += len(payload)

    def delete_message(self, key: int) -> None:
        """A message is gone for good."""
        self.deleted.append(key)

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
        """A message stays in its queue, but otherwise than before."""
        self.changed.append((sub_queue, kind, due_ms, expires_ms, delivery_count, dead_letter_source, key))

    def replace_payload(self, key: int, payload: bytes) -> None:
        """A message's properties were changed by the broker."""
        self.payloads.append((payload, key))
        self.size_bytes += len(payload)

    def renumber_message(self, key: int, new_key: int, enqueued_ms: int, expires_ms: int) -> None:
        """A scheduled message is enqueued: active, under a new sequence number."""
        self.renumbered.append((new_key, enqueued_ms, expires_ms, key))

    def advance_sequence(self, entity_id: int, last_used: int) -> None:
        """No sequence number up to this one is ever given again."""
        self.sequences[entity_id] = last_used

    def remember_id(self, entity_id: int, message_id: str, seen_ms: int) -> None:
        """A message id came."""
        self.ids.append((entity_id, seen_ms, message_id))

    def forget_ids(self, entity_id: int, up_to_ms: int) -> None:
        """Ids up to that time are outside the window."""
        self.forgotten_ids[entity_id] = up_to_ms

    def set_session_state(self, entity_id: int, session_id: str, state: bytes | None, set_ms: int) -> None:
        """A session's state, and when it was set; None removes it."""
        self.session_states[entity_id, session_id] = None if state is None else (state, set_ms)
        self.size_bytes += len(state or b"")

    def put_entity(
        self, entity_id: int, kind: str, topic_id: int | None, name: str, description: str
    ) -> None:
        """An entity exists, with this description."""
        self.entities.append((entity_id, kind, topic_id, name, description))

    def plan_entity(self, entity_id: int, description: str) -> None:
        """A plan says this of an entity."""
        self.planned[entity_id] = description

    def delete_entity(self, entity_id: int) -> None:
        """An entity is gone, with everything in it."""
        self.deleted_entities.append(entity_id)

    def absorb(self, later: "Batch") -> None:
        """Take the facts of another commit into this one."""
        self.message_values += later.message_values
        self.deleted += later.deleted
        self.changed += later.changed
        self.payloads += later.payloads
        self.renumbered += later.renumbered
        self.sequences |= later.sequences
        self.ids += later.ids
        self.forgotten_ids |= later.forgotten_ids
        self.session_states |= later.session_states
        self.entities += later.entities
        self.planned |= later.planned
        self.deleted_entities += later.deleted_entities
        self.size_bytes += later.size_bytes
