"""What the engine cannot do itself: look into a message, and change its properties."""

from collections.abc import Collection, Mapping

from longshore.broker.edits import apply_edits
from longshore.broker.ingest import head_bytes, partition_key_in, ttl_ms_in
from longshore.broker.properties import filter_input, id_text
from longshore.engine.message import Draft, Message
from longshore.filters import Edits
from longshore.model.limits import MAX_HEADER_BYTES
from longshore.wire.sections import (
    GROUP_ID,
    MESSAGE_ID,
    PROPERTY_NAMES,
    index_sections,
    read_list,
    with_application_properties,
    with_edits,
)


class MessageCodec:
    """`engine.context.Codec` for AMQP messages."""

    def set_properties(
        self, payload: bytes, properties: Mapping[str, object], removed: Collection[str] = ()
    ) -> bytes:
        """Return a payload without some application properties, and with others set."""
        if removed:
            return with_edits(payload, {}, removed, properties)
        return with_application_properties(payload, properties)

    def edit(self, draft: Draft, edits: Edits, properties: Mapping[str, object]) -> Draft | None:
        """Return a copy of a draft as a rule's action wants it, and with these application properties.

        None where all that is not its body would be larger than a message may have it.
        """
        payload = with_application_properties(apply_edits(draft.payload, edits), properties)
        if (
            head_bytes(index_sections(payload)) + len(draft.header) + len(draft.annotations)
            > MAX_HEADER_BYTES
        ):
            return None
        return _draft(payload, draft.header, draft.annotations)

    def redraft(self, message: Message, payload: bytes) -> Draft:
        """Return a stored message as its sender gave it, with what filters look at."""
        draft = _draft(payload, message.header, message.annotations)
        draft.properties = filter_input(draft, stored=True)
        draft.hops = message.hops
        draft.enqueued_sequence_number = message.enqueued_sequence_number or message.sequence_number
        draft.dead_letter_source = message.dead_letter_source
        return draft


def _draft(payload: bytes, header: bytes, annotations: bytes) -> Draft:
    properties = read_list(payload, index_sections(payload).properties, len(PROPERTY_NAMES))
    session_id = properties[GROUP_ID]
    draft = Draft(
        payload,
        header,
        annotations,
        id_text(properties[MESSAGE_ID]),
        str(session_id) if isinstance(session_id, str) else None,
        ttl_ms_in(header, properties),
    )
    draft.partition_key = partition_key_in(annotations)
    return draft
