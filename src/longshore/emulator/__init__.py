"""The Config.json of Microsoft's Service Bus emulator: read, checked, and turned into a topology.

    Source(text, spelled)  ->  is_config(source)  ->  read_config(source), or as_plan(source)
    plan  ->  written(plan)

Its format is that of the JSON schema in Azure/azure-service-bus-emulator-installer [emulator schema]. What is
not written has the emulator's defaults, not those of Service Bus; its limits are not ours.
"""

from longshore.emulator.load import EmulatorConfig, is_config, read_config
from longshore.emulator.losses import Lost
from longshore.emulator.plan_text import as_plan
from longshore.emulator.spelling import spelled
from longshore.emulator.writing import Written, written

__all__ = [
    "EmulatorConfig",
    "Lost",
    "Written",
    "as_plan",
    "is_config",
    "read_config",
    "spelled",
    "written",
]
