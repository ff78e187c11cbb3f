"""The resource group, the namespaces in it, and their pairing."""

from collections.abc import Iterator

from longshore.azure.cli.names import (
    GROUP,
    GROUP_LOCATION,
    group_location,
    location,
    namespace_id,
)
from longshore.azure.cli.shell import Shell, variable
from longshore.model.azure_rules import region_name
from longshore.plan.document import Plan


def resource_group(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the command for the group; one that is there may be in another region, and keeps its tags."""
    there = shell.az("group exists", name=GROUP, output="tsv")
    region = group_location(plan)
    if region == GROUP_LOCATION:
        message = "There is no such resource group yet, and the plan names no region to make it in."
        yield f'[ "$({there})" = true ] ||\nfail {shell.word(message)}'
    else:
        create = shell.az("group create", name=GROUP, location=region)
        yield f'[ "$({there})" = true ] ||\n{create}'


def region_of_group(shell: Shell) -> str:
    """Return what asks for the region that the group is in."""
    show = shell.az("group show", name=GROUP, query="location", output="tsv")
    return f"{variable(GROUP_LOCATION.strip('{}'))}=$({show})"


def create_namespaces(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for the primary and the secondary; the latter is as the former, and stays empty."""
    primary = plan.namespace
    yield _namespace(shell, plan, primary.name, location(plan), primary.capacity, primary.zone_redundant)
    if plan.geo_dr:
        second = plan.geo_dr.secondary
        capacity = second.capacity or primary.capacity
        # Whether there are zones depends on the region: what the plan says is of the primary's.
        yield _namespace(shell, plan, second.name, region_name(second.location), capacity, None)


def _namespace(
    shell: Shell, plan: Plan, name: str, region: str, capacity: int, zone_redundant: bool | None
) -> str:
    namespace, access = plan.namespace, plan.network_access
    is_premium = namespace.sku == "Premium"
    return shell.az(
        "servicebus namespace create",
        resource_group=GROUP,
        name=name,
        location=region,
        sku=namespace.sku,
        capacity=capacity if is_premium else None,
        premium_messaging_partitions=namespace.messaging_partitions if is_premium else None,
        minimum_tls_version=namespace.minimum_tls_version,
        disable_local_auth=namespace.disable_local_auth,
        zone_redundant=zone_redundant,
        public_network_access=access.public_network_access if access else None,
        tags=[f"{key}={value}" for key, value in namespace.tags.items()] or None,
    )


def pairing(shell: Shell, plan: Plan) -> Iterator[str]:
    """Yield the commands for the alias, to which entities may be added only when it is provisioned."""
    if not plan.geo_dr:
        return
    which = {
        "resource_group": GROUP,
        "namespace_name": plan.namespace.name,
        "alias": plan.geo_dr.alias,
    }
    show = shell.az("servicebus georecovery-alias show", **which)
    partner = namespace_id(plan.geo_dr.secondary.name)
    create = shell.az("servicebus georecovery-alias create", **which, partner_namespace=partner)
    yield f"exists {show} ||\n{create}"
    yield f"until_provisioned {show}"
