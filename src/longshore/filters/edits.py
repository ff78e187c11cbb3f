"""What the action of a rule does to a message, and which system properties it may touch.

[ASB issue 180] (Azure/azure-service-bus, answered by the service's team in 2023): "All user properties can be
modified. All publicly settable system properties can also be modified". Which are settable says the
documentation's page "Message Headers and Properties", with `get, set` and `get`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from longshore.filters.inputs import FilterInput

Writable = None | bool | int | float | str | bytes | UUID | datetime
"""What an application property can become: a decimal is no part of it, for nothing here writes one."""


@dataclass(frozen=True, slots=True)
class Edits:
    """The outcome of all statements of an action, folded together.

    Attributes:
        system: New texts by key of `FilterInput.system`; None where the property goes.
        removed: Lower-case names of application properties that go, before `application` is set.
        application: New values by name. A property that is there keeps its spelling and only gets the value;
            a new one gets the spelling given here. Names differ in more than case.
    """

    system: Mapping[str, str | None]
    removed: frozenset[str]
    application: Mapping[str, Writable]


Action = Callable[[FilterInput], Edits]
"""Says what becomes of a message, or raises `FilterEvaluationError`."""


EDITABLE_NAMES: Final = {
    "contenttype": "ContentType",
    "correlationid": "CorrelationId",
    "label": "Label",
    "messageid": "MessageId",
    "replyto": "ReplyTo",
    "replytosessionid": "ReplyToSessionId",
    "sessionid": "SessionId",
    "to": "To",
}
"""The system properties that an action may change: key of `FilterInput.system`, and how it is written."""

_OUTSIDE_THE_BARE_MESSAGE = frozenset(
    {"forcepersistence", "partitionkey", "scheduledenqueuetimeutc", "timetolive", "viapartitionkey"}
)


def refusal_to_edit(key: str) -> str | None:
    """Say why an action may not change this system property, None where it may."""
    if key in EDITABLE_NAMES:
        return None
    if key in _OUTSIDE_THE_BARE_MESSAGE:  # Azure changes these too; better refused than passed over
        return "stands in the header or the annotations, which an action does not change here"
    return "is read-only"
