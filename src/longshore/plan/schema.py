"""The JSON Schema of plan files, made from the models: editors complete keys and mark mistakes by it.

A schema knows keys, types, choices, patterns and bounds. What it cannot know is left to the loader: whether
names lead somewhere or are given twice, whether a filter parses, where a forwarding chain ends.

Descriptions are the docstrings of the models; what a docstring says about one key in backticks is that key's.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import CoreSchema, WithDefaultSchema

from longshore.plan.document import Plan
from longshore.plan.sections import Duration, Section

_TITLE: Final = "Longshore plan"
_COMMENT: Final = (
    "Editors use this file if a plan begins with: # yaml-language-server: $schema=plan.schema.json"
)
_CLAUSE: Final = re.compile(r"(?<=[.;])\s+")
_REFERENCE: Final = "#/$defs/"


def plan_schema() -> dict[str, Any]:
    """Return the JSON Schema of a plan file, draft 2020-12; the same models give the same schema."""
    schema = Plan.model_json_schema(schema_generator=_Generator)
    sections: dict[str, JsonSchemaValue] = schema["$defs"]
    for section in (schema, *sections.values()):
        if "properties" in section:
            _describe(section, sections)
    return {"$schema": _Generator.schema_dialect, "$comment": _COMMENT, **schema, "title": _TITLE}


class _Generator(GenerateJsonSchema):
    """Leaves out what tells an editor nothing: titles made of keys, and defaults that are empty."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - pydantic has no name for it
        return False

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        default = schema.get("default")
        if default is None or isinstance(default, Section) or default in ({}, ()):
            inner: CoreSchema = schema["schema"]
            return self.generate_inner(inner)
        return super().default_schema(schema)

    def encode_default(self, dft: object) -> object:
        return str(dft) if isinstance(dft, Duration) else super().encode_default(dft)


def _describe(section: JsonSchemaValue, sections: Mapping[str, JsonSchemaValue]) -> None:
    """Give the keys of a section what is said about them: in its docstring, or by what they hold."""
    clauses = _CLAUSE.split(" ".join(section["description"].split()))
    for key, value in section["properties"].items():
        said = next((clause.rstrip(".;") for clause in clauses if f"`{key}`" in clause), None)
        held = _held(value)
        description = said or (sections[held]["description"] if held else None)
        if description and "description" not in value:
            value["description"] = description


def _held(schema: object) -> str | None:
    """Return the name of the section that a value is, or consists of; None for other values."""
    match schema:
        case {"$ref": str(reference)}:
            return reference.removeprefix(_REFERENCE)
        case {"anyOf": [inner, {"type": "null"}]} | {"items": inner} | {"additionalProperties": inner}:
            return _held(inner)
    return None
