"""What a plan may leave out, what it may add, and where everything stands."""

import pytest

from longshore.plan import Duration

from .plans import HEAD, plan_of, problems_of


def test_a_version_and_a_namespace_are_enough() -> None:
    plan = plan_of(HEAD)

    assert plan.namespace.name == "demo"
    assert plan.queues == ()
    assert plan.geo_dr is None


def test_queue_settings_default_to_those_of_service_bus() -> None:
    properties = plan_of(HEAD + "queues:\n  - queue_name: orders\n").queues[0].properties

    assert properties.model_dump(mode="json") == {
        "max_size_in_megabytes": 1024,
        "max_message_size_in_kilobytes": 102_400,
        "default_message_time_to_live": "P10675199DT2H48M5.4775807S",
        "status": "Active",
        "auto_delete_on_idle": "P10675199DT2H48M5.4775807S",
        "user_metadata": None,
        "lock_duration": "PT1M",
        "max_delivery_count": 10,
        "dead_lettering_on_message_expiration": False,
        "enable_partitioning": False,
        "enable_duplicate_detection": False,
        "duplicate_detection_history_time_window": "PT10M",
        "enable_sessions": False,
        "forward_to": None,
        "forward_dead_lettered_messages_to": None,
    }


def test_what_is_written_can_be_told_from_defaults() -> None:
    plan = plan_of(HEAD + "queues:\n  - queue_name: orders\n    properties: {lock_duration: PT1M}\n")

    assert plan.queues[0].properties.model_fields_set == {"lock_duration"}


@pytest.mark.parametrize(
    "properties",
    [
        "{lock_duration: PT2H}",
        "{max_size_in_megabytes: 51200}",
        "{max_delivery_count: 100000}",
        "{auto_delete_on_idle: PT1S}",
        f"{{user_metadata: {'x' * 2_000}}}",
    ],
)
def test_what_only_azure_refuses_is_no_problem(properties: str) -> None:
    assert not problems_of(f"{HEAD}queues:\n  - queue_name: orders\n    properties: {properties}\n")


def test_names_in_the_application_compare_without_case() -> None:
    text = HEAD + "queues:\n  - queue_name: orders\napplication:\n  Queues: {Orders: ORDERS}\n"

    assert not problems_of(text)


def test_workers_of_a_queue_have_settings() -> None:
    plan = plan_of(
        HEAD
        + "queues:\n  - queue_name: orders\n"
        + "workers:\n  orders: {max_processing_time: PT45M, concurrency: 4}\n"
    )

    assert plan.workers["orders"].max_processing_time == Duration.parse("PT45M")
    assert plan.workers["orders"].concurrency == 4


def test_partitions_can_be_chosen() -> None:
    assert plan_of(HEAD + "resolve: {partitions: 2}\n").resolve.partitions == 2


RETRY = HEAD + "queues:\n  - queue_name: orders\nlongshore:\n  retry: {orders: {%s}}\n"


def test_retry_of_a_queue_has_settings() -> None:
    plan = plan_of(RETRY % "initial_delay: PT5S, max_delay: PT10M, multiplier: 3, jitter: 0.5")

    assert plan.longshore.retry["orders"].model_dump(mode="json") == {
        "initial_delay": "PT5S",
        "max_delay": "PT10M",
        "multiplier": 3.0,
        "jitter": 0.5,
    }


@pytest.mark.parametrize(
    "settings",
    [
        "initial_delay: PT1S, max_delay: PT1S",
        "initial_delay: PT1S, max_delay: PT2S, multiplier: 1, jitter: 0",
        "initial_delay: PT1S, max_delay: PT2S, jitter: 1",
    ],
)
def test_retry_may_go_to_its_bounds(settings: str) -> None:
    assert not problems_of(RETRY % settings)


def test_a_value_of_a_plan_has_a_position() -> None:
    plan = plan_of(HEAD + "queues:\n  - queue_name: orders\n    properties:\n      lock_duration: PT2H\n")

    position = plan.position("queues", 0, "properties", "lock_duration")

    assert (position.file, position.line, position.column) == ("plan.yaml", 6, 22)


def test_a_default_stands_where_its_section_begins() -> None:
    plan = plan_of(HEAD + "queues:\n  - queue_name: orders\n")

    position = plan.position("queues", 0, "properties", "lock_duration")

    assert (position.line, position.column) == (4, 5)
