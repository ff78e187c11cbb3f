"""Messages in plain text, and the codec that reads them: a body that one can see, `text|name=value|...`.

What a sender says beside the body stands in the header as JSON: it must survive being stored.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from longshore.engine.message import Draft, Message
from longshore.filters import Edits, FilterInput, Value
from longshore.model.limits import MAX_HEADER_BYTES


def draft(
    body: str = "",
    message_id: str | None = None,
    session_id: str | None = None,
    ttl_ms: int | None = None,
    properties: Mapping[str, Value] | None = None,
    due_ms: int = 0,
) -> Draft:
    said = {"id": message_id, "ttl_ms": ttl_ms, "properties": properties}
    header = json.dumps({name: value for name, value in said.items() if value is not None})
    made = Draft(
        body.encode(), b"" if header == "{}" else header.encode(), b"", message_id, session_id, ttl_ms
    )
    made.properties = FilterInput({"messageid": message_id, "sessionid": session_id}, properties or {})
    made.due_ms = due_ms
    return made


class PlainCodec:
    """`engine.context.Codec` for such messages."""

    def set_properties(
        self, payload: bytes, properties: Mapping[str, object], removed: Collection[str] = ()
    ) -> bytes:
        text, *known = payload.decode().split("|")
        kept = dict(pair.split("=", 1) for pair in known)
        kept = {name: value for name, value in kept.items() if name.lower() not in removed}
        kept.update({name: str(value) for name, value in properties.items()})
        return "|".join([text, *(f"{name}={value}" for name, value in kept.items())]).encode()

    def edit(self, draft: Draft, edits: Edits, properties: Mapping[str, object]) -> Draft | None:
        payload = self.set_properties(draft.payload, edits.application, edits.removed)
        payload = self.set_properties(payload, properties)
        if len(payload.partition(b"|")[2]) > MAX_HEADER_BYTES:
            return None
        return Draft(
            payload,
            draft.header,
            draft.annotations,
            draft.message_id,
            edits.system.get("sessionid", draft.session_id),
            draft.ttl_ms,
        )

    def redraft(self, message: Message, payload: bytes) -> Draft:
        said: dict[str, Any] = json.loads(message.header or b"{}")
        made = draft(
            payload.decode(), said.get("id"), message.session_id, said.get("ttl_ms"), said.get("properties")
        )
        made.hops = message.hops
        made.enqueued_sequence_number = message.enqueued_sequence_number or message.sequence_number
        made.dead_letter_source = message.dead_letter_source
        return made
