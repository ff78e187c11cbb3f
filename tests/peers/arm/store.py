"""Azure Resource Manager as a dictionary: resources by id, and the refusals that make order matter.

Each refusal is one that Azure is documented to give, or that az's own request asks for; where it is not known
whether Azure would, it does here, for the script is to be good either way.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]

SUBSCRIPTION: Final = "11111111-1111-1111-1111-111111111111"
GROUP: Final = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"

_SERVICE_BUS: Final = "microsoft.servicebus/namespaces"
_PAIR: Final = f"{_SERVICE_BUS}/disasterrecoveryconfigs"
_KEYS: Final = re.compile(r"(.*/authorizationrules/([^/]+))/listkeys")
_DNS: Final = "microsoft.network/privatednszones"


class Refused(Exception):  # noqa: N818  # what ARM answers, not a fault of ours
    """An answer that is no success."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.body = status, {"error": {"code": code, "message": message}}


@dataclass(slots=True)
class Store:
    """What is there: resources by their ids in lower case, and the secrets of the key vault."""

    resources: dict[str, Json] = field(default_factory=dict)
    secrets: dict[str, list[str]] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)
    """The ids of resources as they were put, in order."""
    seen: set[str] = field(default_factory=set)
    """The pairings that somebody looked at."""

    def get(self, path: str) -> Json:
        found = self.resources.get(path.casefold())
        if found is None:
            raise Refused(404, "ResourceNotFound", f"There is no {path}.")
        if kind_of(path) == _PAIR:
            if path in self.seen:  # the second look finds it done
                found["properties"]["provisioningState"] = "Succeeded"
            self.seen.add(path)
        return found

    def children(self, path: str) -> list[Json]:
        """Return what is right below a collection, or is of a kind in a subscription."""
        inside = f"{path.casefold()}/"
        return [
            each
            for key, each in self.resources.items()
            if key.startswith(inside) and "/" not in key[len(inside) :]
        ]

    def put(self, path: str, body: Json, *, only_new: bool = False) -> Json:
        key, kind = path.casefold(), kind_of(path)
        if only_new and key in self.resources:
            raise Refused(412, "PreconditionFailed", f"{path} is there already.")
        self._need(parent_of(path))
        if kind in _CHECKS:
            _CHECKS[kind](self, path, body)
        is_new = key not in self.resources
        properties = {**body.get("properties", {}), "provisioningState": _STATES.get(kind, "Succeeded")}
        name = path.rpartition("/")[2]
        self.resources[key] = {**body, "id": path, "name": name, "type": kind, "properties": properties}
        self.changes.append(path)
        if is_new and kind == f"{_SERVICE_BUS}/topics/subscriptions":
            everything = {"filterType": "SqlFilter", "sqlFilter": {"sqlExpression": "1=1"}}
            self.resources[f"{key}/rules/$default"] = {
                "id": f"{path}/rules/$Default", "name": "$Default", "properties": everything
            }  # fmt: skip
        return self.resources[key]

    def delete(self, path: str) -> None:
        self.resources.pop(path.casefold(), None)
        self.changes.append(f"delete {path}")

    def put_secret(self, vault: str, name: str) -> None:
        """Let a secret be seen by Resource Manager, which keeps no value of it."""
        (found,) = (
            each["id"]
            for key, each in self.resources.items()
            if key.endswith(f"/microsoft.keyvault/vaults/{vault.casefold()}")
        )
        self.put(f"{found}/secrets/{name}", {})

    def keys(self, path: str) -> Json:
        """Answer listKeys, which of an alias knows the rules of its namespace."""
        found = _KEYS.fullmatch(path.casefold())
        assert found
        rule, name = found.groups()
        namespace, _, alias = rule.partition("/disasterrecoveryconfigs/")
        self._need(f"{namespace.removesuffix(f'/authorizationrules/{name}')}/authorizationrules/{name}")
        host = alias.partition("/")[0]
        secret = (
            f"Endpoint=sb://{host}.servicebus.windows.net/;SharedAccessKeyName={name};SharedAccessKey=s3cret="
        )
        return {"aliasPrimaryConnectionString": secret} if alias else {"primaryConnectionString": secret}

    def _need(self, path: str, why: str = "it must be there first") -> Json:
        found = self.resources.get(path.casefold())
        if path and found is None:
            raise Refused(404, "ParentResourceNotFound", f"There is no {path}: {why}.")
        return found or {}

    def pairs_of(self, namespace: str) -> list[Json]:
        """Return the pairings that a namespace is in, as one or the other."""
        return [
            each
            for key, each in self.resources.items()
            if kind_of(key) == _PAIR
            and namespace.casefold() in {parent_of(key), each["properties"]["partnerNamespace"].casefold()}
        ]

    def endpoints_of(self, namespace: str) -> int:
        connections = (
            connection["properties"]["privateLinkServiceId"].casefold()
            for key, each in self.resources.items()
            if kind_of(key) == "microsoft.network/privateendpoints"
            for connection in each["properties"]["privateLinkServiceConnections"]
        )
        return sum(connection == namespace.casefold() for connection in connections)


def kind_of(path: str) -> str:
    """Return a resource's type in lower case: of its last provider, every second step."""
    _, provider, rest = path.casefold().rpartition("/providers/")
    if not provider:
        return "resourcegroups"
    namespace, *steps = rest.split("/")
    return "/".join([namespace, *steps[::2]])


def parent_of(path: str) -> str:
    """Return the id of what a resource is in, or extends, in lower case; nothing above a group."""
    before, _, rest = path.casefold().rpartition("/providers/")
    if not before:
        return ""
    return before if rest.count("/") == 2 else path.casefold().rsplit("/", 2)[0]


# -- what Azure refuses ---------------------------------------------------------------------------


def _endpoint(store: Store, _path: str, body: Json) -> None:
    """A06: none on a namespace that is paired; and it is where its network is."""
    properties = body["properties"]
    network = store._need(properties["subnet"]["id"]) and store._need(parent_of(properties["subnet"]["id"]))
    if body["location"] != network["location"]:
        raise Refused(400, "InvalidResourceLocation", "An endpoint is in the region of its network.")
    for connection in properties["privateLinkServiceConnections"]:
        namespace = connection["properties"]["privateLinkServiceId"]
        store._need(namespace)
        if store.pairs_of(namespace):
            raise Refused(400, "BadRequest", f"{namespace} is paired: too late for an endpoint.")


def _pair(store: Store, path: str, body: Json) -> None:
    """A05, A06: with a namespace that is there, if both have endpoints or neither; and once."""
    primary, partner = parent_of(path), body["properties"]["partnerNamespace"]
    store._need(partner)
    if store.pairs_of(primary) or store.pairs_of(partner):
        raise Refused(409, "Conflict", f"{primary} is paired.")
    if bool(store.endpoints_of(primary)) != bool(store.endpoints_of(partner)):
        raise Refused(400, "BadRequest", "Both namespaces have private endpoints, or neither.")


def _entity(store: Store, path: str, body: Json) -> None:
    """Nothing into a secondary, nor into a primary whose pairing is under way; targets before forwarders."""
    namespace = "/".join(path.casefold().split("/")[:9])
    for pair in store.pairs_of(namespace):
        if namespace == pair["properties"]["partnerNamespace"].casefold():
            raise Refused(400, "BadRequest", f"{namespace} is a secondary.")
        if pair["properties"]["provisioningState"] != "Succeeded":
            raise Refused(409, "Conflict", f"{namespace} is being paired.")
    properties = body.get("properties", {})
    for target in filter(None, map(properties.get, ("forwardTo", "forwardDeadLetteredMessagesTo"))):
        there = [
            f"{namespace}/{kind}/{target}".casefold() in store.resources for kind in ("queues", "topics")
        ]
        if not any(there):
            raise Refused(404, "BadRequest", f"SubCode=40400. There is no {target} to forward to.")


def _role(store: Store, path: str, body: Json) -> None:
    """The same role, principal and scope under another name is refused."""
    wanted = {key: body["properties"][key] for key in ("roleDefinitionId", "principalId")}
    body["properties"]["scope"] = path.partition("/providers/Microsoft.Authorization")[0]
    for each in store.children(path.rpartition("/")[0]):
        if each["id"] != path and wanted.items() <= each["properties"].items():
            raise Refused(409, "RoleAssignmentExists", "The role assignment already exists.")


def _alert(store: Store, _path: str, body: Json) -> None:
    properties = body["properties"]
    for needed in (*properties["scopes"], *(action["actionGroupId"] for action in properties["actions"])):
        store._need(needed)


def _diagnostics(store: Store, _path: str, body: Json) -> None:
    store._need(body["properties"]["workspaceId"])


def _link(store: Store, _path: str, body: Json) -> None:
    store._need(body["properties"]["virtualNetwork"]["id"])


def _zone_group(store: Store, _path: str, body: Json) -> None:
    for config in body["properties"]["privateDnsZoneConfigs"]:
        store._need(config["properties"]["privateDnsZoneId"])


_CHECKS: Final[Mapping[str, Callable[[Store, str, Json], None]]] = {
    "microsoft.network/privateendpoints": _endpoint,
    "microsoft.network/privateendpoints/privatednszonegroups": _zone_group,
    f"{_DNS}/virtualnetworklinks": _link,
    _PAIR: _pair,
    f"{_SERVICE_BUS}/queues": _entity,
    f"{_SERVICE_BUS}/topics": _entity,
    f"{_SERVICE_BUS}/topics/subscriptions": _entity,
    "microsoft.authorization/roleassignments": _role,
    "microsoft.insights/metricalerts": _alert,
    "microsoft.insights/diagnosticsettings": _diagnostics,
}
_STATES: Final = {_PAIR: "Accepted"}
