"""Plans with a network, as the rules of this folder look at them."""

from tests.unit.findings.plans import HEAD

ENDPOINT = "private_endpoint: {name: e, subnet: s, vnet: v, private_dns_zone: z}\n"


def access(*settings: str) -> str:
    """Return a plan with network access of its own."""
    return f"{HEAD}network_access: {{{', '.join(settings)}}}\n"


def ip_rules(*masks: str) -> str:
    return "ip_rules: [" + ", ".join(f'{{action: Allow, ip_mask: "{mask}"}}' for mask in masks) + "]"
