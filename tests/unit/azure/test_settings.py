"""The application's settings in the forms that .NET reads."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.azure.settings import app_service_settings, appsettings_json, environment, notes
from longshore.plan import Plan, load_plan
from tests.unit.plan.plans import HEAD, plan_of

AI_SERVICE = load_plan(Path(__file__).parents[3] / "plans" / "ai-service.yaml")
REFERENCE = (
    "@Microsoft.KeyVault(SecretUri=https://tripgen-kv-prod.vault.azure.net/secrets/ai-servicebus-connection/)"
)


def plan_with(service_bus: str = "Namespace: n", **sections: str) -> Plan:
    others = "".join(f"  {key}: {{{text}}}\n" for key, text in sections.items())
    queues = "queues: [{queue_name: orders}]\n"
    return plan_of(f"{HEAD}{queues}application:\n  ServiceBus: {{{service_bus}}}\n{others}")


def values_of(plan: Plan) -> dict[str, str]:
    """Return what App Service is to hold, by name."""
    return {each["name"]: each["value"] for each in json.loads(app_service_settings(plan))}


def shell_reads(lines: str) -> dict[str, str]:
    """Return the variables that a shell has after it read a file of them."""
    script = f"set -a\n{lines}\nexec env -0"
    run = subprocess.run(["/bin/sh", "-c", script], env={}, capture_output=True, check=True)  # noqa: S603
    pairs = (pair.partition(b"=") for pair in run.stdout.split(b"\0") if pair)
    return {os.fsdecode(name): value.decode() for name, _, value in pairs if b"__" in name}


def test_the_file_is_nested_and_has_numbers_and_booleans_of_its_own() -> None:
    assert json.loads(appsettings_json(AI_SERVICE)) == {
        "ServiceBus": {
            "Namespace": "ai-servicebus-prod.servicebus.windows.net",
            "UseManagedIdentity": True,
        },
        "Queues": {
            "TripGeneration": "ai-trip-generation",
            "Recommendation": "ai-recommendation",
            "Analysis": "ai-analysis",
            "ModelTraining": "ai-model-training",
            "BatchProcessing": "ai-batch-processing",
        },
        "Topics": {"AIEvents": "ai-events", "ModelEvents": "ai-model-events"},
        "AI": {"MaxProcessingTime": "PT30M", "ModelParallelism": 4, "BatchSize": 100},
    }


def test_app_service_has_each_value_as_text_under_a_name_with_underscores() -> None:
    found: list[Any] = json.loads(app_service_settings(AI_SERVICE))

    assert found[0] == {
        "name": "ServiceBus__Namespace",
        "value": "ai-servicebus-prod.servicebus.windows.net",
        "slotSetting": False,
    }
    values = values_of(AI_SERVICE)
    assert values["ServiceBus__UseManagedIdentity"] == "true"
    assert values["AI__BatchSize"] == "100"
    assert len(values) == len(found) == 13


def test_only_app_service_has_the_key_vault_reference() -> None:
    assert values_of(AI_SERVICE)["ServiceBus__ConnectionString"] == REFERENCE
    assert "KeyVault" not in appsettings_json(AI_SERVICE)
    assert "KeyVault" not in environment(AI_SERVICE)
    assert notes(AI_SERVICE)[0].startswith("ServiceBus:ConnectionString is a Key Vault reference")


def test_a_connection_string_that_is_one_stands_in_the_file() -> None:
    plan = plan_with('Namespace: n, ConnectionString: "Endpoint=sb://n/;SharedAccessKey=a+b="')

    assert json.loads(appsettings_json(plan))["ServiceBus"]["ConnectionString"].startswith("Endpoint=sb://n/")
    assert notes(plan) == ()


def test_a_duration_has_a_note_since_net_reads_another_form() -> None:
    (note,) = notes(plan_with(AI="MaxProcessingTime: PT30M"))

    assert note.startswith("AI:MaxProcessingTime is an ISO 8601 duration")


def test_the_environment_is_a_line_for_each_setting() -> None:
    plan = plan_with(Queues="Orders: orders", AI="BatchSize: 100")

    assert environment(plan) == (
        "ServiceBus__Namespace=n\nServiceBus__UseManagedIdentity=false\nQueues__Orders=orders\nAI__BatchSize=100\n"
    )


def test_a_colon_in_a_name_parts_levels_as_in_net() -> None:
    assert "Queues__Fast__Orders" in values_of(plan_with(Queues="'Fast:Orders': orders"))


def test_a_name_that_no_variable_can_have_is_noted() -> None:
    (note,) = notes(plan_with(Queues="'fast orders': orders"))

    assert note.startswith("Queues:fast orders is no name for a variable")


@pytest.mark.parametrize("plan", [plan_of(HEAD), plan_of(HEAD + "application: {AI: {}, Queues: {}}")])
def test_without_settings_there_is_nothing(plan: Plan) -> None:
    assert (appsettings_json(plan), app_service_settings(plan), environment(plan)) == ("{}\n", "[]\n", "")
    assert notes(plan) == ()


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12))
def test_a_shell_reads_any_value_as_it_was(value: str) -> None:
    plan = plan_with(f"Namespace: {json.dumps(value)}")

    assert shell_reads(environment(plan))["ServiceBus__Namespace"] == value
