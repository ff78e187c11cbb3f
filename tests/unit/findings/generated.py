"""Plans of every kind that load: whatever a section can say, said at random, mostly against Azure's rules."""

from typing import Any

from hypothesis import strategies as st

Values = dict[str, Any]

NAMES = ("alpha", "beta", "gamma-queue", "delta.4")
EVENTS = ("TripGenerated", "AnalysisCompleted", "ModelTrained")
DURATIONS = st.sampled_from(
    ["PT0.5S", "PT1S", "PT19S", "PT1M", "PT5M", "PT5M1S", "PT30M", "PT72H", "P7D", "P8D"]
)
REGIONS = st.sampled_from(["Korea Central", "koreasouth", "West India", "westeurope", "Nowhere"])
WORDS = st.sampled_from(
    ["demo", "a-namespace", "ai-servicebus-prod", "name-sb", "x" * 60, "9lives-here", "under_score"]
)
FILTERS = st.sampled_from(
    [
        "1=1",
        "EventType = 'TripGenerated'",
        "EventType = 'TripGenerated' OR EventType = 'ModelTrained'",
        "EventType LIKE '%Analysis%'",
        "sys.Label = 'x' AND Size > 3",
        {"correlation": {"label": "x"}},
        {"correlation": {"properties": {"EventType": "Nothing"}}},
        {"correlation": {"label": "x", "properties": {"Size": 3, "Hot": True}}},
    ]
)


def some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Values]:
    """Draw a mapping that may lack any of its keys."""
    return st.fixed_dictionaries({}, optional=keys)


STORING = {
    "max_size_in_megabytes": st.sampled_from([1, 1024, 1500, 5120, 15360, 81920, 100_000]),
    "max_message_size_in_kilobytes": st.sampled_from([1, 256, 1024, 102_400, 200_000]),
    "enable_partitioning": st.booleans(),
    "enable_duplicate_detection": st.booleans(),
    "duplicate_detection_history_time_window": DURATIONS,
}
COMMON = {
    "default_message_time_to_live": DURATIONS,
    "auto_delete_on_idle": DURATIONS,
    "user_metadata": st.sampled_from(["", "short", "m" * 2_000]),
    "status": st.sampled_from(["Active", "Disabled"]),
}
DELIVERING = {
    "lock_duration": DURATIONS,
    "max_delivery_count": st.sampled_from([1, 3, 10, 5_000]),
    "dead_lettering_on_message_expiration": st.booleans(),
}
RULES: st.SearchStrategy[Values] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"default_rule": st.fixed_dictionaries({"filter": FILTERS})}),
    FILTERS.map(
        lambda wanted: {"rules": [{"name": "one", "filter": wanted}, {"name": "two", "filter": "1=0"}]}
    ),
)


@st.composite
def subscriptions(draw: st.DrawFn) -> list[Values]:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=2))
    properties = some(**COMMON, **DELIVERING, enable_sessions=st.booleans())
    return [{"name": name, "properties": {**draw(properties), **draw(RULES)}} for name in names]


def to_others(name: str, properties: Values) -> Values:
    """Return a queue's properties, its dead letters not going to itself."""
    return {key: value for key, value in properties.items() if value != name}


@st.composite
def entities(draw: st.DrawFn) -> Values:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    cut = draw(st.integers(0, len(names)))
    others = st.sampled_from(names[:cut]) if cut > 1 else st.just("")
    queue = some(
        **COMMON,
        **STORING,
        **DELIVERING,
        enable_sessions=st.booleans(),
        forward_dead_lettered_messages_to=others,
    )
    events = st.lists(st.sampled_from(EVENTS), max_size=2)
    return {
        "queues": [{"queue_name": name, "properties": to_others(name, draw(queue))} for name in names[:cut]],
        "topics": [
            {
                "topic_name": name,
                "properties": draw(some(**COMMON, **STORING)),
                "events": draw(events),
                "subscriptions": draw(subscriptions()),
            }
            for name in names[cut:]
        ],
    }


SKUS = st.sampled_from(["Premium", "Premium", "Premium", "Standard", "Basic"])
NAMESPACE = st.fixed_dictionaries(
    {"name": WORDS},
    optional={
        "sku": SKUS,
        "tier": SKUS,
        "capacity": st.integers(1, 70),
        "location": REGIONS,
        "messaging_partitions": st.integers(1, 5),
        "minimum_tls_version": st.sampled_from(["1.0", "1.2"]),
        "disable_local_auth": st.booleans(),
        "tags": st.dictionaries(st.sampled_from(["team", "cost/centre", "n" * 600]), st.just("")),
    },
)
ENDPOINT = st.fixed_dictionaries(
    {
        "name": st.just("endpoint"),
        "subnet": st.just("subnet"),
        "vnet": st.sampled_from(["vnet", "network"]),
        "private_dns_zone": st.sampled_from(
            ["privatelink.servicebus.windows.net", "privatelink.example.net"]
        ),
    },
    optional={"location": REGIONS, "dns_zone_link": st.just("link"), "dns_zone_group": st.just("default")},
)
GEO_DR = st.fixed_dictionaries(
    {
        "alias": WORDS,
        "secondary": st.fixed_dictionaries(
            {"name": WORDS, "location": REGIONS},
            optional={"capacity": st.integers(1, 20), "private_endpoint": ENDPOINT},
        ),
    },
    optional={"auto_failover": st.booleans()},
)
NETWORK = st.fixed_dictionaries(
    {"default_action": st.sampled_from(["Allow", "Deny"])},
    optional={
        "public_network_access": st.sampled_from(["Enabled", "Disabled"]),
        "trusted_services_allowed": st.booleans(),
        "virtual_network_rules": st.lists(st.just({"vnet": "vnet", "subnet": "subnet"}), max_size=1),
        "ip_rules": st.lists(
            st.fixed_dictionaries(
                {
                    "action": st.sampled_from(["Allow", "Deny"]),
                    "ip_mask": st.sampled_from(["10.0.0.0/16", "203.0.113.7", "2001:db8::/32"]),
                }
            ),
            max_size=2,
        ),
    },
)
KEY_VAULT = st.just({"name": "vault", "secret_name": "bus", "access_policy": "clients"})
ACCESS = some(
    key_vault=KEY_VAULT,
    managed_identity=st.just({"type": "SystemAssigned"}),
    role_assignments=st.lists(
        st.fixed_dictionaries(
            {
                "principal_id": st.sampled_from(["{app-id}", "00000000-0000-0000-0000-000000000001"]),
                "role_definition": st.sampled_from(
                    ["Azure Service Bus Data Owner", "Azure Service Bus Data Sendr", "Owner of all"]
                ),
                "scope": st.sampled_from(["demo", "/subscriptions/1", "{scope}",
                                          ("/subscriptions/{s}/resourceGroups/{g}/providers/"
                                          "Microsoft.ServiceBus/namespaces/ai-servicebus-prod")]),
            }
        ),
        max_size=2,
    ),
    access_policies=st.lists(
        st.fixed_dictionaries(
            {
                "name": st.sampled_from(["full-access", "other"]),
                "rights": st.lists(st.sampled_from(["Send", "Listen", "Manage"]), max_size=3),
            },
            optional={"primary_key": st.sampled_from(["{auto-generated}", "c2VjcmV0"])},
        ),
        unique_by=lambda policy: policy["name"],
        max_size=2,
    ),
    connection=st.fixed_dictionaries(
        {
            "connection_endpoint": st.sampled_from(
                ["ai-servicebus-prod.servicebus.windows.net", "elsewhere.servicebus.windows.net"]
            ),
            "authentication": st.sampled_from(["managed_identity", "connection_string"]),
        },
        optional={
            "fallback_connection_string": st.sampled_from(
                [
                    ("Endpoint=sb://ai-servicebus-prod.servicebus.windows.net/;SharedAccessKeyName=full-access;"
                    "SharedAccessKey={key}"),
                    "Endpoint=sb://demo.servicebus.windows.net/;SharedAccessKeyName=none;SharedAccessKey=abc",
                    "no connection string",
                ]
            )
        },
    ),
)  # fmt: skip
ENTITY_LISTS = st.lists(st.sampled_from([*NAMES, "Alpha", "nothing"]), max_size=2)
AGGREGATIONS = st.sampled_from(["Average", "Count", "Maximum", "Minimum", "Total"])
METRIC_NAMES = st.sampled_from(["ActiveMessages", "CompleteMessage", "ActiveMessage", "Queue Depth", "a > b"])
CRITERIA = st.lists(
    st.fixed_dictionaries(
        {
            "metric_name": METRIC_NAMES,
            "operator": st.sampled_from(["GreaterThan", "LessThan", "Equals"]),
            "threshold": st.sampled_from([0, 1, 3000]),
            "time_aggregation": AGGREGATIONS,
        },
        optional={"entities": ENTITY_LISTS, "source": st.sampled_from(["platform", "application"])},
    ),
    max_size=2,
)
MONITORING = some(
    monitoring=st.just({"log_analytics_workspace": "logs"}),
    metrics=st.lists(
        st.fixed_dictionaries(
            {
                "name": st.sampled_from(
                    ["Queue Depth", "alpha Queue Depth", "Dead Letter Count", "GPU Utilization", "Weather"]
                ),
                "threshold": st.sampled_from([0, 5, 3000]),
                "operator": st.sampled_from(["GreaterThan", "LessThan", "Equals"]),
                "time_aggregation": AGGREGATIONS,
            },
            optional={
                "metric_name": METRIC_NAMES,
                "source": st.sampled_from(["platform", "application"]),
                "entities": ENTITY_LISTS,
            },
        ),
        unique_by=lambda metric: metric["name"],
        max_size=3,
    ),
    alerts=st.lists(
        st.fixed_dictionaries(
            {
                "name": st.sampled_from(["first", "second", "third"]),
                "condition": st.sampled_from(
                    [
                        "queue > 3000 messages",
                        "Processing time > 25 minutes",
                        "Dead letter in alpha queue > 0",
                        "No messages processed in 10 minutes",
                        "Processing time in beta over 30 seconds for 2 hours",
                        "it feels wrong",
                    ]
                ),
                "severity": st.sampled_from(["Critical", "Warning", 0, 4]),
                "action_group": st.sampled_from(["people", "an-action-group-with-a-long-name"]),
            },
            optional={"window_size": DURATIONS, "evaluation_frequency": DURATIONS, "criteria": CRITERIA},
        ),
        unique_by=lambda alert: alert["name"],
        max_size=3,
    ),
    action_groups=st.just([{"name": "people", "short_name": "people-on-call"}]),
    scaling=st.just([{"name": "Throughput", "threshold": 3500, "operator": "GreaterThan", "unit": "msg/s"}]),
    autoscale=st.fixed_dictionaries({"minimum": st.integers(1, 9), "maximum": st.integers(1, 40)}),
    targets=st.just({"throughput_msg_per_s": 4000}),
)
SERVICE_BUS = st.fixed_dictionaries(
    {"Namespace": st.just("ai-servicebus-prod.servicebus.windows.net")},
    optional={
        "ConnectionString": st.sampled_from(
            ["@Microsoft.KeyVault(SecretUri=https://vault.vault.azure.net/secrets/bus/)", "{from-somewhere}"]
        )
    },
)
AI = some(
    MaxProcessingTime=DURATIONS, ModelParallelism=st.integers(1, 8), BatchSize=st.sampled_from([1, 100])
)
DEPLOYMENT = st.fixed_dictionaries(
    {"resource_group": st.just("group")},
    optional={
        "location": REGIONS,
        "secondary_location": REGIONS,
        "private_endpoint_group_id": st.sampled_from(["namespace", "queue"]),
    },
)


@st.composite
def plans(draw: st.DrawFn) -> Values:
    """Draw the values of a plan file that loads."""
    around = some(
        geo_dr=GEO_DR,
        private_endpoint=ENDPOINT,
        network_access=NETWORK,
        deployment=DEPLOYMENT,
        resolve=some(partitions=st.sampled_from([1, 2, 4])),
    )
    found = draw(entities())
    queues = [queue["queue_name"] for queue in found["queues"]]
    application = {
        "Queues": {name.replace(".", ""): name for name in queues},
        "AI": draw(AI),
        **draw(some(ServiceBus=SERVICE_BUS)),
    }
    return {
        "plan": 1,
        "namespace": draw(NAMESPACE),
        **found,
        **draw(around),
        **draw(ACCESS),
        **draw(MONITORING),
        **draw(some(application=st.just(application))),
    }
