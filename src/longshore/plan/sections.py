"""What every section of a plan is made of: the base of the models, durations, names, and their errors.

Values are taken as they are written: `"5"` is text, not a number. A value is refused only if it is wrong
on every target; what Azure alone refuses is the business of a check, not of the loader.
"""

import re
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError
from pydantic_core.core_schema import CoreSchema, no_info_plain_validator_function, to_string_ser_schema

from longshore.model.durations import parse_duration
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
        return no_info_plain_validator_function(_duration, serialization=to_string_ser_schema())

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, str]:
        return {"type": "string", "format": "duration"}


def _duration(written: object) -> Duration:
    expected = "an ISO 8601 duration above zero, in days, hours, minutes and seconds, like PT30M or P7D"
    if not isinstance(written, str):
        raise wrong(expected)
    try:
        duration = Duration.parse(written)
    except ValueError as error:
        raise wrong(expected) from error
    if duration.ms == 0:
        raise wrong(expected)
    return duration


_ENTITY_PATH = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?")
_SHORT_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def _entity_path(name: str) -> str:
    limit = MAX_ENTITY_PATH_CHARACTERS
    if len(name) <= limit and _ENTITY_PATH.fullmatch(name):
        return name
    raise wrong(f"1 to {limit} letters, digits and . _ - /, with a letter or digit at both ends")


def _short_name(name: str) -> str:
    limit = MAX_SUBSCRIPTION_NAME_CHARACTERS
    if len(name) <= limit and _SHORT_NAME.fullmatch(name):
        return name
    raise wrong(f"1 to {limit} letters, digits and . _ -, with a letter or digit at both ends")


def _rule_name(name: str) -> str:
    return name if name == "$Default" else _short_name(name)


def _ip_mask(mask: str) -> str:
    try:
        ip_network(mask, strict=False)
    except ValueError as error:
        raise wrong("an IP address or a range such as 10.0.0.0/16") from error
    return mask


EntityPath = Annotated[str, AfterValidator(_entity_path)]
"""The name of a queue or topic."""

ShortName = Annotated[str, AfterValidator(_short_name)]
"""The name of a subscription or access policy."""

RuleName = Annotated[str, AfterValidator(_rule_name)]
"""The name of a rule, which alone may be `$Default`."""

IpMask = Annotated[str, AfterValidator(_ip_mask)]
"""An IP address or range."""

Count = Annotated[int, Field(ge=1)]
"""How many of something there are: one or more."""
