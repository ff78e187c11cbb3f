"""Plans and their templates for the tests, and what the resources of a template say."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from longshore.azure.arm import json_text, template
from longshore.azure.errors import ExportError
from longshore.plan.document import Plan
from longshore.plan.load import load_plan, parse_plan

AI_SERVICE = Path(__file__).parents[3] / "data" / "ai-service.azure.yaml"
FILE = "plan.yaml"

Resource = dict[str, Any]


def plan_of(**sections: Any) -> Plan:  # noqa: ANN401 - whatever a plan holds
    """Return a plan with these sections, and a namespace if none is given."""
    namespace = {"name": "orders-bus", "location": "Korea Central"}
    return parse_plan(json.dumps({"plan": 1, "namespace": namespace, **sections}).encode(), FILE)


def template_of(**sections: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever a plan holds
    """Return the template of a plan with these sections, as its file holds it."""
    return written(plan_of(**sections))


def written(plan: Plan) -> dict[str, Any]:
    """Return a plan's template as its file holds it."""
    document: dict[str, Any] = json.loads(json_text(template(plan)))
    return document


@cache
def ai_service() -> Plan:
    """Return the plan of the AI service as Azure takes it."""
    return load_plan(AI_SERVICE)


def resources(document: Mapping[str, Any], kind: str) -> list[Resource]:
    """Return the resources whose type ends so, in the template's order."""
    return [each for each in document["resources"] if each["type"].endswith(f"/{kind}")]


def names(document: Mapping[str, Any], kind: str) -> list[str]:
    """Return the names of such resources."""
    return [each["name"] for each in resources(document, kind)]


def one(document: Mapping[str, Any], kind: str, name: str) -> Resource:
    """Return the resource of a name, or the one whose own name, the last part, it is."""
    (found,) = [each for each in resources(document, kind) if f"/{each['name']}".endswith(f"/{name}")]
    return found


def before(document: Mapping[str, Any], resource: Resource) -> Iterator[Resource]:
    """Yield everything that is made before a resource, directly or by way of others."""
    by_id = {id_of(each): each for each in document["resources"]}
    for each in resource.get("dependsOn", ()):
        yield by_id[each]
        yield from before(document, by_id[each])


def id_of(resource: Resource) -> str:
    """Return the expression for a resource's id."""
    segments = [f"'{segment}'" for segment in (resource["type"], *resource["name"].split("/"))]
    return f"[resourceId({', '.join(segments)})]"


def refusals(**sections: Any) -> list[str]:  # noqa: ANN401 - whatever a plan holds
    """Return what keeps a plan from becoming a template, each with its line and column."""
    try:
        template(plan_of(**sections))
    except ExportError as error:
        return [f"{problem.line}:{problem.column} {problem.message}" for problem in error.problems]
    return []
