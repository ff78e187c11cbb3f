from longshore.filters.edits import EDITABLE_NAMES, refusal_to_edit
from longshore.filters.inputs import SYSTEM_PROPERTIES, system_key


def test_what_may_be_changed_is_not_refused() -> None:
    assert {key for key in SYSTEM_PROPERTIES if refusal_to_edit(key) is None} == EDITABLE_NAMES.keys()


def test_names_are_those_of_system_properties() -> None:
    assert {system_key(name) for name in EDITABLE_NAMES.values()} == EDITABLE_NAMES.keys()


def test_what_the_broker_writes_is_read_only() -> None:
    assert {key for key in SYSTEM_PROPERTIES if refusal_to_edit(key) == "is read-only"} == {
        "deadlettersource",
        "deliverycount",
        "enqueuedsequencenumber",
        "enqueuedtimeutc",
        "expiresatutc",
        "lockeduntilutc",
        "locktoken",
        "sequencenumber",
        "size",
        "state",
    }


def test_what_stands_elsewhere_in_the_message_is_refused_with_that_reason() -> None:
    reason = refusal_to_edit("timetolive")
    assert reason is not None
    assert "header or the annotations" in reason
