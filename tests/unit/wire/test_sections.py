"""[AMQP 3.2] Messages, section by section."""

import pytest

from longshore.wire.decode import DecodeError, decode_value
from longshore.wire.encode import NULL, encode_binary, encode_list, encode_map, encode_string, encode_value
from longshore.wire.sections import (
    AMQP_SEQUENCE,
    AMQP_VALUE,
    APPLICATION_PROPERTIES,
    DATA,
    DEFAULT_HEADER_FIELDS,
    DELIVERY_ANNOTATIONS,
    FOOTER,
    GROUP_ID,
    HEADER,
    MESSAGE_ANNOTATIONS,
    MESSAGE_ID,
    PROPERTIES,
    PROPERTY_NAMES,
    annotation_pairs,
    header_fields,
    index_sections,
    read_list,
    read_map,
    split_batch,
    with_application_properties,
    with_edits,
    with_message_id,
)
from longshore.wire.values import (
    Byte,
    Float32,
    Int,
    Long,
    Short,
    Symbol,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
)

from .messages import (
    ANNOTATIONS,
    APPLICATION,
    BODY,
    DELIVERY,
    EVERY_COMBINATION,
    FOOT,
    HEAD,
    PROPERTY_LIST,
    SEQUENCE,
    VALUE,
    section,
)
from .typed import typed

DESCRIPTOR_BYTES = 3


class TestIndex:
    def test_every_section_is_found_where_it_stands_or_not_at_all(self) -> None:
        for parts in EVERY_COMBINATION:
            header, _delivery, annotations, properties, application, body, footer = parts
            message = b"".join(parts)
            found = index_sections(message)
            for pos, part in (
                (found.header, header),
                (found.message_annotations, annotations),
                (found.properties, properties),
                (found.application_properties, application),
            ):
                assert (pos >= 0) is bool(part)
                assert message.startswith(part, pos - DESCRIPTOR_BYTES) or not part
            assert found.body == (message.index(body) if body else -1)
            assert message[found.bare :] == properties + application + body + footer
            assert found.buf is message

    def test_descriptors_may_be_long(self) -> None:
        long = b"\x00\x80\x00\x00\x00\x00\x00\x00\x00"
        message = long + b"\x73" + PROPERTY_LIST[3:] + long + b"\x75" + BODY[3:]
        found = index_sections(message)
        assert found.properties == 10
        assert found.body == 10 + len(PROPERTY_LIST[3:])

    def test_pyamqp_writes_delivery_annotations_last(self) -> None:
        for message in (
            HEAD,
            ANNOTATIONS,
            PROPERTY_LIST,
            APPLICATION,
            BODY,
            SEQUENCE,
            VALUE,
            FOOT,
            BODY + FOOT,
        ):
            found = index_sections(message + DELIVERY)
            assert (message + DELIVERY).endswith(message[found.bare :] + DELIVERY)

    @pytest.mark.parametrize(
        "message",
        [
            ANNOTATIONS + HEAD,
            PROPERTY_LIST + HEAD,
            PROPERTY_LIST + ANNOTATIONS,
            APPLICATION + PROPERTY_LIST,
            BODY + APPLICATION,
            FOOT + BODY,
            HEAD + HEAD,
            DELIVERY + DELIVERY,
            ANNOTATIONS + ANNOTATIONS,
            PROPERTY_LIST + PROPERTY_LIST,
            APPLICATION + APPLICATION,
            VALUE + VALUE,
            FOOT + FOOT,
            BODY + SEQUENCE,
            BODY + VALUE,
            SEQUENCE + VALUE,
            BODY + DELIVERY + BODY,
            BODY + DELIVERY + DELIVERY,
            section(0x6F, b"\x45"),
            section(0x79, b"\x45"),
        ],
    )
    def test_order_matters(self, message: bytes) -> None:
        with pytest.raises(DecodeError, match="unknown, repeated or out of order"):
            index_sections(message)

    @pytest.mark.parametrize(
        "message", [b"\x40", b"\x00", b"\x00\x53", b"\x00\xa3\x01x\x45", b"\x00\x80\x00", BODY + b"\x00\x53"]
    )
    def test_a_section_starts_with_its_descriptor(self, message: bytes) -> None:
        with pytest.raises(DecodeError, match="starts with its descriptor"):
            index_sections(message)

    def test_a_section_cannot_be_cut_short(self) -> None:
        message = HEAD + PROPERTY_LIST + BODY
        ends = {0, len(HEAD), len(HEAD + PROPERTY_LIST)}
        for length in set(range(len(message))) - ends:
            with pytest.raises(DecodeError):
                index_sections(message[:length])


class TestReading:
    def test_a_list_is_filled_up(self) -> None:
        found = index_sections(PROPERTY_LIST + BODY)
        assert read_list(found.buf, found.properties, 5) == ["id", None, "to", None, None]

    def test_an_absent_list_is_all_none(self) -> None:
        assert read_list(b"", -1, 2) == [None, None]

    def test_a_list_with_too_many_fields_is_refused(self) -> None:
        with pytest.raises(DecodeError, match="3 fields where 2 are defined"):
            read_list(PROPERTY_LIST, DESCRIPTOR_BYTES, 2)

    def test_a_map(self) -> None:
        assert read_map(APPLICATION, DESCRIPTOR_BYTES) == {"color": "red", "size": UInt(300)}

    def test_an_absent_map_is_empty(self) -> None:
        assert read_map(b"", -1) == {}

    def test_what_is_no_map_is_refused(self) -> None:
        with pytest.raises(DecodeError, match="must be a map"):
            read_map(PROPERTY_LIST, DESCRIPTOR_BYTES)

    def test_properties_have_thirteen_names(self) -> None:
        assert len(PROPERTY_NAMES) == 13
        assert (PROPERTY_NAMES[MESSAGE_ID], PROPERTY_NAMES[GROUP_ID]) == ("message_id", "group_id")

    def test_sections_are_numbered_as_in_the_standard(self) -> None:
        assert list(range(0x70, 0x79)) == [
            HEADER,
            DELIVERY_ANNOTATIONS,
            MESSAGE_ANNOTATIONS,
            PROPERTIES,
            APPLICATION_PROPERTIES,
            DATA,
            AMQP_SEQUENCE,
            AMQP_VALUE,
            FOOTER,
        ]


class TestBatch:
    def test_each_data_section_is_a_message(self) -> None:
        messages = [PROPERTY_LIST + BODY, BODY, b"", bytes(300)]
        batch = b"".join(section(DATA, encode_binary(message)) for message in messages)
        assert split_batch(batch) == messages

    def test_the_envelope_is_not_part_of_them(self) -> None:
        assert split_batch(HEAD + ANNOTATIONS + PROPERTY_LIST + section(DATA, encode_binary(BODY))) == [BODY]

    def test_a_batch_may_be_empty(self) -> None:
        assert split_batch(b"") == split_batch(HEAD) == []

    @pytest.mark.parametrize("body", [VALUE, SEQUENCE, BODY + FOOT, BODY + DELIVERY])
    def test_nothing_else_stands_in_a_batch(self, body: bytes) -> None:
        with pytest.raises(DecodeError, match="data sections only"):
            split_batch(PROPERTY_LIST + body)

    def test_data_is_binary(self) -> None:
        with pytest.raises(DecodeError, match="a data section holds binary"):
            split_batch(section(DATA, encode_string("text")))


class TestMessageId:
    def test_it_is_put_into_properties_of_its_own(self) -> None:
        for parts in EVERY_COMBINATION:
            message = b"".join(parts)
            found = index_sections(message)
            again = with_message_id(found, "new")
            properties, rest = parts[3], b"".join(parts[4:])
            expected = ["new", None, "to"] if properties else ["new"]
            assert read_list(again, DESCRIPTOR_BYTES, 3)[: len(expected)] == expected
            assert again.endswith(rest)
            assert index_sections(again).bare == 0

    @pytest.mark.parametrize(
        "fields", [b"\x45", b"\xc0\x01\x00", b"\xd0\x00\x00\x00\x04\x00\x00\x00\x00", b"\xc0\x02\x01\x40"]
    )
    def test_there_may_be_properties_without_it(self, fields: bytes) -> None:
        again = with_message_id(index_sections(section(PROPERTIES, fields) + BODY), "new")
        assert again == section(PROPERTIES, encode_list([encode_string("new")])) + BODY

    def test_the_other_fields_stay_as_they_came(self) -> None:
        odd = b"\xb1\x00\x00\x00\x01x"  # a short string in its long form
        fields = b"\xc0" + bytes((len(odd) + 2, 2)) + NULL + odd
        again = with_message_id(index_sections(section(PROPERTIES, fields)), "new")
        assert again == section(PROPERTIES, encode_list([encode_string("new"), odd]))

    @pytest.mark.parametrize(
        "fields", [b"\xc0\x00", b"\xc0\x02\x02\x40", b"\xc0\x03\x01\x40\x40", b"\x40", b"\xc1\x01\x00"]
    )
    def test_properties_that_are_no_list_are_refused(self, fields: bytes) -> None:
        with pytest.raises(DecodeError):
            with_message_id(index_sections(section(PROPERTIES, fields)), "new")


class TestApplicationProperties:
    def test_they_are_put_in_and_everything_else_stays(self) -> None:
        for parts in EVERY_COMBINATION:
            bare = b"".join(parts[3:])
            again = with_application_properties(bare, {"size": ULong(1), "new": True})
            found = index_sections(again)
            expected = {"color": "red"} if parts[4] else {}
            assert read_map(again, found.application_properties) == {**expected, "size": 1, "new": True}
            assert again.startswith(parts[3])
            assert again.endswith(b"".join(parts[5:]))

    def test_values_that_stay_keep_their_bytes(self) -> None:
        odd = b"\xb1\x00\x00\x00\x01x"
        pairs = encode_string("odd") + odd + encode_string("old") + b"\x41"
        bare = section(APPLICATION_PROPERTIES, b"\xc1" + bytes((len(pairs) + 1, 4)) + pairs) + BODY
        again = with_application_properties(bare, {"old": "new"})
        kept = encode_string("odd") + odd + encode_string("old") + encode_string("new")
        assert again == section(APPLICATION_PROPERTIES, b"\xc1" + bytes((len(kept) + 1, 4)) + kept) + BODY

    def test_a_name_in_its_long_form_is_the_same_name(self) -> None:
        pairs = b"\xb1\x00\x00\x00\x03old" + b"\x41"
        bare = section(APPLICATION_PROPERTIES, b"\xc1" + bytes((len(pairs) + 1, 2)) + pairs)
        assert read_map(with_application_properties(bare, {"old": 1}), DESCRIPTOR_BYTES) == {"old": 1}

    def test_names_differ_by_their_case_too(self) -> None:
        bare = section(APPLICATION_PROPERTIES, encode_map({"Old": 1}))
        assert read_map(with_application_properties(bare, {"old": 2}), DESCRIPTOR_BYTES) == {
            "Old": 1,
            "old": 2,
        }

    @pytest.mark.parametrize(
        "unreadable",
        [
            b"\x40",
            b"\x45",
            b"\xc0\x01\x00",
            b"\xc1\x00",
            b"\xc1\x02\x01\x40",
            b"\xc1\x03\x02\x45\x40",
            b"\xc1\x09\x02\x57\x57\x40\x40\x40\x40\x40\x40",
            b"\xc1\x04\x02\xa1\x09\x40",
        ],
        ids=bytes.hex,
    )
    def test_unreadable_ones_are_left_out(self, unreadable: bytes) -> None:
        again = with_application_properties(section(APPLICATION_PROPERTIES, unreadable) + BODY, {"why": "x"})
        assert again == section(APPLICATION_PROPERTIES, encode_map({"why": "x"})) + BODY

    def test_there_may_be_many(self) -> None:
        changes = {str(number): "x" for number in range(200)}
        assert read_map(with_application_properties(BODY, changes), DESCRIPTOR_BYTES) == changes


def bare_with(pairs: bytes, count: int) -> bytes:
    """Return a message with application properties that are written already."""
    return section(APPLICATION_PROPERTIES, b"\xc1" + bytes((len(pairs) + 1, 2 * count)) + pairs) + BODY


def application_of(bare: bytes) -> dict[object, object]:
    return read_map(bare, index_sections(bare).application_properties)


class TestEdits:
    def test_they_are_made_and_everything_else_stays(self) -> None:
        for parts in EVERY_COMBINATION:
            bare = b"".join(parts[3:])
            again = with_edits(bare, {"to": "there", "subject": "s"}, {"color"}, {"size": 1, "new": True})
            found = index_sections(again)
            message_id = "id" if parts[3] else None
            assert read_list(again, found.properties, 4) == [message_id, None, "there", "s"]
            assert read_map(again, found.application_properties) == {"size": 1, "new": True}
            assert again.endswith(b"".join(parts[5:]))
            assert found.bare == 0

    def test_without_any_a_message_stays_as_it_is(self) -> None:
        for parts in EVERY_COMBINATION:
            bare = b"".join(parts[3:])
            assert with_edits(bare, {}, (), {}) == bare

    def test_each_section_is_only_written_for_its_own_edits(self) -> None:
        long = b"\x00\x80\x00\x00\x00\x00\x00\x00\x00"
        properties = long + b"\x73\xd0\x00\x00\x00\x05\x00\x00\x00\x01\x40"
        application = long + b"\x74\xd1\x00\x00\x00\x04\x00\x00\x00\x00"
        bare = properties + application + BODY
        assert with_edits(bare, {}, (), {"a": 1}).startswith(properties)
        assert with_edits(bare, {"to": "x"}, (), {}).endswith(application + BODY)

    def test_fields_that_stay_keep_their_bytes(self) -> None:
        odd = b"\xb1\x00\x00\x00\x01x"  # a short string in its long form
        before = section(PROPERTIES, encode_list([odd, NULL, odd, odd, odd]))
        again = with_edits(before, {"to": None, "subject": "new"}, (), {})
        assert again == section(PROPERTIES, encode_list([odd, NULL, NULL, encode_string("new"), odd]))

    def test_a_field_that_is_not_there_is_taken_away_without_a_trace(self) -> None:
        assert with_edits(PROPERTY_LIST + BODY, {"group_id": None}, (), {}) == PROPERTY_LIST + BODY
        assert with_edits(BODY, {"group_id": None}, {"color"}, {}) == BODY

    def test_a_section_without_anything_in_it_is_left_out(self) -> None:
        bare = PROPERTY_LIST + APPLICATION + BODY
        assert with_edits(bare, {"message_id": None, "to": None}, (), {}) == APPLICATION + BODY
        assert with_edits(bare, {}, {"color", "size"}, {}) == PROPERTY_LIST + BODY

    def test_a_field_has_the_type_it_is_given_as(self) -> None:
        again = with_edits(BODY, {"content_type": Symbol("text/plain")}, (), {})
        assert typed(read_list(again, DESCRIPTOR_BYTES, 7)[6]) == (Symbol, "text/plain")

    def test_names_match_in_any_case_and_keys_keep_their_bytes_and_their_place(self) -> None:
        key = b"\xb1\x00\x00\x00\x03Old"
        bare = bare_with(key + b"\x41" + encode_string("b") + b"\x42", 2)
        again = with_edits(bare, {}, (), {"OLD": "x"})
        assert again == bare_with(key + encode_string("x") + encode_string("b") + b"\x42", 2)

    def test_names_to_remove_match_in_any_case(self) -> None:
        bare = section(APPLICATION_PROPERTIES, encode_map({"Old": 1, "OLD": 2, "other": 3}))
        assert application_of(with_edits(bare, {}, {"old"}, {})) == {"other": 3}

    def test_of_several_spellings_the_first_gets_the_value_and_the_others_go(self) -> None:
        bare = section(APPLICATION_PROPERTIES, encode_map({"Old": 1, "other": 3, "OLD": 2}))
        assert application_of(with_edits(bare, {}, (), {"old": 5})) == {"Old": 5, "other": 3}

    def test_what_is_removed_and_set_comes_last_in_its_new_spelling(self) -> None:
        bare = section(APPLICATION_PROPERTIES, encode_map({"Old": UInt(1), "other": 3}))
        again = with_edits(bare, {}, {"old"}, {"OLD": 5})
        assert typed(application_of(again)) == typed({"other": Long(3), "OLD": Long(5)})

    @pytest.mark.parametrize("width", [UByte, UShort, UInt, ULong, Byte, Short, Int, Long])
    @pytest.mark.parametrize("before", [0, 1, 100])
    def test_an_integer_keeps_the_width_of_the_one_it_replaces(self, width: type[int], before: int) -> None:
        bare = section(APPLICATION_PROPERTIES, encode_map({"n": width(before)}))
        assert typed(application_of(with_edits(bare, {}, (), {"n": 7}))) == typed({"n": width(7)})

    @pytest.mark.parametrize(
        ("before", "value"),
        [
            (UByte(1), 256),
            (UByte(1), -1),
            (UShort(1), 2**16),
            (UInt(1), -1),
            (UInt(1), 2**32),
            (ULong(1), -1),
            (ULong(300), -1),
            (Byte(1), 128),
            (Short(1), 2**15),
            (Int(1), 2**31),
        ],
    )
    def test_an_integer_that_does_not_fit_becomes_a_long(self, before: int, value: int) -> None:
        bare = section(APPLICATION_PROPERTIES, encode_map({"n": before}))
        assert typed(application_of(with_edits(bare, {}, (), {"n": value}))) == typed({"n": Long(value)})

    @pytest.mark.parametrize(("value", "kind"), [(1.5, Float32), (1e300, float)])
    def test_a_double_keeps_the_width_of_a_float_if_it_fits(self, value: float, kind: type[float]) -> None:
        bare = section(APPLICATION_PROPERTIES, encode_map({"n": Float32(0.5)}))
        assert typed(application_of(with_edits(bare, {}, (), {"n": value}))) == typed({"n": kind(value)})

    @pytest.mark.parametrize(
        ("before", "value"),
        [
            (Int(1), True),
            (Int(1), 1.5),
            (Int(1), "1"),
            (Int(1), Timestamp(1)),
            (Float32(1), True),
            (5.0, None),
        ],
    )
    def test_a_value_of_another_kind_keeps_its_own_type(self, before: object, value: object) -> None:
        bare = section(APPLICATION_PROPERTIES, encode_map({"n": before}))
        assert typed(application_of(with_edits(bare, {}, (), {"n": value}))) == typed({"n": value})

    def test_keys_that_are_numbers_are_nobodys_names(self) -> None:
        bare = section(APPLICATION_PROPERTIES, encode_map({ULong(5): "x", Symbol("Sym"): "y"}))
        again = with_edits(bare, {}, (), {"5": 1, "sym": "z"})
        assert typed(application_of(again)) == typed({ULong(5): "x", Symbol("Sym"): "z", "5": Long(1)})

    def test_unreadable_application_properties_are_left_out(self) -> None:
        bare = section(APPLICATION_PROPERTIES, b"\xc1\x02\x01\x40") + BODY
        assert with_edits(bare, {}, (), {}) == bare
        assert with_edits(bare, {}, {"a"}, {}) == BODY
        assert application_of(with_edits(bare, {}, (), {"a": 1})) == {"a": 1}

    def test_properties_that_are_no_list_are_refused(self) -> None:
        with pytest.raises(DecodeError):
            with_edits(section(PROPERTIES, encode_map({})), {"to": "x"}, (), {})


class TestHeaderFields:
    def test_the_first_four_come_as_they_are(self) -> None:
        assert header_fields(HEAD, DESCRIPTOR_BYTES) == b"\x41\x50\x07\x70\x00\x00\xea\x60\x40"

    @pytest.mark.parametrize(
        "fields", [b"\x45", encode_list([]), encode_list([NULL]), encode_list([NULL] * 5)]
    )
    def test_missing_ones_are_null(self, fields: bytes) -> None:
        assert header_fields(fields, 0) == DEFAULT_HEADER_FIELDS

    def test_an_absent_header_is_all_null(self) -> None:
        assert header_fields(b"", -1) == DEFAULT_HEADER_FIELDS == b"\x40\x40\x40\x40"

    @pytest.mark.parametrize("field", [encode_string("text"), encode_value(5.0)])
    def test_a_wide_field_is_refused(self, field: bytes) -> None:
        with pytest.raises(DecodeError, match="small fixed values"):
            header_fields(encode_list([NULL, field]), 0)

    @pytest.mark.parametrize("header", [b"\x40", b"\xc1\x01\x00", b"\xc0\x00", b"\xc0\x02\x01\x52"])
    def test_a_header_that_is_no_list_is_refused(self, header: bytes) -> None:
        with pytest.raises(DecodeError):
            header_fields(header, 0)


class TestAnnotationPairs:
    def test_each_key_comes_with_the_bytes_of_its_pair(self) -> None:
        annotations = {Symbol("x-opt-a"): "b", ULong(5): None}
        assert list(annotation_pairs(encode_map(annotations), 0)) == [
            ("x-opt-a", encode_value(Symbol("x-opt-a")) + encode_string("b")),
            (5, encode_value(ULong(5)) + NULL),
        ]

    def test_a_long_map_will_do(self) -> None:
        annotations: dict[object, object] = {Symbol(f"x-opt-{number}"): bytes(10) for number in range(100)}
        assert [key for key, _ in annotation_pairs(encode_map(annotations), 0)] == list(annotations)

    def test_values_stay_as_they_came(self) -> None:
        pairs = encode_value(Symbol("a")) + b"\x70\x00\x00\x00\x01"
        [(_, raw)] = annotation_pairs(b"\xc1" + bytes((len(pairs) + 1, 2)) + pairs, 0)
        assert raw == pairs
        assert decode_value(raw, 3)[0] == 1

    @pytest.mark.parametrize(
        ("annotations", "problem"),
        [
            (b"\x45", "not what this section starts with"),
            (b"\x40", "not what this section starts with"),
            (b"\xc1\x02\x01\x40", "as many values as keys"),
            (b"\xc1\x03\x02\x45\x40", "a key must be text or a number, not list"),
            (b"\xc1\x03\x02\x40\x40", "a key must be text or a number, not NoneType"),
            (b"\xc1\x04\x02\x40\x40\x40", "do not fill the announced size"),
            (b"\xc1\x03\x02\x40\x52\x01", "do not fill the announced size"),
        ],
    )
    def test_what_is_no_map_of_annotations_is_refused(self, annotations: bytes, problem: str) -> None:
        with pytest.raises(DecodeError, match=problem):
            list(annotation_pairs(annotations, 0))
