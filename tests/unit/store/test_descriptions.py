"""What an entity is comes back from the JSON that is stored of it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longshore.model.entities import (
    CorrelationFilter,
    EntityStatus,
    FalseFilter,
    FilterDescription,
    PropertyValue,
    QueueDescription,
    RetryPolicy,
    RuleDescription,
    SqlFilter,
    SubscriptionDescription,
    TopicDescription,
    TrueFilter,
)
from longshore.store.descriptions import (
    decode_queue,
    decode_subscription,
    decode_topic,
    encode_description,
)

whole = st.integers(0, 2**63)
flags = st.booleans()
texts = st.text(max_size=20)
values: st.SearchStrategy[PropertyValue] = st.one_of(
    st.none(), flags, st.integers(), st.floats(allow_nan=False), texts, st.binary(max_size=20)
)
filters: st.SearchStrategy[FilterDescription] = st.one_of(
    st.builds(SqlFilter, texts),
    st.builds(
        CorrelationFilter,
        *([st.none() | texts] * 8),
        properties=st.dictionaries(texts, values, max_size=4),
    ),
    st.just(TrueFilter()),
    st.just(FalseFilter()),
)
rules = st.lists(st.builds(RuleDescription, texts, filters, st.none() | texts), max_size=3).map(tuple)
statuses = st.sampled_from(EntityStatus)
entities = st.none() | texts
retries = st.none() | st.builds(RetryPolicy, whole, whole, st.floats(1, 10), st.floats(0, 1))


@given(
    st.builds(
        QueueDescription,
        *([whole] * 5),
        flags,
        flags,
        whole,
        flags,
        flags,
        statuses,
        entities,
        entities,
        whole,
        entities,
        retries,
    )
)
def test_a_queue_comes_back(queue: QueueDescription) -> None:
    assert decode_queue(encode_description(queue)) == queue


@given(st.builds(TopicDescription, whole, whole, whole, flags, whole, flags, statuses, whole, entities))
def test_a_topic_comes_back(topic: TopicDescription) -> None:
    assert decode_topic(encode_description(topic)) == topic


@given(
    st.builds(
        SubscriptionDescription,
        whole,
        whole,
        whole,
        flags,
        flags,
        flags,
        statuses,
        entities,
        entities,
        whole,
        entities,
        retries,
        rules,
    )
)
def test_a_subscription_comes_back_with_its_rules(subscription: SubscriptionDescription) -> None:
    assert decode_subscription(encode_description(subscription)) == subscription


@given(values)
def test_a_property_of_a_correlation_filter_keeps_its_type(value: PropertyValue) -> None:
    rule = RuleDescription("typed", CorrelationFilter(properties={"value": value}))
    text = encode_description(SubscriptionDescription(rules=(rule,)))
    (again,) = decode_subscription(text).rules
    assert isinstance(again.filter, CorrelationFilter)
    assert type(again.filter.properties["value"]) is type(value)


def test_a_topics_subscriptions_are_entities_of_their_own() -> None:
    topic = TopicDescription(subscriptions={"audit": SubscriptionDescription()})
    assert decode_topic(encode_description(topic)) == TopicDescription()


def test_a_description_is_one_line_of_json() -> None:
    text = encode_description(SubscriptionDescription())
    assert "\n" not in text
    assert json.loads(text)["rules"] == [{"name": "$Default", "action": None, "kind": "true"}]


@pytest.mark.parametrize(
    ("decode", "description"),
    [
        (decode_queue, QueueDescription()),
        (decode_topic, TopicDescription()),
        (decode_subscription, SubscriptionDescription()),
    ],
)
def test_what_this_version_does_not_know_is_an_error(decode: object, description: QueueDescription) -> None:
    text = encode_description(description).replace("{", '{"from_the_future":1,', 1)
    with pytest.raises(TypeError, match="from_the_future"):
        decode(text)  # type: ignore[operator]


def test_a_filter_of_an_unknown_kind_is_an_error() -> None:
    text = encode_description(SubscriptionDescription()).replace('"true"', '"maybe"')
    with pytest.raises(KeyError, match="maybe"):
        decode_subscription(text)
