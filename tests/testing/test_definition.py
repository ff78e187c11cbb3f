from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from longshore.model.entities import QueueDescription, SqlFilter, TopicDescription
from longshore.plan import PlanError
from longshore.testing.definition import Definition, Entities, Plan

ROOT = Path(__file__).parents[2]


def defined(plan: Plan | None = None, queues: Entities = (), topics: Entities = ()) -> Definition:
    return Definition(plan, queues, topics)


def test_nothing_is_an_empty_namespace() -> None:
    assert (defined().namespace, defined().topology.queues, defined().topology.topics) == ("test", {}, {})


def test_a_name_alone_is_an_entity_with_the_defaults_of_service_bus() -> None:
    definition = defined(queues=["orders"], topics=["events"])
    assert definition.topology.queues == {"orders": QueueDescription()}
    assert definition.topology.topics == {"events": TopicDescription()}


def test_properties_have_the_names_of_a_plan() -> None:
    (queue,) = defined(
        queues={"orders": {"enable_sessions": True, "lock_duration": "PT30S"}}
    ).topology.queues.values()
    assert (queue.requires_session, queue.lock_duration_ms) == (True, 30_000)


def test_a_duration_may_be_a_timedelta() -> None:
    (queue,) = defined(queues={"orders": {"lock_duration": timedelta(minutes=2)}}).topology.queues.values()
    assert queue.lock_duration_ms == 120_000


def test_a_topic_has_properties_and_subscriptions() -> None:
    events = {
        "enable_duplicate_detection": True,
        "subscriptions": {"eu": {"default_rule": {"filter": "region = 'eu'"}, "max_delivery_count": 3}},
    }
    (topic,) = defined(topics={"events": events}).topology.topics.values()
    subscription = topic.subscriptions["eu"]
    assert topic.requires_duplicate_detection
    assert subscription.max_delivery_count == 3
    assert subscription.rules[0].filter == SqlFilter("region = 'eu'")


def test_a_plan_file_is_taken_as_it_is() -> None:
    definition = defined(ROOT / "plans" / "ai-service.yaml")
    assert len(definition.topology.queues) == 5
    assert len(definition.topology.topics) == 2


def test_queues_come_to_those_of_the_plan_or_in_their_place() -> None:
    plan = {"queues": [{"queue_name": "orders"}, {"queue_name": "audit"}], "namespace": {"name": "shop"}}
    definition = defined(plan, queues={"ORDERS": {"status": "Disabled"}, "extra": {}})
    assert list(definition.topology.queues) == ["audit", "ORDERS", "extra"]


def test_a_wrong_plan_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text("plan: 1\nnamespace: {name: shop}\nqueus: []\n")
    with pytest.raises(PlanError, match=r"plan\.yaml:3:1: .*queus"):
        defined(file, queues=["orders"])


def test_forwarding_must_lead_somewhere() -> None:
    with pytest.raises(PlanError, match="audit"):
        defined(queues={"orders": {"forward_to": "audit"}})
    assert defined(queues={"orders": {"forward_to": "audit"}, "audit": {}}).topology.queues


def test_a_wrong_step_leaves_everything_as_it_was() -> None:
    definition = defined(queues=["orders"])
    before = definition.topology
    with pytest.raises(PlanError):
        definition.add(queues={"audit": {"lock_duration": "soon"}})
    assert definition.topology == before
    definition.add(queues=["extra"])
    assert list(definition.topology.queues) == ["orders", "extra"]


def test_a_subscription_comes_to_those_of_its_topic() -> None:
    definition = defined(topics={"events": {"subscriptions": ["all"]}})
    definition.add_subscription("EVENTS", "eu", {"max_delivery_count": 1})
    definition.add_subscription("events", "All", {"max_delivery_count": 2})
    (topic,) = definition.topology.topics.values()
    assert {name: each.max_delivery_count for name, each in topic.subscriptions.items()} == {
        "eu": 1,
        "All": 2,
    }


@pytest.mark.parametrize(
    "wrong", [lambda: defined(queues="orders"), lambda: defined(queues={"orders": {"user_metadata": {1, 2}}})]
)
def test_what_no_plan_can_hold_is_a_type_error(wrong: Callable[[], Definition]) -> None:
    with pytest.raises(TypeError, match="not"):
        wrong()
