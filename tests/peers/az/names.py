"""The commands that a script for a Service Bus plan needs."""

from typing import Final

_LINES: Final = """
account: set show
deployment group: create validate what-if
group: create exists show
identity: create show
keyvault: create show
keyvault secret: set show
monitor action-group: create show
monitor autoscale: create show
monitor autoscale rule: create
monitor diagnostic-settings: create show
monitor log-analytics workspace: create show
monitor metrics alert: create show
network private-dns link vnet: create show
network private-dns zone: create show
network private-endpoint: create show
network private-endpoint dns-zone-group: create show
network vnet: create show
network vnet subnet: create show update
role assignment: create list
servicebus georecovery-alias: create set show exists fail-over break-pair delete
servicebus namespace: create update show exists delete
servicebus namespace authorization-rule: create show
servicebus namespace authorization-rule keys: list
servicebus namespace identity: assign
servicebus namespace network-rule-set: create update show
servicebus namespace network-rule-set ip-rule: add
servicebus namespace network-rule-set virtual-network-rule: add
servicebus queue: create update show delete
servicebus topic: create update show delete
servicebus topic subscription: create update show delete
servicebus topic subscription rule: create update show delete
"""

NAMES: Final = tuple(
    f"{group} {verb}"
    for group, _, verbs in (line.partition(":") for line in _LINES.strip().splitlines())
    for verb in verbs.split()
)
