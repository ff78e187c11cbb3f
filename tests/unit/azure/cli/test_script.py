import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.azure.cli import az_script
from longshore.azure.script import read_script
from longshore.azure.script.az import refused
from longshore.plan.document import Plan
from longshore.plan.load import load_plan, parse_plan
from longshore.plan.text import SourceText

ROOT: Final = Path(__file__).parents[4]
AI_SERVICE: Final = ROOT / "tests" / "data" / "ai-service.azure.yaml"
TEXTS: Final = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="{/"), min_size=1
)
WRITE: Final = """
import sys
from pathlib import Path
from longshore.azure.cli import az_script
from longshore.plan.load import load_plan
sys.stdout.write(az_script(load_plan(Path(sys.argv[1]))))
"""


@pytest.fixture(scope="module")
def script() -> str:
    return az_script(load_plan(AI_SERVICE))


def plan_of(**sections: Any) -> Plan:  # noqa: ANN401  # whatever a plan holds
    namespace = {"name": "some-namespace", "location": "Korea Central"}
    return parse_plan(json.dumps({"plan": 1, "namespace": namespace, **sections}).encode(), "plan.yaml")


def parsed(script: str) -> None:
    """Let bash read a script without running it."""
    subprocess.run(["/usr/bin/env", "bash", "-n"], input=script, text=True, capture_output=True, check=True)


def commands(script: str) -> list[str]:
    """Return the commands of az that change something, in order, each without its options."""
    joined = script.replace("\\\n", " ")
    return re.findall(r"^az ([a-z -]+? (?:create|delete|set|update)) --", joined, re.MULTILINE)


def words(script: str) -> list[str]:
    return shlex.split(script, comments=True)


def test_bash_can_read_the_script(script: str) -> None:
    parsed(script)


def test_az_knows_every_command_and_option(script: str) -> None:
    assert refused(read_script(SourceText("deploy.sh", script))) == ()


def test_the_script_stops_at_the_first_error(script: str) -> None:
    assert script.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in script


def test_everything_comes_in_the_order_that_azure_takes(script: str) -> None:
    assert list(dict.fromkeys(commands(script))) == [
        "group create",
        "servicebus namespace create",
        "network private-dns zone create",
        "network private-dns link vnet create",
        "network private-endpoint create",
        "network private-endpoint dns-zone-group create",
        "servicebus namespace network-rule-set create",
        "servicebus georecovery-alias create",
        "servicebus queue create",
        "servicebus topic create",
        "servicebus topic subscription create",
        "servicebus topic subscription rule create",
        "servicebus namespace authorization-rule create",
        "monitor diagnostic-settings create",
        "monitor action-group create",
        "monitor metrics alert create",
        "monitor autoscale create",
        "monitor autoscale rule create",
        "monitor autoscale update",
    ]


def test_the_endpoint_of_the_secondary_comes_first(script: str) -> None:
    made = re.findall(
        r"^az network private-endpoint create .*?--name (\S+)", script.replace("\\\n", " "), re.MULTILINE
    )

    assert made == ["ai-servicebus-pe-prod-secondary", "ai-servicebus-pe-prod"]


def test_what_only_the_user_knows_is_asked_for_once_and_first(script: str) -> None:
    assert re.findall(r'^: "\$\{(\w+):\?(.*)\}"$', script, re.MULTILINE) == [
        (
            "AI_SERVICE_MANAGED_IDENTITY_ID",
            "what the plan leaves open as ai-service-managed-identity-id in line 182, role_assignments",
        ),
        ("ALERT_EMAIL", "what the plan leaves open as alert-email in line 361, action_groups"),
        (
            "APPLICATION_INSIGHTS_ID",
            "the ARM id of the Application Insights that the application sends its metrics to",
        ),
    ]
    assert script.index("ALERT_EMAIL:?") < script.index("az ")


def test_without_its_variables_the_script_says_what_is_missing(script: str) -> None:
    done = subprocess.run(
        ["/usr/bin/env", "bash"], input=script, env={}, capture_output=True, text=True, check=False
    )

    assert done.returncode != 0
    assert "AI_SERVICE_MANAGED_IDENTITY_ID: what the plan leaves open" in done.stderr


def test_a_placeholder_that_is_not_deployed_is_not_asked_for(script: str) -> None:
    assert "auto-generated" not in script
    assert "PLAN_KEY" not in script


def test_the_script_does_not_depend_on_chance(script: str) -> None:
    again = subprocess.run(  # noqa: S603  # ourselves
        [
            sys.executable,
            "-c",
            WRITE,
            AI_SERVICE,
        ],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert again == script


def test_a_plan_of_one_namespace_needs_only_a_group_to_be_in() -> None:
    script = az_script(plan_of())

    parsed(script)
    assert commands(script) == ["group create", "servicebus namespace create"]
    assert ': "${RG_NAME:?the resource group to deploy into}"' in script


@pytest.mark.parametrize("where", [{}, {"location": "{rg-location}"}])
def test_a_namespace_may_be_in_the_region_of_a_group_that_is_there(where: dict[str, str]) -> None:
    script = az_script(plan_of(namespace={"name": "some-namespace", **where}))

    parsed(script)
    assert commands(script) == ["servicebus namespace create"]
    assert script.index('RG_LOCATION=$(az group show --name "$RG_NAME" ') < script.index('"$RG_LOCATION"')
    assert "RG_LOCATION:?" not in script


def test_the_region_of_the_group_is_asked_for_only_where_it_is_wanted(script: str) -> None:
    assert "RG_LOCATION" not in script


def test_an_endpoint_may_be_in_the_region_of_the_group() -> None:
    endpoint = {"name": "door", "subnet": "inner", "vnet": "net", "private_dns_zone": "example.net"}

    script = az_script(plan_of(private_endpoint={**endpoint, "location": "{rg-location}"}))

    assert "group create" in commands(script)
    assert '--location "$RG_LOCATION"' in script


def test_a_standard_namespace_has_no_units_and_no_partitions() -> None:
    namespace = {"name": "some-namespace", "location": "westus", "sku": "Standard", "messaging_partitions": 1}

    script = az_script(plan_of(namespace=namespace))

    assert "--sku Standard" in script
    assert "--capacity" not in script
    assert "partitions" not in script


def test_a_subscription_that_the_plan_names_is_chosen() -> None:
    deployment = {"resource_group": "group", "subscription_id": "Pay as you go"}

    script = az_script(plan_of(deployment=deployment))

    assert "az account set --subscription 'Pay as you go'\nSUBSCRIPTION_ID=$(az account show " in script


def test_an_endpoint_without_a_location_goes_where_its_network_is() -> None:
    endpoint = {"name": "pe", "subnet": "s", "vnet": "v", "private_dns_zone": "zone"}

    script = az_script(plan_of(private_endpoint=endpoint))

    assert '--location "$(az network vnet show ' in script


def test_what_is_an_id_already_stays_one() -> None:
    vnet = "/subscriptions/x/resourceGroups/y/providers/Microsoft.Network/virtualNetworks/v"
    endpoint = {"name": "pe", "subnet": "s", "vnet": vnet, "private_dns_zone": "zone"}

    assert f"{vnet}/subnets/s" in words(az_script(plan_of(private_endpoint=endpoint)))


def test_rules_of_its_own_take_the_place_of_the_default_rule() -> None:
    rules = [{"name": "urgent", "filter": "priority > 5"}]
    subscription = {"name": "s", "properties": {"rules": rules}}

    script = az_script(plan_of(topics=[{"topic_name": "t", "subscriptions": [subscription]}]))

    assert commands(script)[-2:] == [
        "servicebus topic subscription rule create",
        "servicebus topic subscription rule delete",
    ]


def test_a_rule_called_default_is_not_deleted() -> None:
    rules = [{"name": "$Default", "filter": "priority > 5"}]
    subscription = {"name": "s", "properties": {"rules": rules}}

    script = az_script(plan_of(topics=[{"topic_name": "t", "subscriptions": [subscription]}]))

    assert "rule delete" not in script


def test_a_queue_forwards_only_when_its_target_is_there() -> None:
    queues = [
        {"queue_name": "inbox", "properties": {"forward_to": "events"}},
        {"queue_name": "other"},
    ]

    script = az_script(plan_of(queues=queues, topics=[{"topic_name": "events"}]))

    assert script.index("topic create") < script.index("--forward-to events")
    assert script.index("--name inbox") < script.index("topic create")


def test_a_secret_of_a_single_namespace_is_its_own_connection_string() -> None:
    script = az_script(
        plan_of(
            access_policies=[{"name": "all", "rights": ["Listen"]}],
            key_vault={"name": "vault", "secret_name": "secret", "access_policy": "all"},
        )
    )

    assert "az servicebus namespace authorization-rule keys list" in script
    assert "--query primaryConnectionString" in script


def test_a_role_that_we_do_not_know_goes_by_its_name() -> None:
    assignment = {"principal_id": "id", "role_definition": "Our own role", "scope": "/subscriptions/x"}

    assert "Our own role" in words(az_script(plan_of(role_assignments=[assignment])))


@settings(max_examples=25)
@given(st.fixed_dictionaries(dict.fromkeys(("vault", "group", "receiver", "alert", "words", "owner"), TEXTS)))
def test_names_come_through_whatever_they_are_made_of(names: dict[str, str]) -> None:
    criterion = {"metric_name": "Size", "operator": "LessThan", "threshold": 1, "time_aggregation": "Average"}
    alert = {
        "name": names["alert"],
        "condition": names["words"],
        "severity": "Error",
        "criteria": [criterion],
    }
    receiver = {"name": names["receiver"], "email_address": "{alert-email}"}
    plan = plan_of(
        namespace={"name": "some-namespace", "location": "westus", "tags": {"owner": names["owner"]}},
        access_policies=[{"name": "all", "rights": ["Listen"]}],
        key_vault={"name": names["vault"], "secret_name": "secret", "access_policy": "all"},
        action_groups=[{"name": names["group"], "short_name": "short", "email_receivers": [receiver]}],
        alerts=[{**alert, "action_group": names["group"]}],
    )

    script = az_script(plan)

    parsed(script)
    written = shlex.split(script.partition("\necho 'Action groups'\n")[2])
    valued = {word.partition("=")[2] for word in written if word.startswith("--")}
    for name in ("group", "receiver", "alert", "words"):
        assert names[name] in {*written, *valued}
    tags = script.partition("--tags ")[2].splitlines()[0]
    assert shlex.split(tags) == [f"owner={names['owner']}"]
