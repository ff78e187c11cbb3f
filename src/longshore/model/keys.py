"""A message's key: one integer that names it in its namespace and orders it in its queue.

The entity's id stands in the upper bits and the sequence number in the lower ones, so the messages of a
queue lie side by side on disk in the order in which they were sent, with no index but the key itself.
"""

from typing import Final

SEQUENCE_BITS: Final = 40
"""2**40 messages per queue, which 10,000 messages a second use up in three and a half years."""

_SEQUENCE_MASK: Final = (1 << SEQUENCE_BITS) - 1


def message_key(entity_id: int, sequence_number: int) -> int:
    """Return the key of a message."""
    return entity_id << SEQUENCE_BITS | sequence_number


def split_key(key: int) -> tuple[int, int]:
    """Return (entity id, sequence number)."""
    return key >> SEQUENCE_BITS, key & _SEQUENCE_MASK


def key_range(entity_id: int) -> tuple[int, int]:
    """Return the first and the last key that an entity's messages may have."""
    return message_key(entity_id, 0), message_key(entity_id, _SEQUENCE_MASK)
