"""How large an action may make what is not a message's body."""

import pytest

from longshore.broker.codec import MessageCodec
from longshore.broker.ingest import draft_of
from longshore.engine.message import Draft
from longshore.filters import Edits
from longshore.model.limits import MAX_HEADER_BYTES
from longshore.wire.encode import encode_map
from longshore.wire.sections import APPLICATION_PROPERTIES, index_sections
from tests.unit.wire.messages import ANNOTATIONS, BODY, HEAD, section

LARGE = section(APPLICATION_PROPERTIES, encode_map(dict.fromkeys(("a", "b"), "x" * 30_000)))
BODILESS = draft_of(HEAD + ANNOTATIONS + LARGE, lambda: "id", filtered=False)
RULE = {"RuleName": "grow"}


def edited(draft: Draft, characters: int) -> Draft | None:
    """Edit a message so that a new property has so many characters, encoded with a wide length."""
    return MessageCodec().edit(draft, Edits({}, frozenset(), {"c": "y" * characters}), RULE)


def room(draft: Draft) -> int:
    """How many more characters fit into the property than 1,000."""
    copy = edited(draft, 1_000)
    assert copy is not None
    head_bytes = index_sections(copy.payload).body
    head_bytes = len(copy.payload) if head_bytes < 0 else head_bytes
    return MAX_HEADER_BYTES - head_bytes - len(copy.header) - len(copy.annotations)


@pytest.mark.parametrize("body", [b"", BODY, BODY * 100], ids=["no body", "a body", "a large body"])
def test_a_copy_may_have_a_header_as_large_as_a_message_may_and_no_larger(body: bytes) -> None:
    draft = draft_of(HEAD + ANNOTATIONS + LARGE + body, lambda: "id", filtered=False)
    fits = 1_000 + room(draft)
    assert edited(draft, fits) is not None
    assert edited(draft, fits + 1) is None


def test_header_and_annotations_count() -> None:
    bare = draft_of(LARGE, lambda: "id", filtered=False)
    assert room(bare) - room(BODILESS) == len(BODILESS.header) + len(BODILESS.annotations) - len(bare.header)


def test_the_name_of_the_rule_counts() -> None:
    fits = 1_000 + room(BODILESS)
    longer = {"RuleName": RULE["RuleName"] + "!"}
    edits = Edits({}, frozenset(), {"c": "y" * fits})
    assert MessageCodec().edit(BODILESS, edits, longer) is None
