"""Defaults are Azure's [ARM specification of Microsoft.ServiceBus]."""

from dataclasses import FrozenInstanceError

import pytest

from longshore.model.durations import UNLIMITED_MS, parse_duration
from longshore.model.entities import (
    DEFAULT_RULE,
    CorrelationFilter,
    QueueDescription,
    SubscriptionDescription,
    TopicDescription,
    Topology,
    TrueFilter,
)


@pytest.mark.parametrize("entity", [QueueDescription(), SubscriptionDescription()])
def test_what_one_receives_from_has_azures_defaults(
    entity: QueueDescription | SubscriptionDescription,
) -> None:
    assert entity.lock_duration_ms == parse_duration("PT1M")
    assert entity.max_delivery_count == 10
    assert entity.default_message_time_to_live_ms == UNLIMITED_MS
    assert not entity.dead_lettering_on_message_expiration
    assert not entity.requires_session


@pytest.mark.parametrize("entity", [QueueDescription(), TopicDescription()])
def test_what_one_sends_to_has_azures_defaults(entity: QueueDescription | TopicDescription) -> None:
    assert entity.max_size_in_megabytes == 1_024
    assert entity.default_message_time_to_live_ms == UNLIMITED_MS
    assert entity.duplicate_detection_history_time_window_ms == parse_duration("PT10M")
    assert not entity.requires_duplicate_detection
    assert not entity.enable_partitioning


def test_a_new_subscription_lets_everything_through() -> None:
    assert SubscriptionDescription().rules == (DEFAULT_RULE,)
    assert (DEFAULT_RULE.name, DEFAULT_RULE.filter) == ("$Default", TrueFilter())


def test_a_correlation_filter_compares_nothing_unless_told() -> None:
    described = CorrelationFilter()
    names = CorrelationFilter.__dataclass_fields__.keys() - {"properties"}
    assert {getattr(described, name) for name in names} == {None}
    assert described.properties == {}


def test_an_empty_namespace_holds_nothing() -> None:
    assert (Topology().queues, Topology().topics) == ({}, {})


def test_descriptions_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        QueueDescription().max_delivery_count = 5  # type: ignore[misc]
