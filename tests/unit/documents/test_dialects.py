"""The same facts in other words and other shapes."""

import pytest

from longshore.documents import Imported, read_document
from longshore.model.durations import UNLIMITED_MS

from .markdown import plan_of, queue_of, topic_of, yaml

ENGLISH = """\
# Message queues of the order service

## Overview

| Item | Value |
|---|---|
| Service name | Orders |
| Environment | Production |
| Region | North Europe (Primary), West Europe (Secondary) |
| Namespace | orders-prod |
| SKU | Premium |
| Messaging units | 2 |

- **Alias**: orders-dr
- **Secondary namespace**: orders-prod-2
- **Auto-failover**: yes (after ten minutes)

## Queues

| Queue | Lock | Max size (GB) | TTL | Max delivery count | Duplicate detection | Sessions | Dead letter |
|---|---|---|---|---|---|---|---|
| `incoming` | 5 minutes | 20 | 3 days | 5 | ✅ (1 hour) | yes | ✔ |
| `returns` | 00:01:00 | 5 | never | 1,000 | ❌ | no | - |

## Topics

### `order-events`

| Property | Value |
|---|---|
| Max size | 5120 MB |
| Partitioning | enabled |

| Subscription | Lock duration | Filter |
|---|---|---|
| billing | 1 hour 30 minutes | `Total > 0` |

## Security

| Policy | Permissions |
|---|---|
| order-service | Send, Listen |

## Alerts

| Metric | Threshold | Operator | Aggregation |
|---|---|---|---|
| Depth | 5,000 | >= | avg |

| Alert | Condition | Severity | Action group |
|---|---|---|---|
| Backlog | depth > 5000 | warning | on-call |

## Performance

- **Target**: 2,000 messages per second

## Scaling

- Add units when:
  - throughput > 1,800 messages/second
  - CPU >= 80 %
"""

KOREAN_TABLES = """\
## 큐 구성

| 큐 | 잠금 시간(분) | 최대 크기 | 보존 기간 | 전달 횟수 | 중복 감지 | 세션 | 파티션 | 데드레터 | 비고 |
|---|---|---|---|---|---|---|---|---|---|
| orders | 5 | 20GB | 72시간 | 3회 | 예 | O | X | 활성화 | 주문 |

## 토픽 구성

| 토픽 | 구독 | 잠금 시간 | 필터 |
|---|---|---|---|
| events | billing | 30초 | a = 'b' |
"""


@pytest.fixture(scope="module")
def english() -> Imported:
    return read_document(ENGLISH.encode(), "orders.md")


def test_all_of_an_english_document_is_understood(english: Imported) -> None:
    assert english.leftovers == ()


def test_an_overview_in_a_table(english: Imported) -> None:
    plan = english.plan
    assert (plan.service, plan.environment) == ("Orders", "Production")
    assert plan.namespace.model_dump(exclude_unset=True) == {
        "name": "orders-prod",
        "sku": "Premium",
        "capacity": 2,
        "location": "North Europe",
    }


def test_disaster_recovery_in_bullets(english: Imported) -> None:
    assert english.plan.geo_dr is not None
    assert english.plan.geo_dr.model_dump(exclude_unset=True) == {
        "alias": "orders-dr",
        "secondary": {"name": "orders-prod-2", "location": "West Europe"},
        "auto_failover": True,
    }


def test_a_table_with_a_row_for_each_queue(english: Imported) -> None:
    incoming, returns = english.plan.queues
    assert incoming.model_dump(mode="json", exclude_unset=True) == {
        "queue_name": "incoming",
        "properties": {
            "max_size_in_megabytes": 20480,
            "default_message_time_to_live": "P3D",
            "lock_duration": "PT5M",
            "max_delivery_count": 5,
            "enable_duplicate_detection": True,
            "duplicate_detection_history_time_window": "PT1H",
            "enable_sessions": True,
            "dead_lettering_on_message_expiration": True,
        },
    }
    assert returns.properties.default_message_time_to_live.ms == UNLIMITED_MS
    assert returns.properties.max_delivery_count == 1000
    assert "dead_lettering_on_message_expiration" not in returns.properties.model_fields_set


def test_a_topic_named_by_its_heading_and_its_subscriptions_in_a_table(english: Imported) -> None:
    (topic,) = english.plan.topics
    assert topic.model_dump(mode="json", exclude_unset=True) == {
        "topic_name": "order-events",
        "properties": {"max_size_in_megabytes": 5120, "enable_partitioning": True},
        "subscriptions": [
            {
                "name": "billing",
                "properties": {"lock_duration": "PT1H30M", "default_rule": {"filter": "Total > 0"}},
            }
        ],
    }


def test_policies_metrics_and_alerts_in_tables(english: Imported) -> None:
    plan = english.plan
    assert [policy.model_dump(exclude_unset=True) for policy in plan.access_policies] == [
        {"name": "order-service", "rights": ("Send", "Listen")}
    ]
    assert [metric.model_dump(exclude_unset=True) for metric in plan.metrics] == [
        {
            "name": "Depth",
            "threshold": 5000,
            "operator": "GreaterThanOrEqual",
            "time_aggregation": "Average",
        }
    ]
    assert [alert.model_dump(exclude_unset=True) for alert in plan.alerts] == [
        {"name": "Backlog", "condition": "depth > 5000", "severity": "Warning", "action_group": "on-call"}
    ]


def test_figures_in_sentences(english: Imported) -> None:
    assert english.plan.targets.throughput_msg_per_s == 2000
    assert [tuple(each.model_dump().values()) for each in english.plan.scaling] == [
        ("Throughput", 1800, "GreaterThan", "msg/s"),
        ("CPU", 80, "GreaterThanOrEqual", "percent"),
    ]


def test_korean_tables() -> None:
    plan = plan_of(KOREAN_TABLES)
    assert [queue.model_dump(mode="json", exclude_unset=True) for queue in plan.queues] == [
        {
            "queue_name": "orders",
            "properties": {
                "max_size_in_megabytes": 20480,
                "default_message_time_to_live": "P3D",
                "lock_duration": "PT5M",
                "max_delivery_count": 3,
                "dead_lettering_on_message_expiration": True,
                "enable_partitioning": False,
                "enable_duplicate_detection": True,
                "enable_sessions": True,
            },
        }
    ]
    (subscription,) = plan.topics[0].subscriptions
    assert (plan.topics[0].topic_name, subscription.name) == ("events", "billing")
    assert subscription.properties.lock_duration.ms == 30_000


def test_a_table_with_a_column_for_each_queue() -> None:
    plan = plan_of("## 큐\n\n| 속성 | orders | audit |\n|---|---|---|\n| 세션 | 예 | 아니오 |\n")
    assert {queue.queue_name: queue.properties.enable_sessions for queue in plan.queues} == {
        "orders": True,
        "audit": False,
    }


@pytest.mark.parametrize(
    ("written", "key", "value"),
    [
        ("max_size: 80GB", "max_size_in_megabytes", 81920),
        ("max_size: 20 GB", "max_size_in_megabytes", 20480),
        ("max_size: 20480 MB", "max_size_in_megabytes", 20480),
        ("maxSizeInMegabytes: 1024", "max_size_in_megabytes", 1024),
        ("session_support: true", "enable_sessions", True),
        ("requires_session: yes", "enable_sessions", True),
        ("enable_session: 활성화", "enable_sessions", True),
        ("duplicate_detection: true", "enable_duplicate_detection", True),
        ("partitioning: disabled", "enable_partitioning", False),
        ("deadLetteringOnMessageExpiration: true", "dead_lettering_on_message_expiration", True),
        ("max-delivery-count: 7", "max_delivery_count", 7),
    ],
)
def test_a_property_by_another_name(written: str, key: str, value: object) -> None:
    properties = queue_of(yaml(f"queue_name: q\nproperties:\n  {written}")).properties
    assert properties.model_dump(exclude_unset=True) == {key: value}


@pytest.mark.parametrize(
    ("written", "key", "ms"),
    [
        ("lockDuration: PT1M", "lock_duration", 60_000),
        ("lock_duration: 30 minutes", "lock_duration", 1_800_000),
        ("message_ttl: 72시간", "default_message_time_to_live", 259_200_000),
        ("ttl: 7 days", "default_message_time_to_live", 604_800_000),
        ("duplicate_detection_window: 30분", "duplicate_detection_history_time_window", 1_800_000),
        ("duplicate_detection_history: 1h", "duplicate_detection_history_time_window", 3_600_000),
    ],
)
def test_a_duration_by_another_name(written: str, key: str, ms: int) -> None:
    assert getattr(queue_of(yaml(f"queue_name: q\n{written}")).properties, key).ms == ms


@pytest.mark.parametrize("written", ["PT1H", "✅ (1 hour)", "예, 60분", "{enabled: true, window: PT1H}"])
def test_duplicate_detection_with_its_window(written: str) -> None:
    value = written if written.startswith("{") else f'"{written}"'
    properties = queue_of(yaml(f"queue_name: q\nduplicate_detection: {value}")).properties

    assert properties.enable_duplicate_detection
    assert properties.duplicate_detection_history_time_window.ms == 3_600_000


@pytest.mark.parametrize(
    "written",
    [
        yaml("queues:\n  - name: one\n    sessions: true\n  - queue_name: two"),
        yaml("queues:\n  one: {sessions: true}\n  two:"),
        yaml("queues: [{name: one, properties: {sessions: true}}, two]"),
        yaml("queue_name: one\nsessions: true\n---\nqueue_name: two"),
        yaml("- queue_name: one\n  sessions: true\n- queue_name: two"),
        yaml("servicebus:\n  queues:\n    - {name: one, sessions: true}\n    - {name: two}"),
        "## Queues\n\n" + yaml("name: one\nsettings: {sessions: true}") + "\n" + yaml("name: two"),
        '```json\n{"queues": [{"name": "one", "requiresSession": true}, {"name": "two"}]}\n```\n',
    ],
)
def test_several_queues(written: str) -> None:
    assert [(queue.queue_name, queue.properties.enable_sessions) for queue in plan_of(written).queues] == [
        ("one", True),
        ("two", False),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "## Queues\n\n### 3.1 night-jobs (at night)\n\n- Sessions: yes\n",
        "## 큐 구성\n\n- night-jobs\n  - 세션: ✅\n",
        "## Queues\n\n### `night-jobs`\n\n| Property | Value |\n|---|---|\n| Sessions | on |\n",
        "## Queues\n\n### `night-jobs`\n\n**Sessions**: true\n",
        "> - 큐 이름: night-jobs\n> - 세션: 사용\n",
    ],
)
def test_a_queue_in_few_words(written: str) -> None:
    queue = queue_of(written)
    assert (queue.queue_name, queue.properties.enable_sessions) == ("night-jobs", True)


@pytest.mark.parametrize(
    "rest",
    [
        "filter: a = 1",
        "sql_filter: a = 1",
        "default_rule: a = 1",
        "properties: {default_rule: {filter: a = 1}}",
    ],
)
def test_a_subscription_of_the_topic_described_before_it(rest: str) -> None:
    topic = topic_of(yaml("topic_name: news") + "\n" + yaml(f"subscription_name: all\n{rest}"))

    (subscription,) = topic.subscriptions
    assert subscription.properties.default_rule is not None
    assert (subscription.name, subscription.properties.default_rule.filter) == ("all", "a = 1")


def test_the_same_word_heads_queues_and_the_application_s_names_for_them() -> None:
    plan = plan_of(yaml("queues:\n  - name: jobs") + yaml("Queues:\n  Work: jobs"))

    assert [queue.queue_name for queue in plan.queues] == ["jobs"]
    assert plan.application.Queues == {"Work": "jobs"}


def test_a_placeholder_without_quotes_is_text() -> None:
    (policy,) = plan_of(
        yaml("access_policies:\n  - {name: p, rights: [Send], primary_key: {made-there}}")
    ).access_policies
    assert policy.primary_key == "{made-there}"


@pytest.mark.parametrize(
    "written", ["Korea Central (Primary), Korea South (Secondary)", "Primary: Korea Central, DR: Korea South"]
)
def test_regions(written: str) -> None:
    plan = plan_of(f"- 지역: {written}\n- 별칭: dr\n- Secondary namespace: other\n")

    assert plan.namespace.location == "Korea Central"
    assert plan.geo_dr is not None
    assert plan.geo_dr.secondary.location == "Korea South"


def test_a_subscription_of_the_topic_that_its_heading_names() -> None:
    topics = yaml("topics: [news, weather]")
    plan = plan_of(
        topics + "\n## Subscriptions of news\n\n| Subscription | Filter |\n|---|---|\n| all | a = 1 |\n"
    )

    assert {topic.topic_name: len(topic.subscriptions) for topic in plan.topics} == {"news": 1, "weather": 0}


def test_an_alert_about_a_queue_is_an_alert() -> None:
    header = "| Alert | Condition | Severity | Action group |\n|---|---|---|---|\n"
    (alert,) = plan_of(f"## Queues\n\n{header}| Late | lag > 5 | 심각 | ops |\n").alerts

    assert (alert.name, alert.severity) == ("Late", "Critical")
