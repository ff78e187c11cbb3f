"""A subscription's rules as a Config.json has them."""

import json
from typing import Any

from longshore.emulator import written
from longshore.model.entities import (
    CorrelationFilter,
    FilterDescription,
    RuleDescription,
    SqlFilter,
    TrueFilter,
)
from tests.unit.plan.plans import plan_of

from .configs import config_of

HEAD = (
    "plan: 1\nnamespace: {name: sbemulatorns}\ntopics:\n  - topic_name: news\n"
    "    properties: {default_message_time_to_live: PT1H}\n    subscriptions:\n      - name: all\n"
    "        properties:\n          max_delivery_count: 10\n          "
)


def written_rules(text: str) -> Any:  # noqa: ANN401  # JSON
    """Return the rules of the one subscription of a plan."""
    namespace = json.loads(written(plan_of(HEAD + text)).text)["UserConfig"]["Namespaces"][0]
    return namespace["Topics"][0]["Subscriptions"][0]["Rules"]


def read_rules(text: str) -> tuple[RuleDescription, ...]:
    """Return the rules that the emulator would have."""
    topics = config_of(written(plan_of(HEAD + text)).text).topology.topics
    return topics["news"].subscriptions["all"].rules


def filter_of(text: str) -> FilterDescription:
    (rule,) = read_rules(text)
    return rule.filter


def losses_of(text: str) -> list[tuple[str, str, str]]:
    return [(lost.key, lost.wanted, lost.written) for lost in written(plan_of(HEAD + text)).lost]


def test_a_default_rule_is_called_so() -> None:
    assert written_rules("default_rule: {filter: Colour = 'red'}") == [
        {
            "Name": "$Default",
            "Properties": {"FilterType": "Sql", "SqlFilter": {"SqlExpression": "Colour = 'red'"}},
        }
    ]


def test_rules_have_their_names_filters_and_actions() -> None:
    rules = "rules: [{name: a, filter: Size > 1, action: SET Size = 2}, {name: b, filter: 1=1}]"

    assert read_rules(rules) == (
        RuleDescription("a", SqlFilter("Size > 1"), "SET Size = 2"),
        RuleDescription("b", SqlFilter("1=1")),
    )


def test_a_correlation_filter_has_its_keys_in_order_and_no_others() -> None:
    text = "default_rule: {filter: {correlation: {to: x, label: y, properties: {Late: true, Size: 1.5}}}}"

    (rule,) = written_rules(text)

    assert json.dumps(rule["Properties"]["CorrelationFilter"]) == (
        '{"Label": "y", "To": "x", "Properties": {"Late": true, "Size": 1.5}}'
    )
    assert filter_of(text) == CorrelationFilter(label="y", to="x", properties={"Late": True, "Size": 1.5})


def test_without_rules_everything_passes() -> None:
    assert filter_of("enable_sessions: false") == TrueFilter()


def test_no_rules_at_all_let_nothing_pass() -> None:
    assert filter_of("rules: []") == SqlFilter("1=0")
    assert losses_of("rules: []") == [("rules", "none", "$Default with 1=0")]


def test_an_empty_text_is_not_compared() -> None:
    text = "default_rule: {filter: {correlation: {label: '', to: x}}}"

    assert filter_of(text) == CorrelationFilter(to="x")
    assert losses_of(text) == [("label", "an empty text", "nothing")]


def test_a_correlation_filter_of_nothing_is_a_condition_that_always_holds() -> None:
    text = "default_rule: {filter: {correlation: {}}}"

    assert filter_of(text) == SqlFilter("1=1")
    assert losses_of(text) == [("filter", "a correlation filter of nothing", "1=1")]


def test_letters_of_any_language_stay_readable() -> None:
    assert "도시 = '부산'" in written(plan_of(HEAD + "default_rule: {filter: \"도시 = '부산'\"}")).text


def test_characters_that_have_no_place_in_a_file_are_escaped() -> None:
    text = 'default_rule: {filter: {correlation: {label: "a\\u2028\\u007f\\U0001f600\\u0001"}}}'

    assert filter_of(text) == CorrelationFilter(label="a\u2028\x7f\U0001f600\x01")
