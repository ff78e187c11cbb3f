import re
from pathlib import Path

import pytest

from longshore.model import limits

TEXT = Path(limits.__file__).read_text(encoding="utf-8")
NAMES = [name for name in vars(limits) if name.isupper()]
UNITS = {"KIBIBYTE", "MEBIBYTE"}
"""What needs no source."""


def source_of(name: str) -> str:
    found = re.search(rf"^{name} = \S+  # (.+)$", TEXT, re.MULTILINE)
    assert found is not None, f"{name} names no source"
    return found[1]


@pytest.mark.parametrize("name", sorted({*NAMES} - UNITS))
def test_every_limit_names_its_source(name: str) -> None:
    source = source_of(name)
    tag = re.match(r"\[(\w+)\]", source)
    assert source.startswith("AMQP protocol guide: ") or (
        tag is not None and f"[{tag[1]}] " in limits.__doc__
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_is_a_whole_positive_number(name: str) -> None:
    assert getattr(limits, name) > 0
    assert isinstance(getattr(limits, name), int)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEFAULT_LOCK_DURATION_MS", 60_000),
        ("DEFAULT_MAX_DELIVERY_COUNT", 10),
        ("DEFAULT_MAX_SIZE_MEGABYTES", 1_024),
        ("DEFAULT_DUPLICATE_WINDOW_MS", 10 * 60_000),
        ("MAX_MESSAGE_SIZE_KILOBYTES", 100 * 1_024),
        ("MAX_BATCH_SIZE_BYTES", 1_024 * 1_024),
        ("MAX_ID_CHARACTERS", 128),
        ("MAX_ENTITY_PATH_CHARACTERS", 260),
        ("MAX_SUBSCRIPTION_NAME_CHARACTERS", 50),
        ("MAX_FILTER_CHARACTERS", 1_024),
        ("MAX_ACTION_STATEMENTS", 32),
    ],
)
def test_documented_limits_are_what_the_documentation_says(name: str, value: int) -> None:
    assert getattr(limits, name) == value
