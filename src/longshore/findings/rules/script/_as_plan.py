"""What a script makes as a plan, so that what is said of plans can be said of it.

What could not stand in a plan, such as a name with odd letters or a duration that is none, is left out.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ValidationError

from longshore.azure.script.resources import Resource
from longshore.findings.deployment import Deployment
from longshore.findings.draft import Draft
from longshore.plan.entities import (
    Queue,
    QueueProperties,
    StoringProperties,
    Subscription,
    SubscriptionProperties,
    Topic,
)
from longshore.plan.load import parse_plan
from longshore.plan.source import TreePath
from longshore.plan.surroundings import Namespace

Values = dict[str, object]


@dataclass(frozen=True, slots=True)
class ScriptPlan:
    """A plan with the namespace and the entities of a script, and by path what they were in it."""

    draft: Draft
    made: Mapping[TreePath, Resource]

    def resource(self, path: TreePath) -> Resource | None:
        """Return what the script makes at a path of the plan, or around it."""
        around = (self.made.get(path[:length]) for length in range(len(path), 0, -1))
        return next((made for made in around if made is not None), None)


def as_plan(deployment: Deployment) -> ScriptPlan:
    """Return a script as a plan."""
    made: dict[TreePath, Resource] = {}
    values = {
        "plan": 1,
        "namespace": _namespace(deployment, made),
        "queues": _queues(deployment, made),
        "topics": _topics(deployment, made),
    }
    return ScriptPlan(Draft(parse_plan(json.dumps(values).encode(), "script")), made)


def _namespace(deployment: Deployment, made: dict[TreePath, Resource]) -> Values:
    """Return the script's first namespace, or the plan's where the script has none."""
    plan = deployment.plan
    own: Values = {"name": plan.namespace.name, "sku": plan.namespace.sku}
    for resource in deployment.resources.of("namespace")[:1]:
        made["namespace",] = resource
        values = _values(resource, Namespace, name=resource.name)
        return {"sku": "Standard", **values, "name": resource.name}
    return {**own, "messaging_partitions": deployment.draft.partitions}


def _queues(deployment: Deployment, made: dict[TreePath, Resource]) -> list[Values]:
    found: list[Values] = []
    for resource in _distinct(deployment.resources.of("queue"), 1):
        values: Values = {"queue_name": resource.name, "properties": _values(resource, QueueProperties)}
        if _is_valid(Queue, values):
            made["queues", len(found)] = resource
            found.append(values)
    return found


def _topics(deployment: Deployment, made: dict[TreePath, Resource]) -> list[Values]:
    taken = {resource.name.casefold() for path, resource in made.items() if path[0] == "queues"}
    found: list[Values] = []
    subscriptions = _distinct(deployment.resources.of("subscription"), 2)
    for resource in _distinct(deployment.resources.of("topic"), 1):
        values: Values = {"topic_name": resource.name, "properties": _values(resource, StoringProperties)}
        if not _is_valid(Topic, values) or resource.name.casefold() in taken:
            continue
        made["topics", len(found)] = resource
        inside = [each for each in subscriptions if each.path[1].casefold() == resource.name.casefold()]
        found.append({**values, "subscriptions": _subscriptions(inside, ("topics", len(found)), made)})
    return found


def _subscriptions(
    resources: list[Resource], topic: TreePath, made: dict[TreePath, Resource]
) -> list[Values]:
    found: list[Values] = []
    for resource in resources:
        values: Values = {"name": resource.name, "properties": _values(resource, SubscriptionProperties)}
        if _is_valid(Subscription, values):
            made[*topic, "subscriptions", len(found)] = resource
            found.append(values)
    return found


def _distinct(resources: tuple[Resource, ...], length: int) -> list[Resource]:
    """Return the first of each name; the same name may stand in two namespaces."""
    first: dict[tuple[str, ...], Resource] = {}
    for resource in resources:
        first.setdefault(tuple(map(str.casefold, resource.path[-length:])), resource)
    return list(first.values())


def _values(resource: Resource, model: type[BaseModel], **required: str) -> Values:
    """Return the values that the model takes; forwarding is left out, for its target may be anywhere."""
    values: Values = {}
    for key, word in resource.properties.items():
        if key not in model.model_fields or key.startswith("forward") or not word.known:
            continue
        number = int(word.text) if word.text.isdecimal() else None
        for value in (word.text == "true", number, word.text):
            if _is_valid(model, {**required, key: value}):
                values[key] = value
                break
    return values


def _is_valid(model: type[BaseModel], values: Values) -> bool:
    try:
        model.model_validate(values)
    except ValidationError:
        return False
    return True
