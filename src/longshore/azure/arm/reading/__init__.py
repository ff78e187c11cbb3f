"""A plan from an ARM template: ours, or one that someone else made, by hand or with Bicep.

    template  ->  resources with expressions worked out  ->  sections of the plan  ->  YAML

What no plan has a place for is told, and so is what only a deployment could know. Nothing is dropped in
silence, save what goes without saying, such as a default written out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from longshore.azure.arm.reading import access, entities, monitoring, network
from longshore.azure.arm.reading.fields import Leftover
from longshore.azure.arm.reading.namespaces import Namespaces, plain_value, read_namespaces
from longshore.azure.arm.reading.resources import Resources
from longshore.azure.arm.record import KEY, remembered
from longshore.azure.arm.resource import Json
from longshore.plan.document import Plan
from longshore.plan.edits import Marked, Put
from longshore.plan.problems import PlanError, Problem
from longshore.plan.rewriting.writing import New, Style, entry
from longshore.plan.source import Tree

__all__ = ["Imported", "Leftover", "plan_text"]

_UNDERSTOOD: Final = frozenset(
    {"$schema", "contentversion", "languageversion", "metadata", "parameters", "variables", "resources"}
)

_STYLE: Final = Style(step=2, dash=2, is_json=False)
_MARK: Final = Marked(Put((), None), "", "")


@dataclass(frozen=True, slots=True)
class Imported:
    """The text of a plan, and what of its origin is not in it."""

    text: str
    leftovers: tuple[Leftover, ...]


def plan_text(template: Mapping[str, Json], file: str) -> Imported:
    """Return the plan in a template; `file` is its name. Raises PlanError where it makes no namespace.

    The text may still hold what a plan refuses, such as a lock in years: it is as good as the template.
    """
    try:
        return _imported(template, file)
    except RecursionError as error:
        message = "the template is nested too deeply"
        raise PlanError(Problem(file, 1, 1, "", message, "a template a person can read")) from error


def _imported(template: Mapping[str, Json], file: str) -> Imported:
    resources = Resources(template)
    namespaces = read_namespaces(resources)
    if namespaces is None:
        message = "the template makes no namespace of Service Bus"
        expected = "a resource of type Microsoft.ServiceBus/namespaces"
        raise PlanError(Problem(file, 1, 1, "", message, expected))
    tree = remembered(_sections(resources, namespaces), _record(template))
    return Imported(_yaml(tree, file), (*_aside(template), *resources.leftovers()))


def _sections(resources: Resources, namespaces: Namespaces) -> dict[str, Tree]:
    """Return the sections of the plan that resources are read into, in the plan's order."""
    endpoints = network.private_endpoints(resources, namespaces)
    vault = access.key_vault(resources, namespaces)
    watched = monitoring.monitoring(resources, namespaces)
    insights = monitoring.application_insights(resources)
    sections: dict[str, Tree] = {
        "namespace": namespaces.namespace,
        "geo_dr": _geo_dr(namespaces, endpoints.get("secondary")),
        "private_endpoint": endpoints.get("primary"),
        "network_access": network.network_access(resources, namespaces),
        "queues": tuple(entities.queues(resources, namespaces)),
        "topics": tuple(entities.topics(resources, namespaces)),
        "role_assignments": tuple(access.role_assignments(resources)),
        "access_policies": tuple(access.access_policies(resources, namespaces)),
        "key_vault": vault,
        "monitoring": {**watched, "application_insights": insights} if watched and insights else watched,
        "alerts": tuple(monitoring.alerts(resources, namespaces)),
        "action_groups": tuple(monitoring.action_groups(resources)),
        "autoscale": monitoring.autoscale(resources, namespaces),
    }
    return {key: section for key, section in sections.items() if section}


def _geo_dr(namespaces: Namespaces, endpoint: dict[str, Tree] | None) -> Tree:
    pair = namespaces.pair
    if pair is None:
        return None
    return {
        "alias": pair.alias,
        "secondary": {**pair.section, **({"private_endpoint": endpoint} if endpoint else {})},
    }


def _record(template: Mapping[str, Json]) -> Tree:
    metadata = template.get("metadata")
    return plain_value(metadata.get(KEY)) if isinstance(metadata, dict) else None


def _aside(template: Mapping[str, Json]) -> Iterator[Leftover]:
    """Yield what stands beside the resources and is not read."""
    for key in template:
        if key.casefold() not in _UNDERSTOOD:
            yield Leftover(key, "a plan has no key for it")
    metadata = template.get("metadata")
    for key in metadata if isinstance(metadata, dict) else ():
        if key not in {KEY, "_generator"}:
            yield Leftover(f"metadata.{key}", "a plan has no key for it")


def _yaml(tree: Tree, file: str) -> str:
    sections = tree if isinstance(tree, Mapping) else {}
    lines = [f"# Read from {file}.", "plan: 1"]
    for key in Plan.model_fields:
        if key in sections:
            written = [line for line, _ in entry(key, _new(sections[key]), 0, _STYLE)]
            lines += [*([""] if len(written) > 1 else []), *written]
    return "\n".join(lines) + "\n"


def _new(tree: Tree) -> New:
    match tree:
        case Mapping():
            return New(_MARK, {key: _new(value) for key, value in tree.items()})
        case tuple():
            return New(_MARK, [_new(value) for value in tree])
    return New(_MARK, tree)
