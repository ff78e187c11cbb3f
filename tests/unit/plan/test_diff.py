"""What differs between two plans, by meaning."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.plan import Position, parse_plan
from longshore.plan.diff import Difference, Kind, differences
from tests.unit.findings.generated import Values, plans

from .plans import HEAD, plan_of

several = settings(max_examples=60, deadline=None)

OPPOSITES: dict[Kind, Kind] = {"added": "removed", "removed": "added", "changed": "changed"}
QUEUE = HEAD + "queues:\n  - queue_name: orders\n    properties:\n      "


def between(old: str, new: str) -> tuple[Difference, ...]:
    return differences(parse_plan(old.encode(), "old.yaml"), parse_plan(new.encode(), "new.yaml"))


def said(old: str, new: str) -> list[tuple[str, str, object, object]]:
    """Return kind, path, old and new value of what differs between two plans."""
    return [(each.kind, "/".join(each.path), each.old, each.new) for each in between(HEAD + old, HEAD + new)]


def test_a_changed_key_has_both_values_and_both_places() -> None:
    found = between(
        QUEUE + "lock_duration: PT15M\n", QUEUE + "max_delivery_count: 10\n      lock_duration: PT5M"
    )

    assert found == (
        Difference(
            "changed",
            ("queues", "orders", "properties", "lock_duration"),
            "PT15M",
            "PT5M",
            Position("old.yaml", 6, 22),
            Position("new.yaml", 7, 22),
        ),
    )


def test_a_default_has_a_value_and_no_place() -> None:
    (found,) = between(QUEUE + "lock_duration: PT5M\n", HEAD + "queues: [{queue_name: orders}]\n")

    assert (found.kind, found.new, found.new_position) == ("changed", "PT1M", None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (QUEUE + "default_message_time_to_live: PT72H", QUEUE + "default_message_time_to_live: P3D"),
        (QUEUE + "lock_duration: PT1M", HEAD + "queues: [{queue_name: orders}]"),
        (QUEUE + "max_delivery_count: 10", QUEUE + "enable_sessions: false"),
        (HEAD + "queues: [{queue_name: orders}]", HEAD + "queues: [{queue_name: Orders}]"),
        (HEAD, HEAD + "application: {AI: {}}\nqueues: []\nservice:\n"),
    ],
    ids=["durations", "a default written", "two defaults", "names in another case", "empty sections"],
)
def test_what_means_the_same_does_not_differ(old: str, new: str) -> None:
    assert between(old, new) == ()


SUBSCRIPTION = HEAD + "topics: [{topic_name: t, subscriptions: [{name: s, properties: {%s}}]}]"
ALERT = HEAD + "alerts: [{name: late, condition: queue > 1, action_group: people, severity: %s}]"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ALERT % "Warning", ALERT % "2"),
        (
            SUBSCRIPTION % "default_rule: {filter: a = 1, action: SET b = 2}",
            SUBSCRIPTION % "rules: [{name: $Default, filter: a = 1, action: SET b = 2}]",
        ),
        (QUEUE + 'forward_to: ""', QUEUE + "max_delivery_count: 10"),
        (SUBSCRIPTION % 'forward_dead_lettered_messages_to: ""', SUBSCRIPTION % ""),
    ],
    ids=["a severity", "the default rule", "nowhere", "nowhere for dead letters"],
)
def test_what_is_said_in_two_ways_does_not_differ(old: str, new: str) -> None:
    assert between(old, new) == ()
    assert between(new, old) == ()


def test_the_default_rule_among_the_rules_differs_where_it_stands() -> None:
    (found,) = between(
        SUBSCRIPTION % "default_rule: {filter: a = 1}",
        SUBSCRIPTION % "rules: [{name: $Default, filter: a = 2}]",
    )

    assert found.path[-2:] == ("default_rule", "filter")
    assert (found.old, found.new) == ("a = 1", "a = 2")


def test_a_severity_is_shown_as_it_is_written() -> None:
    (found,) = between(ALERT % "Warning", ALERT % "1")

    assert (found.old, found.new) == ("Warning", 1)


def test_the_order_of_lists_does_not_count() -> None:
    old = "queues: [{queue_name: a}, {queue_name: b}]\naccess_policies: [{name: p, rights: [Send, Listen]}]"
    new = "access_policies: [{name: p, rights: [Listen, Send]}]\nqueues: [{queue_name: b}, {queue_name: a}]"

    assert said(old, new) == []


def test_an_item_is_added_or_removed_by_its_name() -> None:
    assert said("queues: [{queue_name: a}]", "queues: [{queue_name: b}]") == [
        ("removed", "queues/a", {"queue_name": "a"}, None),
        ("added", "queues/b", None, {"queue_name": "b"}),
    ]


def test_items_inside_items_have_the_names_of_both() -> None:
    topic = "topics: [{topic_name: news, subscriptions: [{name: all, properties: {max_delivery_count: %d}}]}]"

    assert said(topic % 3, topic % 4) == [
        ("changed", "topics/news/subscriptions/all/properties/max_delivery_count", 3, 4)
    ]


def test_a_section_that_is_new_is_added_whole() -> None:
    assert said("", "autoscale: {minimum: 1, maximum: 2}") == [
        ("added", "autoscale", None, {"minimum": 1, "maximum": 2})
    ]


def test_texts_of_a_list_are_added_and_removed_one_by_one() -> None:
    policy = "access_policies: [{name: app, rights: [%s]}]"

    assert said(policy % "Send, Listen", policy % "Listen, Manage") == [
        ("removed", "access_policies/app/rights", "Send", None),
        ("added", "access_policies/app/rights", None, "Manage"),
    ]


def test_an_item_without_a_name_is_what_it_says() -> None:
    role = "role_assignments: [{principal_id: p, role_definition: r, scope: %s}]"

    assert [kind for kind, *_ in said(role % "here", role % "there")] == ["removed", "added"]


def test_one_of_two_equal_items_counts_once() -> None:
    assert said("topics: [{topic_name: t, events: [A, A]}]", "topics: [{topic_name: t, events: [A]}]") == [
        ("removed", "topics/t/events", "A", None)
    ]


def test_no_rules_are_not_the_same_as_the_default_rule() -> None:
    topic = "topics: [{topic_name: t, subscriptions: [{name: s%s}]}]"

    assert said(topic % "", topic % ", properties: {rules: []}") == [
        ("added", "topics/t/subscriptions/s/properties/rules", None, ())
    ]


def test_a_filter_of_another_kind_is_another_filter() -> None:
    rule = "topics: [{topic_name: t, subscriptions: [{name: s, properties: {default_rule: {filter: %s}}}]}]"

    ((kind, path, old, new),) = said(rule % "a = 1", rule % "{correlation: {label: x}}")

    assert (kind, path.rpartition("/")[2]) == ("changed", "filter")
    assert (old, new) == ("a = 1", {"correlation": {"label": "x"}})


def test_true_is_not_one() -> None:
    rule = (
        "topics: [{topic_name: t, subscriptions: [{name: s, properties: {default_rule:"
        " {filter: {correlation: {properties: {Late: %s}}}}}}]}]"
    )

    assert [each[2:] for each in said(rule % "true", rule % "1")] == [(True, 1)]


def test_settings_of_an_entity_are_found_by_its_name_in_any_case() -> None:
    old = "queues: [{queue_name: orders}]\nworkers: {orders: {concurrency: 1}}"
    new = "queues: [{queue_name: orders}]\nworkers: {ORDERS: {concurrency: 2}}"

    assert said(old, new) == [("changed", "workers/ORDERS/concurrency", 1, 2)]


def test_the_users_own_keys_have_their_case() -> None:
    tags = "plan: 1\nnamespace: {name: demo, tags: {%s: x}}"

    assert [each.path[-1] for each in between(tags % "Team", tags % "team")] == ["Team", "team"]


def test_a_tag_called_name_is_not_a_name() -> None:
    tags = "plan: 1\nnamespace: {name: demo, tags: {name: %s}}"

    assert len(between(tags % "Prod", tags % "prod")) == 1


def reversed_lists(values: Any) -> Any:  # noqa: ANN401  # JSON
    """Return values with every list the other way round."""
    if isinstance(values, dict):
        return {key: reversed_lists(value) for key, value in reversed(values.items())}
    return [reversed_lists(value) for value in reversed(values)] if isinstance(values, list) else values


def mirrored(each: Difference) -> Difference:
    return Difference(
        OPPOSITES[each.kind], each.path, each.new, each.old, each.new_position, each.old_position
    )


@several
@given(plans())
def test_a_plan_does_not_differ_from_itself_in_another_order(values: Values) -> None:
    assert differences(plan_of(json.dumps(values)), plan_of(json.dumps(reversed_lists(values)))) == ()


@several
@given(plans())
def test_a_plan_does_not_differ_from_itself_with_all_defaults_written(values: Values) -> None:
    plan = plan_of(json.dumps(values))

    assert differences(plan, plan_of(plan.model_dump_json(exclude_none=True))) == ()


@several
@given(plans(), plans())
def test_the_way_back_is_the_mirror_of_the_way_there(one: Values, other: Values) -> None:
    old, new = plan_of(json.dumps(one)), plan_of(json.dumps(other))

    back = differences(new, old)

    assert sorted(map(repr, map(mirrored, back))) == sorted(map(repr, differences(old, new)))


@several
@given(plans(), st.data())
def test_whatever_is_left_out_of_a_plan_makes_a_difference_unless_it_was_a_default(
    values: Values, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(values.keys() - {"plan", "namespace", "queues"})))
    whole = plan_of(json.dumps(values))
    rest = plan_of(json.dumps({other: value for other, value in values.items() if other != key}))

    assert (differences(whole, rest) == ()) == (getattr(whole, key) == getattr(rest, key))
