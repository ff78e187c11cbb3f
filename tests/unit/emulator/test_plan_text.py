"""A plan that says what a Config.json says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.emulator import as_plan
from longshore.plan import PlanError, topology
from tests.unit.plan.plans import plan_of

from .configs import HARBOUR, config_of, config_with, rule_with, source_of, subscription_with


def plan_text(config: str) -> str:
    return as_plan(source_of(config))


def test_the_example_has_the_same_topology_as_a_plan() -> None:
    plan = plan_of(plan_text(HARBOUR))

    assert plan.namespace.name == "harbour"
    assert topology(plan) == config_of(HARBOUR).topology


def test_the_emulators_defaults_are_written_out_where_a_plan_has_others() -> None:
    assert plan_text(config_with(Queues=[{"Name": "orders"}])) == (
        "plan: 1\n\n"
        "namespace:\n"
        "  name: tests\n\n"
        "queues:\n"
        "  - queue_name: orders\n"
        "    properties:\n"
        "      default_message_time_to_live: PT1H\n"
        "      duplicate_detection_history_time_window: PT20S\n"
        "      max_delivery_count: 3\n"
    )


def test_a_rule_called_default_is_the_default_rule() -> None:
    rule = {"Name": "$Default", "Properties": {"FilterType": "Sql", "SqlFilter": {"SqlExpression": "a = 1"}}}

    assert "          default_rule:\n            filter: a = 1\n" in plan_text(
        subscription_with(Rules=[rule])
    )


def test_what_is_empty_is_left_out() -> None:
    text = plan_text(rule_with(FilterType="Correlation", CorrelationFilter={"Label": "x", "To": ""}))

    assert text.endswith("filter:\n                correlation:\n                  label: x\n")
    assert plan_text(config_with()) == "plan: 1\n\nnamespace:\n  name: tests\n"


def test_a_config_with_mistakes_has_all_of_them_told() -> None:
    with pytest.raises(PlanError) as caught:
        plan_text(config_with(Quues=[], Topics=[{"Name": "a b"}]))

    assert len(caught.value.problems) == 2


names = st.lists(
    st.sampled_from(["a", "B-1", "c.d", "1e3", "null", "yes", "0x1F"]), unique_by=str.casefold, max_size=4
)
short_names = st.sampled_from(["s1", "S-2", "on", "3.0"])
durations = st.sampled_from(["PT5S", "PT1M", "PT20S", "PT1H", "PT10M", "PT72H", "PT0.5S"])
texts = st.one_of(
    st.none(), st.text(max_size=6), st.sampled_from(["true", "~", "1:20", " x", "a: b", "#", "- "])
)
TOPIC = {
    "DefaultMessageTimeToLive": durations,
    "DuplicateDetectionHistoryTimeWindow": durations,
    "RequiresDuplicateDetection": st.booleans(),
}
SUBSCRIPTION = {
    "DeadLetteringOnMessageExpiration": st.booleans(),
    "DefaultMessageTimeToLive": durations,
    "LockDuration": durations,
    "MaxDeliveryCount": st.integers(1, 2_000),
    "RequiresSession": st.booleans(),
}
correlations = st.fixed_dictionaries(
    {"Label": st.text(min_size=1, max_size=6)},
    optional={
        "To": texts,
        "SessionId": texts,
        "Properties": st.dictionaries(
            st.text(min_size=1, max_size=6),
            st.one_of(
                st.text(max_size=6),
                st.integers(),
                st.floats(allow_nan=False, allow_infinity=False),
                st.booleans(),
            ),
            max_size=3,
        ),
    },
)
properties_of_rules = st.one_of(
    st.fixed_dictionaries({"FilterType": st.just("Correlation"), "CorrelationFilter": correlations}),
    st.fixed_dictionaries(
        {
            "FilterType": st.just("Sql"),
            "SqlFilter": st.sampled_from(
                [{"SqlExpression": "1=1"}, {"SqlExpression": "a = 'x: y # z'\n AND b LIKE '%''q'''"}]
            ),
        },
        optional={"Action": st.sampled_from([{"SqlExpression": "SET a = 'b'"}, {}])},
    ),
)


def named(name: st.SearchStrategy[str], **keys: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Draw a list of mappings, each with a name of its own."""
    item = st.fixed_dictionaries({"Name": name}, optional=keys)
    return st.lists(item, unique_by=lambda each: str(each["Name"]).casefold(), max_size=3)


subscriptions = named(
    short_names,
    Properties=st.fixed_dictionaries({}, optional=SUBSCRIPTION),
    Rules=named(st.sampled_from(["$Default", "r1", "R-2"]), Properties=properties_of_rules).map(
        lambda rules: [rule for rule in rules if "Properties" in rule]
    ),
)


@st.composite
def configs(draw: st.DrawFn) -> str:
    """Draw the text of a Config.json that loads."""
    entities = draw(names)
    cut = draw(st.integers(0, len(entities)))
    queue = st.fixed_dictionaries({}, optional={**TOPIC, **SUBSCRIPTION})
    queues: list[Any] = [{"Name": name, "Properties": draw(queue)} for name in entities[:cut]]
    topics = [
        {
            "Name": name,
            "Properties": draw(st.fixed_dictionaries({}, optional=TOPIC)),
            "Subscriptions": draw(subscriptions),
        }
        for name in entities[cut:]
    ]
    for other in queues[1:]:
        if not other["Properties"].get("RequiresSession"):
            other["Properties"]["ForwardTo"] = draw(st.sampled_from(["", queues[0]["Name"]]))
    return config_with(Queues=queues, Topics=topics)


@settings(max_examples=150, deadline=None)
@given(configs())
def test_any_config_has_the_same_topology_as_a_plan(config: str) -> None:
    assert topology(plan_of(plan_text(config))) == config_of(config).topology
