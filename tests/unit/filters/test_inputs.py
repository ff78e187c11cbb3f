import pytest

from longshore.filters import SYSTEM_PROPERTIES
from longshore.filters.inputs import SYSTEM_PROPERTY_NAMES, system_key

from .messages import passes


@pytest.mark.parametrize("name", SYSTEM_PROPERTY_NAMES)
def test_every_documented_system_property_can_be_read(name: str) -> None:
    assert system_key(name) in SYSTEM_PROPERTIES
    assert passes(f"sys.{name} = 'x'", **{system_key(name) or "": "x"})


def test_a_name_of_a_system_property_may_be_in_any_case() -> None:
    assert system_key("MESSAGEid") == "messageid"


def test_subject_is_the_newer_name_of_label() -> None:
    assert passes("sys.Subject = 'x' AND sys.Label = 'x'", label="x")


def test_another_name_is_no_system_property() -> None:
    assert system_key("EventType") is None


def test_the_keys_of_system_properties_are_lower_case() -> None:
    assert {name.lower() for name in SYSTEM_PROPERTIES} == SYSTEM_PROPERTIES
