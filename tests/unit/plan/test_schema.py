"""The JSON Schema of plan files, beside the loader that it stands for in an editor."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from longshore.plan import PlanError
from longshore.plan.schema import plan_schema
from longshore.plan.source import Source
from longshore.plan.text import SourceText
from tests.unit.findings.generated import Values, plans

from .plans import FILE, HEAD, problems_of

ROOT = Path(__file__).parents[3]
SCHEMA = plan_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
CASES = sorted((Path(__file__).parent / "mistakes").glob("*.txt"))
BEYOND_A_SCHEMA = {
    "alert-twice": "names",
    "correlation-with-infinity": "JSON has no such number",
    "diagnostic-setting-twice": "names",
    "filter-folded": "SQL",
    "filter-in-a-block": "SQL",
    "filter-in-double-quotes": "SQL",
    "filter-in-single-quotes": "SQL",
    "filter-plain": "SQL",
    "filter-that-breaks-off": "SQL",
    "forwarding-in-a-circle": "names",
    "forwarding-to-itself": "names",
    "forwarding-to-nowhere": "names",
    "forwarding-with-sessions": "two keys of one entity",
    "logical-queue-that-leads-nowhere": "names",
    "logical-queue-without-any-queues": "names",
    "logical-topic-that-leads-to-a-queue": "names",
    "not-a-finite-number": "JSON has no such number",
    "not-an-ip-range": "addresses",
    "queue-twice": "names",
    "retry-of-a-topic": "names",
    "retry-of-no-queue": "names",
    "retry-twice": "names",
    "retry-with-delays-the-wrong-way-round": "two durations",
    "rule-twice": "names",
    "subscription-twice": "names",
    "topic-with-a-queues-name": "names",
    "worker-of-no-queue": "names",
    "worker-twice": "names",
}
"""Mistakes that only the loader finds, and what one would have to know for them."""

several = settings(max_examples=60, deadline=None)


def values_in(text: str) -> Any:  # noqa: ANN401  # JSON
    """Return a plan's values as an editor sees them."""
    return json.loads(json.dumps(Source(SourceText(FILE, text)).data))


def is_valid(values: Any) -> bool:  # noqa: ANN401  # JSON
    return VALIDATOR.is_valid(values)


def is_yaml(case: Path) -> bool:
    """Say whether a mistake is one of values, not of YAML."""
    try:
        return not Source(SourceText(FILE, case.read_text().partition("# output\n")[0])).problems
    except PlanError:
        return False


def test_it_is_a_schema_and_says_how_editors_use_it() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert list(SCHEMA)[:2] == ["$schema", "$comment"]
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "# yaml-language-server: $schema=" in SCHEMA["$comment"]


@pytest.mark.parametrize("path", ["plans/ai-service.yaml", "tests/data/ai-service.azure.yaml"])
def test_our_plans_are_valid(path: str) -> None:
    assert list(VALIDATOR.iter_errors(values_in((ROOT / path).read_text()))) == []


@pytest.mark.parametrize("case", [case for case in CASES if is_yaml(case)], ids=lambda case: case.stem)
def test_a_mistake_is_marked_in_the_editor_unless_only_the_loader_can_know(case: Path) -> None:
    plan = case.read_text().partition("# output\n")[0]

    assert is_valid(values_in(plan)) == (case.stem in BEYOND_A_SCHEMA)


@several
@given(plans())
def test_every_plan_that_loads_is_valid(values: Values) -> None:
    assert is_valid(values)


def test_a_key_left_empty_is_allowed_where_the_loader_allows_it() -> None:
    assert is_valid(values_in(HEAD + "service:\n"))
    assert not is_valid(values_in(HEAD + "queues:\n"))


@settings(deadline=None)
@given(
    st.one_of(
        st.from_regex(r"\A(P[0-9]{0,2}D?)?(T[0-9]{0,2}H?[0-9]{0,2}M?([0-9](\.[0-9]{0,5})?S)?)?\Z"),
        st.text("PTDHMS.0159Y-٣", max_size=8),
    )
)
def test_a_duration_is_valid_exactly_where_it_loads(text: str) -> None:
    plan = {
        "plan": 1,
        "namespace": {"name": "demo"},
        "queues": [{"queue_name": "a", "properties": {"lock_duration": text}}],
    }

    assert is_valid(plan) == (problems_of(json.dumps(plan)) == ())


# No line breaks: to Python's regular expressions, unlike JSON Schema's, `$` stands before a last one too.
NAMES = st.one_of(
    st.text("aZ0._-/ $é", max_size=6), st.sampled_from(["$Default", "a" * 50, "a" * 51, "a" * 260, "a" * 261])
)


@settings(deadline=None)
@given(NAMES, NAMES, NAMES)
def test_names_are_valid_exactly_where_they_load(topic: str, subscription: str, rule: str) -> None:
    properties = {"rules": [{"name": rule, "filter": "1=1"}]}
    topics = [{"topic_name": topic, "subscriptions": [{"name": subscription, "properties": properties}]}]
    plan = {"plan": 1, "namespace": {"name": "demo"}, "topics": topics}

    assert is_valid(plan) == (problems_of(json.dumps(plan)) == ())


def section(name: str) -> dict[str, Any]:
    keys: dict[str, Any] = SCHEMA["$defs"][name]["properties"]
    return keys


def test_a_section_has_its_docstring_and_no_other_keys() -> None:
    queue = SCHEMA["$defs"]["Queue"]

    assert (queue["description"], queue["additionalProperties"]) == ("A queue.", False)


def test_a_key_has_what_the_docstring_says_about_it() -> None:
    assert section("Namespace")["capacity"]["description"] == "`capacity` counts messaging units"


def test_a_key_that_holds_a_section_has_its_description() -> None:
    assert SCHEMA["properties"]["queues"]["description"] == "A queue."
    assert section("GeoDr")["secondary"]["description"] == "The namespace that takes over."


def test_choices_bounds_and_defaults_are_there() -> None:
    assert section("Namespace")["sku"]["enum"] == ["Basic", "Standard", "Premium"]
    assert section("QueueProperties")["max_delivery_count"] == {
        "default": 10,
        "minimum": 1,
        "type": "integer",
    }
    assert section("QueueProperties")["lock_duration"]["default"] == "PT1M"


def test_defaults_that_are_empty_are_left_out() -> None:
    assert "default" not in SCHEMA["properties"]["queues"]
    assert "default" not in section("Queue")["properties"]
    assert "default" not in section("QueueProperties")["forward_to"]


def test_it_is_the_same_every_time() -> None:
    assert json.dumps(plan_schema()) == json.dumps(SCHEMA)
