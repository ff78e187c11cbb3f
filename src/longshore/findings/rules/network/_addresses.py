"""Which of the plan's IP rules can do something on Azure."""

from collections.abc import Iterable
from ipaddress import IPv4Network, ip_network

from longshore.model.azure_rules import PRIVATE_NETWORKS
from longshore.plan.source import Tree, TreePath
from longshore.plan.surroundings import IpRule, NetworkAccess

IP_RULES: TreePath = ("network_access", "ip_rules")
PUBLIC_ACCESS: TreePath = ("network_access", "public_network_access")


def is_private(rule: IpRule) -> bool:
    """Say whether a rule is about addresses that never reach a public endpoint."""
    network = ip_network(rule.ip_mask, strict=False)
    return isinstance(network, IPv4Network) and any(
        isinstance(private, IPv4Network) and network.subnet_of(private) for private in PRIVATE_NETWORKS
    )


def is_allowed(rule: IpRule) -> bool:
    """Say whether Azure takes a rule."""
    return rule.action == "Allow" and ip_network(rule.ip_mask, strict=False).version == 4


def lets_someone_in(access: NetworkAccess) -> bool:
    """Say whether a rule is left that lets anybody in from outside; without one, Deny denies nothing."""
    public = any(is_allowed(rule) and not is_private(rule) for rule in access.ip_rules)
    return public or bool(access.virtual_network_rules)


def as_tree(rules: Iterable[IpRule]) -> Tree:
    """Return IP rules as they are written in a plan."""
    return tuple({"action": rule.action, "ip_mask": rule.ip_mask} for rule in rules)
