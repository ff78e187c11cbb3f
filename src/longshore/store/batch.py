"""A batch: the facts of one commit, gathered while the commit before it runs. Pure.

Rows of the message table are kept flat, one value after the other, because that is how the writer binds
them: see `writer`. Within a batch, messages are inserted before any is changed or deleted, and a message
is never both, because nothing can happen to it before its own insertion is on disk.
"""

from typing import Final

MESSAGE_COLUMNS: Final = 11


class Batch:
    """Facts in the words of the schema; the engine sees it as `Facts`."""

    __slots__ = (
        "dead_lettered",
        "deleted",
        "delivery_counts",
        "entities",
        "forgotten_ids",
        "ids",
        "message_values",
        "sequences",
        "session_states",
        "size_bytes",
    )

    def __init__(self) -> None:
        self.message_values: list[object] = []
        self.deleted: list[int] = []
        self.delivery_counts: list[tuple[int, int]] = []
        self.dead_lettered: list[tuple[int, str, bytes, int]] = []
        self.sequences: dict[int, int] = {}
        self.ids: list[tuple[int, int, str]] = []
        self.forgotten_ids: dict[int, int] = {}
        self.session_states: dict[tuple[int, str], bytes | None] = {}
        self.entities: list[tuple[int, str, int | None, str, str]] = []
        self.size_bytes = 0
        """Bytes of bodies that wait in here for the disk."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (
            self.message_values
            or self.deleted
            or self.delivery_counts
            or self.dead_lettered
            or self.sequences
            or self.ids
            or self.forgotten_ids
            or self.session_states
            or self.entities
        )

    def insert_message(
        self,
        key: int,
        sub_queue: int,
        enqueued_ms: int,
        expires_ms: int,
        delivery_count: int,
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
            enqueued_ms,
            expires_ms,
            delivery_count,
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

    def count_delivery(self, key: int, delivery_count: int) -> None:
        """A delivery ended without success."""
        self.delivery_counts.append((delivery_count, key))

    def dead_letter_message(
        self, key: int, delivery_count: int, dead_letter_source: str, payload: bytes
    ) -> None:
        """A message is in its queue's dead-letter sub-queue and no longer expires."""
        self.dead_lettered.append((delivery_count, dead_letter_source, payload, key))
        self.size_bytes += len(payload)

    def advance_sequence(self, entity_id: int, last_used: int) -> None:
        """No sequence number up to this one is ever given again."""
        self.sequences[entity_id] = last_used

    def remember_id(self, entity_id: int, message_id: str, seen_ms: int) -> None:
        """A message id came."""
        self.ids.append((entity_id, seen_ms, message_id))

    def forget_ids(self, entity_id: int, up_to_ms: int) -> None:
        """Ids up to that time are outside the window."""
        self.forgotten_ids[entity_id] = up_to_ms

    def set_session_state(self, entity_id: int, session_id: str, state: bytes | None) -> None:
        """A session's state; None removes it."""
        self.session_states[entity_id, session_id] = state

    def put_entity(
        self, entity_id: int, kind: str, topic_id: int | None, name: str, description: str
    ) -> None:
        """An entity exists, with this description."""
        self.entities.append((entity_id, kind, topic_id, name, description))
