"""Keys in any case."""

import pytest

from longshore.emulator import spelled
from longshore.plan.source import TreePath

NAMESPACE: TreePath = ("UserConfig", "Namespaces", 0)


@pytest.mark.parametrize(
    ("path", "written", "read"),
    [
        ((), "USERCONFIG", "UserConfig"),
        (("UserConfig",), "namespaces", "Namespaces"),
        (NAMESPACE, "queues", "Queues"),
        (
            (*NAMESPACE, "Queues", 0, "Properties"),
            "forwardDeadLetteredMessagesTo",
            "ForwardDeadLetteredMessagesTo",
        ),
    ],
)
def test_a_known_key_is_read_as_the_schema_spells_it(path: TreePath, written: str, read: str) -> None:
    assert spelled(path, written) == read


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (NAMESPACE, "quues"),
        ((), "plan"),
        (("application",), "userconfig"),
        (("application", "ServiceBus"), "namespaces"),
    ],
)
def test_any_other_key_stays(path: TreePath, key: str) -> None:
    assert spelled(path, key) == key
