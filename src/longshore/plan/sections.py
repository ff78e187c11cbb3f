"""What every section of a plan is made of: the base of the models, durations, names, and their errors.

Values are taken as they are written: `"5"` is text, not a number. A value is refused only if it is wrong
on every target; what Azure alone refuses is the business of a check, not of the loader.
"""

import re
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import CoreSchema, no_info_plain_validator_function, to_string_ser_schema

from longshore.model.durations import POSITIVE_DURATION_PATTERN, parse_duration
from longshore.model.limits import MAX_ENTITY_PATH_CHARACTERS, MAX_SUBSCRIPTION_NAME_CHARACTERS


class Section(BaseModel):
    """A mapping of the plan file: its keys are the fields, and no others are allowed."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def wrong(expected: str, message: str = "", **where: int) -> PydanticCustomError:
    """Return an error that says what was expected of a value, and what is wrong if that is not plain.

    With `offset` among `where` it points at a character of a text.
    """
    return PydanticCustomError("plan", "{expected}", {"message": message, "expected": expected, **where})


@dataclass(frozen=True, slots=True)
class Duration:
    """A span of time in milliseconds, with the text that said so; equal when equally long."""

    ms: int
    text: str = field(compare=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the duration that an ISO 8601 text such as PT30M means; raises ValueError."""
        return cls(parse_duration(text), text)

    def __str__(self) -> str:
        return self.text

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_plain_validator_function(
            _duration, ref=cls.__name__, serialization=to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, str]:
        return {"type": "string", "description": _DURATION_RULE, "pattern": POSITIVE_DURATION_PATTERN}


_DURATION_RULE = "an ISO 8601 duration above zero, in days, hours, minutes and seconds, like PT30M or P7D"


def _duration(written: object) -> Duration:
    if not isinstance(written, str):
        raise wrong(_DURATION_RULE)
    try:
        duration = Duration.parse(written)
    except ValueError as error:
        raise wrong(_DURATION_RULE) from error
    if duration.ms == 0:
        raise wrong(_DURATION_RULE)
    return duration


_ENTITY_PATH = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?")
_ENTITY_PATH_RULE = (
    f"1 to {MAX_ENTITY_PATH_CHARACTERS} letters, digits and . _ - /, with a letter or digit at both ends"
)
_SHORT_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_SHORT_NAME_RULE = (
    f"1 to {MAX_SUBSCRIPTION_NAME_CHARACTERS} letters, digits and . _ -, with a letter or digit at both ends"
)
_IP_MASK_RULE = "an IP address or a range such as 10.0.0.0/16"


def _entity_path(name: str) -> str:
    if len(name) <= MAX_ENTITY_PATH_CHARACTERS and _ENTITY_PATH.fullmatch(name):
        return name
    raise wrong(_ENTITY_PATH_RULE)


def _short_name(name: str) -> str:
    if len(name) <= MAX_SUBSCRIPTION_NAME_CHARACTERS and _SHORT_NAME.fullmatch(name):
        return name
    raise wrong(_SHORT_NAME_RULE)


def _rule_name(name: str) -> str:
    return name if name == "$Default" else _short_name(name)


def _ip_mask(mask: str) -> str:
    try:
        ip_network(mask, strict=False)
    except ValueError as error:
        raise wrong(_IP_MASK_RULE) from error
    return mask


def text_schema(rule: str, **keywords: str | int) -> WithJsonSchema:
    """Return what the JSON Schema of plans says about a text that a validator of ours checks."""
    return WithJsonSchema({"type": "string", "description": rule, **keywords})


EntityPath = Annotated[
    str,
    AfterValidator(_entity_path),
    text_schema(_ENTITY_PATH_RULE, pattern=f"^{_ENTITY_PATH.pattern}$", maxLength=MAX_ENTITY_PATH_CHARACTERS),
]
"""The name of a queue or topic."""

ShortName = Annotated[
    str,
    AfterValidator(_short_name),
    text_schema(
        _SHORT_NAME_RULE, pattern=f"^{_SHORT_NAME.pattern}$", maxLength=MAX_SUBSCRIPTION_NAME_CHARACTERS
    ),
]
"""The name of a subscription or access policy."""

RuleName = Annotated[
    str,
    AfterValidator(_rule_name),
    text_schema(
        f"$Default, or {_SHORT_NAME_RULE}",
        pattern=rf"^(?:\$Default|{_SHORT_NAME.pattern})$",
        maxLength=MAX_SUBSCRIPTION_NAME_CHARACTERS,
    ),
]
"""The name of a rule, which alone may be `$Default`."""

IpMask = Annotated[str, AfterValidator(_ip_mask), text_schema(_IP_MASK_RULE)]
"""An IP address or range."""

Count = Annotated[int, Field(ge=1)]
"""How many of something there are: one or more."""
