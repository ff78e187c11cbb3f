"""The Azure CLI runs the script that a plan is exported to, and runs it again."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from longshore.azure.cli import az_script
from longshore.plan.load import load_plan

from .arm.endpoint import TENANT, Endpoint, serving
from .arm.store import GROUP, Json, Store
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
class Deployed:
    """What two runs of the script said and left behind."""

    first: subprocess.CompletedProcess[str]
    second: subprocess.CompletedProcess[str]
    after_first: Store
    after_second: Store
    order: list[str]
