"""What of a plan a template keeps in its metadata."""

import json
from typing import Any

from .templates import template_of

NAMESPACE = {"name": "orders-bus", "location": "Korea Central"}


def record_of(**sections: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a plan holds
    record: dict[str, Any] = template_of(namespace=NAMESPACE, **sections)["metadata"]["longshore"]
    return record


def test_sections_about_the_application_are_kept_as_they_are_written() -> None:
    workers = {"orders": {"max_processing_time": "PT30M"}}

    record = record_of(service="Orders", queues=[{"queue_name": "orders"}], workers=workers)

    assert record == {"namespace": {"location": "Korea Central"}, "service": "Orders", "workers": workers}


def test_single_keys_are_kept_with_the_names_around_them() -> None:
    record = record_of(
        topics=[{"topic_name": "news", "events": ["Sold"]}],
        geo_dr={
            "alias": "orders-dr",
            "secondary": {"name": "orders-bus-2", "location": "Korea South"},
            "auto_failover": True,
        },
        monitoring={"log_analytics_workspace": "logs"},
    )

    assert record == {
        "namespace": {"location": "Korea Central"},
        "geo_dr": {"secondary": {"location": "Korea South"}, "auto_failover": True},
        "topics": [{"topic_name": "news", "events": ["Sold"]}],
        "monitoring": {"log_analytics_workspace": "logs"},
    }


def test_no_secret_is_kept() -> None:
    secret = "c2VjcmV0"
    text = (
        f"Endpoint=sb://orders-bus.servicebus.windows.net/;SharedAccessKeyName=app;SharedAccessKey={secret}"
    )
    record = record_of(
        access_policies=[
            {"name": "app", "rights": ["Send"], "primary_key": secret, "secondary_key": "{auto-generated}"}
        ],
        connection={
            "connection_endpoint": "orders-bus.servicebus.windows.net",
            "authentication": "connection_string",
            "fallback_connection_string": text,
        },
        application={"ServiceBus": {"Namespace": "orders-bus", "ConnectionString": text}},
    )

    assert secret not in json.dumps(record)
    assert record["access_policies"] == [{"name": "app", "secondary_key": "{auto-generated}"}]
