"""Messages with edited properties: a dictionary says what must become of them."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.wire.encode import encode_map
from longshore.wire.sections import APPLICATION_PROPERTIES, index_sections, read_map, with_edits
from tests.unit.wire.messages import EVERY_COMBINATION, section
from tests.unit.wire.typed import typed

from .values import common

NAMES = ("a", "A", "b", "B", "cc", "Cc", "cC")

# No bare floats among new values: they take the width of what they replace, which is told elsewhere.
old_values = common.filter(lambda value: type(value) is not float or value == value)  # noqa: PLR0124
new_values = common.filter(lambda value: type(value) is not float)
names = st.sampled_from(NAMES) | st.text(max_size=8)
fields = st.dictionaries(st.sampled_from(("message_id", "to", "subject", "group_id")), names | st.none())
removals = st.frozensets(st.sampled_from(("a", "b", "cc", "absent")))
applications = st.dictionaries(names, old_values, max_size=6)
changes = st.lists(st.tuples(names, new_values), max_size=4, unique_by=lambda pair: pair[0].lower()).map(dict)
tails = st.sampled_from(sorted({b"".join(parts[5:]) for parts in EVERY_COMBINATION}))


def edited(
    before: Mapping[object, object], removed: frozenset[str], new: Mapping[str, object]
) -> dict[object, object]:
    after: dict[object, object] = {
        name: value for name, value in before.items() if str(name).lower() not in removed
    }
    for name, value in new.items():
        first, *others = [key for key in after if str(key).lower() == name.lower()] or [name]
        after[first] = value
        for other in others:
            del after[other]
    return after


@settings(max_examples=200, deadline=None)
@given(applications, removals, changes, tails)
def test_application_properties_become_what_a_dictionary_would(
    before: dict[object, object], removed: frozenset[str], new: dict[str, object], tail: bytes
) -> None:
    bare = section(APPLICATION_PROPERTIES, encode_map(before)) + tail
    again = with_edits(bare, {}, removed, new)
    after = read_map(again, index_sections(again).application_properties)
    assert typed(after) == typed(edited(before, removed, new))
    assert again.endswith(tail)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(EVERY_COMBINATION), applications, fields, removals, changes)
def test_editing_twice_is_editing_once(
    parts: tuple[bytes, ...],
    before: dict[object, object],
    named: dict[str, object],
    removed: frozenset[str],
    new: dict[str, object],
) -> None:
    gone = removed - {name.lower() for name in new}
    bare = parts[3] + section(APPLICATION_PROPERTIES, encode_map(before)) + b"".join(parts[5:])
    once = with_edits(bare, named, gone, new)
    assert with_edits(once, named, gone, new) == once
