"""Messages on paper: JSON that one can read, and the engine's codec for them."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from longshore.engine.endings import DEAD_LETTER_DESCRIPTION
from longshore.engine.message import Draft, Message
from longshore.filters import Edits, FilterInput
from tests.oracle.naive.message import Letter


def draft_of(letter: Letter) -> Draft:
    """Return a letter as the engine gets it."""
    header = b"" if letter.ttl_ms is None else json.dumps({"ttl_ms": letter.ttl_ms}).encode()
    draft = Draft(_write(letter), header, b"", letter.message_id, letter.session_id, letter.ttl_ms)
    properties: dict[str, Any] = {name.lower(): value for name, value in letter.properties.items()}
    draft.properties = FilterInput(
        {"messageid": letter.message_id, "sessionid": letter.session_id}, properties
    )
    draft.due_ms = letter.due_ms
    return draft


def _write(letter: Letter) -> bytes:
    return json.dumps([letter.text, letter.message_id, dict(letter.properties)]).encode()


def letter_of(message: Message, payload: bytes) -> Letter:
    """Return what a receiver reads; how a reason for death is explained is not looked at."""
    text, message_id, properties = json.loads(payload)
    properties.pop(DEAD_LETTER_DESCRIPTION, None)
    return Letter(
        text,
        message_id,
        message.session_id,
        json.loads(message.header or b"{}").get("ttl_ms"),
        properties,
        hops=message.hops,
        first_number=message.enqueued_sequence_number,
        dead_letter_source=message.dead_letter_source,
    )


class PaperCodec:
    """`engine.context.Codec` for such messages."""

    def set_properties(
        self, payload: bytes, properties: Mapping[str, object], removed: Collection[str] = ()
    ) -> bytes:
        text, message_id, known = json.loads(payload)
        kept = {name: value for name, value in known.items() if name.lower() not in removed}
        return json.dumps([text, message_id, {**kept, **properties}]).encode()

    def edit(self, draft: Draft, edits: Edits, properties: Mapping[str, object]) -> Draft | None:
        payload = self.set_properties(draft.payload, {**edits.application, **properties}, edits.removed)
        text, message_id, known = json.loads(payload)
        session_id = edits.system.get("sessionid", draft.session_id)
        return draft_of(Letter(text, message_id, session_id, draft.ttl_ms, known))

    def redraft(self, message: Message, payload: bytes) -> Draft:
        text, message_id, properties = json.loads(payload)
        letter = replace(letter_of(message, payload), text=text, message_id=message_id, properties=properties)
        draft = draft_of(letter)
        draft.hops = message.hops
        draft.enqueued_sequence_number = message.enqueued_sequence_number or message.sequence_number
        draft.dead_letter_source = message.dead_letter_source
        return draft
