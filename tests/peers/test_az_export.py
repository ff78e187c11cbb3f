"""The Azure CLI runs the script that a plan is exported to, and runs it again."""

import copy
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from longshore.azure.cli import az_script
from longshore.model.azure_rules import ROLE_DEFINITIONS
from longshore.plan.load import load_plan, parse_plan

from .arm.endpoint import TENANT, Endpoint, serving
from .arm.store import GROUP, Json, Refused, Store
from .peer import ROOT, Peer, version_of

AZ: Final = Path(os.environ.get("LONGSHORE_AZ", ROOT / ".venv" / "az" / "bin" / "az"))
VERSION: Final = "import azure.cli.core as az; print(az.__version__)"
PEER: Final = Peer("Azure CLI (az), exported script", version_of([AZ.with_name("python"), "-c", VERSION]))

RUN_S: Final = 300.0
IDENTITY: Final = "44444444-4444-4444-4444-444444444444"
OURS: Final = f"{GROUP}/tripgen-prod-rg/providers"
VAULT: Final = f"{OURS}/Microsoft.KeyVault/vaults/tripgen-kv-prod"
NETWORK: Final = f"{OURS}/Microsoft.Network/virtualNetworks/tripgen-vnet-prod"
WORKSPACE: Final = f"{OURS}/Microsoft.OperationalInsights/workspaces/tripgen-logs-prod"
INSIGHTS: Final = f"{OURS}/Microsoft.Insights/components/tripgen-insights-prod"
PRIMARY: Final = f"{OURS}/Microsoft.ServiceBus/namespaces/ai-servicebus-prod"
SECONDARY: Final = f"{PRIMARY}-secondary"


def there_before() -> Store:
    """Return an Azure with what the plan uses and does not make."""
    store = Store()
    store.put(f"{GROUP}/tripgen-prod-rg", {"location": "koreacentral"})
    store.put(NETWORK, {"location": "koreacentral"})
    store.put(f"{NETWORK}/subnets/servicebus-subnet-prod", {})
    store.put(WORKSPACE, {"location": "koreacentral"})
    store.put(INSIGHTS, {"location": "koreacentral"})
    store.put(VAULT, {"location": "koreacentral", "properties": {"vaultUri": "unused"}})
    store.changes.clear()
    return store


@dataclass(frozen=True, slots=True)
class Runs:
    """What the runs of a script said, and what was there after each."""

    codes: list[int]
    said: list[str]
    left: list[Store]


class Az:
    """The Azure CLI, logged in at an endpoint of ours, with settings of its own."""

    def __init__(self, folder: Path, endpoint: Endpoint) -> None:
        self._folder = folder
        self._endpoint = endpoint
        self._environment = {
            "HOME": str(folder),
            "PATH": f"{AZ.parent}:{os.environ['PATH']}",
            "AZURE_CONFIG_DIR": str(folder / "azure"),
            "AZURE_CORE_COLLECT_TELEMETRY": "no",
            "REQUESTS_CA_BUNDLE": str(endpoint.ca),
            "HTTPS_PROXY": endpoint.proxy_url,
            "AI_SERVICE_MANAGED_IDENTITY_ID": IDENTITY,
            "ALERT_EMAIL": "operators@example.com",
            "APPLICATION_INSIGHTS_ID": INSIGHTS,
            "RG_NAME": "small-group",
        }
        for command in (
            ["cloud", "register", "--name", "Test", "--endpoint-resource-manager", endpoint.url],
            ["cloud", "set", "--name", "Test"],
            ["config", "set", "core.instance_discovery=false"],
            ["login", "--service-principal", "-u", IDENTITY, "-p", "any", "--tenant", TENANT],
        ):
            done = self._run([AZ, *command])
            assert done.returncode == 0, done.stderr

    def runs(self, script: str, times: int = 2) -> Runs:
        """Run a script, and run it again."""
        path = self._folder / "deploy.sh"
        path.write_text(script)
        runs = Runs([], [], [])
        for _ in range(times):
            done = self._run(["bash", path])
            runs.codes.append(done.returncode)
            runs.said.append(done.stdout + done.stderr)
            runs.left.append(copy.deepcopy(self._endpoint.store))
        return runs

    def _run(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  # a peer of ours
            command, env=self._environment, capture_output=True, text=True, timeout=RUN_S, check=False
        )


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """The plan of the AI service, deployed twice."""
    folder = tmp_path_factory.mktemp("az")
    plan = load_plan(ROOT / "tests" / "data" / "ai-service.azure.yaml")
    with serving(folder / "tls", there_before(), "tripgen-kv-prod") as endpoint:
        return Az(folder, endpoint).runs(az_script(plan))


@pytest.fixture
def first(deployed: Runs) -> Store:
    assert deployed.codes[0] == 0, deployed.said[0]
    return deployed.left[0]


def names(store: Store, collection: str) -> list[str]:
    return [each["name"] for each in store.children(collection)]


def properties(store: Store, path: str) -> Json:
    found = store.resources[path.casefold()]["properties"]
    return {key: value for key, value in found.items() if key != "provisioningState"}


def test_the_script_ends_well_both_times(deployed: Runs) -> None:
    assert deployed.codes == [0, 0], "\n".join(deployed.said)


def test_the_second_run_leaves_everything_as_it_was(deployed: Runs) -> None:
    once, again = deployed.left

    assert again.resources == once.resources
    assert again.secrets == once.secrets


def test_both_namespaces_are_as_the_plan_says(first: Store) -> None:
    for path, location in ((PRIMARY, "koreacentral"), (SECONDARY, "koreasouth")):
        namespace = first.resources[path.casefold()]
        assert namespace["location"] == location
        assert namespace["sku"] == {"name": "Premium", "tier": "Premium", "capacity": 4}
        assert properties(first, path) == {
            "premiumMessagingPartitions": 1,
            "minimumTlsVersion": "1.2",
            "disableLocalAuth": False,
            "publicNetworkAccess": "Disabled",
        }
        assert properties(first, f"{path}/networkRuleSets/default") == {
            "defaultAction": "Deny",
            "trustedServiceAccessEnabled": True,
            "publicNetworkAccess": "Disabled",
            "ipRules": [],
            "virtualNetworkRules": [],
        }


def test_each_namespace_has_an_endpoint_whose_address_is_in_the_zone(first: Store) -> None:
    zone = f"{OURS}/Microsoft.Network/privateDnsZones/privatelink.servicebus.windows.net"
    assert names(first, f"{zone}/virtualNetworkLinks") == ["tripgen-vnet-prod-link"]
    for name, namespace in (
        ("ai-servicebus-pe-prod", PRIMARY),
        ("ai-servicebus-pe-prod-secondary", SECONDARY),
    ):
        endpoint = f"{OURS}/Microsoft.Network/privateEndpoints/{name}"
        (connection,) = properties(first, endpoint)["privateLinkServiceConnections"]
        (config,) = properties(first, f"{endpoint}/privateDnsZoneGroups/default")["privateDnsZoneConfigs"]
        assert connection["properties"] == {"privateLinkServiceId": namespace, "groupIds": ["namespace"]}
        assert config["properties"]["privateDnsZoneId"] == zone


def test_things_come_in_the_order_that_geo_dr_asks_for(first: Store) -> None:
    """A05, A06; the endpoint would refuse most other orders."""
    order = [
        PRIMARY,
        SECONDARY,
        f"{OURS}/Microsoft.Network/privateEndpoints/ai-servicebus-pe-prod-secondary",
        f"{OURS}/Microsoft.Network/privateEndpoints/ai-servicebus-pe-prod",
        f"{SECONDARY}/networkRuleSets/default",
        f"{PRIMARY}/disasterRecoveryConfigs/ai-servicebus-dr",
        f"{PRIMARY}/queues/ai-trip-generation",
        f"{PRIMARY}/topics/ai-events",
    ]
    assert sorted(order, key=first.changes.index) == order


def test_the_alias_pairs_the_two(first: Store) -> None:
    alias = properties(first, f"{PRIMARY}/disasterRecoveryConfigs/ai-servicebus-dr")

    assert alias == {"partnerNamespace": SECONDARY}


def test_queues_have_the_settings_of_the_plan(first: Store) -> None:
    assert names(first, f"{PRIMARY}/queues") == [
        "ai-trip-generation",
        "ai-recommendation",
        "ai-analysis",
        "ai-model-training",
        "ai-batch-processing",
    ]
    assert properties(first, f"{PRIMARY}/queues/ai-model-training") == {
        "maxSizeInMegabytes": 81_920,
        "maxMessageSizeInKilobytes": 1_024,
        "defaultMessageTimeToLive": "P7D",
        "lockDuration": "PT5M",
        "maxDeliveryCount": 2,
        "deadLetteringOnMessageExpiration": True,
        "enablePartitioning": False,
        "requiresDuplicateDetection": True,
        "duplicateDetectionHistoryTimeWindow": "P1D",
        "requiresSession": True,
    }


def test_topics_and_subscriptions_have_the_settings_of_the_plan(first: Store) -> None:
    assert names(first, f"{PRIMARY}/topics") == ["ai-events", "ai-model-events"]
    assert len(names(first, f"{PRIMARY}/topics/ai-events/subscriptions")) == 4
    assert len(names(first, f"{PRIMARY}/topics/ai-model-events/subscriptions")) == 2
    assert properties(first, f"{PRIMARY}/topics/ai-events/subscriptions/user-service-subscription") == {
        "lockDuration": "PT3M",
        "maxDeliveryCount": 5,
        "deadLetteringOnMessageExpiration": True,
    }


def test_each_subscription_has_the_filter_of_the_plan_and_no_other(first: Store) -> None:
    filters = {
        each["id"].split("/")[-3]: each["properties"]["sqlFilter"]["sqlExpression"]
        for key, each in first.resources.items()
        if "/rules/" in key
    }
    assert filters == {
        f"{name}-subscription": condition
        for name, condition in (
            ("trip-service", "EventType = 'TripGenerated' OR EventType = 'RecommendationReady'"),
            ("user-service", "EventType = 'PersonalizationUpdated' OR EventType = 'PreferenceAnalyzed'"),
            ("analytics-service", "EventType LIKE '%Completed%' OR EventType LIKE '%Analysis%'"),
            ("notification-service", "EventType = 'TripGenerated' OR EventType = 'AnalysisCompleted'"),
            ("model-management", "EventType = 'ModelTrained' OR EventType = 'ModelDeployed'"),
            ("monitoring-service", "1=1"),
        )
    }
    assert {key.rpartition("/")[2] for key in first.resources if "/rules/" in key} == {"$default"}


def test_the_identity_has_its_role_on_both_namespaces_and_reads_the_secret(first: Store) -> None:
    roles = {
        each["properties"]["scope"]: each["properties"]["roleDefinitionId"].rpartition("/")[2]
        for each in first.resources.values()
        if each.get("type") == "microsoft.authorization/roleassignments"
    }
    assert roles == {
        PRIMARY: ROLE_DEFINITIONS["Azure Service Bus Data Owner"],
        SECONDARY: ROLE_DEFINITIONS["Azure Service Bus Data Owner"],
        f"{VAULT}/secrets/ai-servicebus-connection": ROLE_DEFINITIONS["Key Vault Secrets User"],
    }


def test_the_secret_holds_the_connection_string_of_the_alias(first: Store) -> None:
    assert properties(first, f"{PRIMARY}/AuthorizationRules/ai-service-full-access") == {
        "rights": ["Send", "Listen", "Manage"]
    }
    (value,) = first.secrets["ai-servicebus-connection"]
    assert value.startswith("Endpoint=sb://ai-servicebus-dr.servicebus.windows.net/;")


def test_logs_of_both_namespaces_go_to_the_workspace(first: Store) -> None:
    for namespace in (PRIMARY, SECONDARY):
        path = f"{namespace}/providers/Microsoft.Insights/diagnosticSettings/tripgen-logs-prod"
        setting = properties(first, path)
        assert setting["workspaceId"] == WORKSPACE
        assert len(setting["logs"]) == 4
        assert setting["metrics"] == [{"category": "AllMetrics", "enabled": True}]


def test_alerts_reach_the_action_group(first: Store) -> None:
    group = f"{OURS}/Microsoft.Insights/actionGroups/tripgen-ai-alerts-prod"
    assert properties(first, group)["groupShortName"] == "tripgen-ai"
    assert properties(first, group)["emailReceivers"][0]["emailAddress"] == "operators@example.com"

    alerts = first.children(f"{OURS}/Microsoft.Insights/metricAlerts")
    assert {each["name"]: each["properties"]["severity"] for each in alerts} == {
        "AI Processing Backlog": 2,
        "AI Processing Timeout": 1,
        "Model Training Failed": 0,
        "AI Service Unavailable": 0,
    }
    assert {each["properties"]["actions"][0]["actionGroupId"] for each in alerts} == {group}


def test_an_alert_on_what_the_application_sends_is_made_before_anything_was_sent(first: Store) -> None:
    alert = properties(first, f"{OURS}/Microsoft.Insights/metricAlerts/AI Processing Timeout")

    assert alert["scopes"] == [INSIGHTS]
    (criterion,) = alert["criteria"]["allOf"]
    assert criterion["metricNamespace"] == "azure.applicationinsights"
    assert criterion["metricName"] == "AI Processing Duration"
    assert criterion["skipMetricValidation"] is True
    assert (criterion["timeAggregation"], criterion["operator"], criterion["threshold"]) == (
        "Average",
        "GreaterThan",
        1500,
    )


def test_both_namespaces_scale_by_steps_that_exist(first: Store) -> None:
    for namespace in (PRIMARY, SECONDARY):
        name = namespace.rpartition("/")[2]
        settings = properties(first, f"{OURS}/Microsoft.Insights/autoscalesettings/{name}")
        assert settings["targetResourceUri"] == namespace
        (profile,) = settings["profiles"]
        assert profile["capacity"] == {"minimum": "4", "maximum": "8", "default": "4"}
        assert [
            (
                rule["scaleAction"]["direction"],
                rule["scaleAction"]["type"],
                rule["metricTrigger"]["threshold"],
            )
            for rule in profile["rules"]
        ] == [("Increase", "ServiceAllowedNextValue", 70), ("Decrease", "ServiceAllowedNextValue", 20)]


def test_the_endpoint_is_strict_about_order() -> None:
    """So that a script which ends well has kept it."""
    store = there_before()
    link = {"properties": {"privateLinkServiceId": PRIMARY}}
    subnet = {"id": f"{NETWORK}/subnets/servicebus-subnet-prod"}
    endpoint = {
        "location": "koreacentral",
        "properties": {"subnet": subnet, "privateLinkServiceConnections": [link]},
    }
    place = f"{OURS}/Microsoft.Network/privateEndpoints/one"
    alias = f"{PRIMARY}/disasterRecoveryConfigs/alias"
    pair = {"properties": {"partnerNamespace": SECONDARY}}

    with pytest.raises(Refused, match=r"There is no .*ai-servicebus-prod: it must be there first"):
        store.put(f"{PRIMARY}/queues/jobs", {})
    store.put(PRIMARY, {})
    with pytest.raises(Refused, match=r"There is no .*ai-servicebus-prod-secondary"):
        store.put(alias, pair)
    store.put(SECONDARY, {})
    store.put(alias, pair)
    with pytest.raises(Refused, match="is being paired"):
        store.put(f"{PRIMARY}/queues/jobs", {})
    with pytest.raises(Refused, match="is paired: too late for an endpoint"):
        store.put(place, endpoint)


SMALL: Final = """\
plan: 1
namespace:
  name: small-namespace
  sku: Standard
  tier: Standard
  location: Korea Central
  tags: {owner: "AI & friends", "cost centre": "=7"}
queues:
  - queue_name: inbox
    properties:
      forward_to: events
      forward_dead_lettered_messages_to: later
      user_metadata: "'quoted' $HOME `x`"
  - queue_name: dashes
    properties: {user_metadata: "-- \\n two lines"}
  - queue_name: nothing
    properties: {user_metadata: "null"}
  - queue_name: later
    properties: {auto_delete_on_idle: PT10M, status: ReceiveDisabled}
topics:
  - topic_name: events
    subscriptions:
      - name: chosen
        properties:
          forward_to: later
          rules:
            - name: quoted
              filter: "'it''s' = city"
              action: "SET seen = 'yes'"
            - name: same
              filter: {correlation: {label: "'trip'", properties: {city: "서울 = Seoul", days: "3"}}}
      - name: everything
"""


def test_a_small_plan_comes_through_with_all_its_odd_characters(tmp_path: Path) -> None:
    plan = parse_plan(SMALL.encode(), "small.yaml")
    store = Store()
    with serving(tmp_path / "tls", store) as endpoint:
        az = Az(tmp_path, endpoint)
        runs = az.runs(az_script(plan))

    assert runs.codes == [0, 0], "\n".join(runs.said)
    assert runs.left[0].resources == runs.left[1].resources

    namespace = f"{GROUP}/small-group/providers/Microsoft.ServiceBus/namespaces/small-namespace"
    topic = f"{namespace}/topics/events"
    assert store.resources[namespace.casefold()]["tags"] == {"owner": "AI & friends", "cost centre": "=7"}
    assert names(store, f"{topic}/subscriptions/everything/rules") == ["$Default"]
    assert names(store, f"{topic}/subscriptions/chosen/rules") == ["quoted", "same"]
    assert properties(store, f"{topic}/subscriptions/chosen/rules/quoted") == {
        "filterType": "SqlFilter",
        "sqlFilter": {"sqlExpression": "'it''s' = city"},
        "action": {"sqlExpression": "SET seen = 'yes'"},
    }
    assert properties(store, f"{topic}/subscriptions/chosen/rules/same") == {
        "filterType": "CorrelationFilter",
        "correlationFilter": {"label": "'trip'", "properties": {"city": "서울 = Seoul", "days": "3"}},
    }
    queues = {each["name"]: each["properties"] for each in store.children(f"{namespace}/queues")}
    assert {name: queue.get("userMetadata") for name, queue in queues.items()} == {
        "inbox": "'quoted' $HOME `x`",
        "dashes": "-- \n two lines",
        "nothing": "null",
        "later": None,
    }
    assert queues["inbox"]["forwardTo"] == "events"
    assert queues["inbox"]["forwardDeadLetteredMessagesTo"] == "later"


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (f"{NETWORK}/subnets/servicebus-subnet-prod", "There is no subnet servicebus-subnet-prod"),
        (VAULT, "There is no key vault tripgen-kv-prod"),
        (WORKSPACE, "There is no Log Analytics workspace tripgen-logs-prod"),
    ],
)
def test_what_must_be_there_is_asked_for_before_anything_is_made(
    tmp_path: Path, missing: str, said: str
) -> None:
    plan = load_plan(ROOT / "tests" / "data" / "ai-service.azure.yaml")
    store = there_before()
    store.delete(missing)
    store.changes.clear()
    with serving(tmp_path / "tls", store, "tripgen-kv-prod") as endpoint:
        runs = Az(tmp_path, endpoint).runs(az_script(plan), times=1)

    assert runs.codes == [1]
    assert said in runs.said[0]
    assert store.changes == []


@pytest.mark.parametrize("is_there", [True, False], ids=["a group that is there", "no group"])
def test_a_plan_without_a_region_goes_where_its_group_is(tmp_path: Path, is_there: bool) -> None:
    plan = parse_plan(b"plan: 1\nnamespace: {name: small-namespace}\n", "small.yaml")
    store = there_before()
    if is_there:
        store.put(f"{GROUP}/small-group", {"location": "westeurope"})

    with serving(tmp_path / "tls", store, "tripgen-kv-prod") as endpoint:
        runs = Az(tmp_path, endpoint).runs(az_script(plan), times=1)

    namespace = f"{GROUP}/small-group/providers/Microsoft.ServiceBus/namespaces/small-namespace"
    made = runs.left[0].resources.get(namespace.casefold())
    if is_there:
        assert runs.codes == [0], runs.said
        assert made is not None
        assert made["location"] == "westeurope"
    else:
        assert runs.codes == [1]
        assert made is None
        assert "There is no such resource group yet" in runs.said[0]
