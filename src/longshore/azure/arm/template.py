"""A resolved plan as an ARM template, and the file of parameters to fill in for it."""

import json
from collections.abc import Mapping
from typing import Final

from longshore.azure.arm import access, monitoring, network
from longshore.azure.arm.entities import entities, subscriptions
from longshore.azure.arm.expressions import placeholder_name
from longshore.azure.arm.namespace import namespaces
from longshore.azure.arm.parameters import PLACEHOLDER, declared
from longshore.azure.arm.problems import problems
from longshore.azure.arm.record import KEY, record
from longshore.azure.arm.recovery import pairing
from longshore.azure.arm.resource import Json, Resource
from longshore.azure.arm.scaling import autoscale
from longshore.azure.errors import ExportError
from longshore.plan.document import Plan
from longshore.plan.problems import Problem

_SCHEMAS: Final = "https://schema.management.azure.com/schemas/2019-04-01"
_VERSION: Final = "1.0.0.0"


def template(plan: Plan) -> dict[str, Json]:
    """Return the template that deploys a resolved plan into one resource group.

    Raises ExportError with everything of the plan that no template can deploy.
    """
    made = _resources(plan)
    kept = record(plan)
    whole: dict[str, Json] = {
        "$schema": f"{_SCHEMAS}/deploymentTemplate.json#",
        "contentVersion": _VERSION,
        **({"metadata": {KEY: kept}} if kept else {}),
        "parameters": declared(plan, made),
        "resources": [resource.json() for resource in made],
    }
    return whole


def parameters_file(plan: Plan) -> dict[str, Json]:
    """Return the file of what a deployment asks for: each value is the plan's placeholder, to be replaced.

    Raises ExportError as `template` does.
    """
    parameters = declared(plan, _resources(plan))
    return {
        "$schema": f"{_SCHEMAS}/deploymentParameters.json#",
        "contentVersion": _VERSION,
        "parameters": {
            name: {"value": _to_fill_in(name, definition)}
            for name, definition in parameters.items()
            if isinstance(definition, dict) and "defaultValue" not in definition
        },
    }


def json_text(document: Mapping[str, Json]) -> str:
    """Return a template, or its parameters, as the text of a file."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _to_fill_in(name: str, definition: Mapping[str, Json]) -> Json:
    metadata = definition["metadata"]
    spelled = metadata.get(PLACEHOLDER) if isinstance(metadata, dict) else None
    return spelled or f"{{{placeholder_name(name)}}}"


def _resources(plan: Plan) -> list[Resource]:
    """Return all resources, each behind those that it comes after."""
    refused = problems(plan)
    if refused:
        raise ExportError(*refused)
    both = namespaces(plan)
    networking = [*network.rule_sets(plan, both), *network.private_network(plan, both)]
    paired = pairing(plan, both, networking)
    primary = both[0]
    foundation = paired or [primary]
    policies = list(access.access_policies(plan, primary, foundation))
    named = entities(plan, primary, foundation)
    groups = list(monitoring.action_groups(plan))
    made = [*both, *networking, *paired, *policies, *named.values(), *subscriptions(plan, named)]
    return _distinct(
        plan,
        [
            *made,
            *access.role_assignments(plan, made),
            *access.vault(plan, policies),
            *monitoring.diagnostic_settings(plan, both),
            *groups,
            *monitoring.alerts(plan, primary, named, groups),
            *autoscale(plan, both),
        ],
    )


def _distinct(plan: Plan, resources: list[Resource]) -> list[Resource]:
    """Return each resource once; raises ExportError where two of one name say different things."""
    known: dict[tuple[str, str, str], Resource] = {}
    clashes: list[Problem] = []
    for resource in resources:
        found = resource.json()
        key = (resource.kind.type, str(found.get("scope")).casefold(), str(found["name"]).casefold())
        if known.setdefault(key, resource).json() != found:
            message = f"another {resource.kind.type} of the plan has this name and says something else"
            clashes.append(plan.source.problem(resource.origin, message, "a name of its own"))
    if clashes:
        raise ExportError(*clashes)
    return list(known.values())
