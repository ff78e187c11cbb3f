"""The values of the plan beside those of the script, and what Azure takes where the script says nothing.

Values compare by meaning: PT72H is P3D, as az itself writes it; regions, roles and names without case.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from longshore.azure.script import Word
from longshore.azure.script.az import may_say_more
from longshore.azure.script.kinds import KINDS
from longshore.azure.script.resources import Resource
from longshore.findings.deployment import Deployment
from longshore.findings.draft import Entity
from longshore.findings.rules.entities._filters import filters
from longshore.findings.rules.script._words import topic_of
from longshore.model.azure_rules import MIN_LARGE_MESSAGE_KILOBYTES, SEVERITIES, region_name
from longshore.model.durations import UNLIMITED_MS, parse_duration
from longshore.plan.entities import Rule
from longshore.plan.names import at
from longshore.plan.sections import Duration
from longshore.plan.source import TreePath

_OPTIONS: Mapping[str, Mapping[str, str]] = {kind.name: kind.properties for kind in KINDS.values()}
_WINDOW = "duplicate_detection_history_time_window"


@dataclass(frozen=True, slots=True)
class Value:
    """What the plan says of one property, where, and what Azure takes by itself; None if nobody knows."""

    key: str
    text: str
    path: TreePath
    default: str | None

    @property
    def shown(self) -> str:
        """The plan's value for a sentence."""
        return _shown(self.text)


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of the script that is not the plan's; `word` is None where the script leaves it out."""

    made: Resource
    value: Value
    word: Word | None

    @property
    def option(self) -> str:
        """The option that says it."""
        return _OPTIONS[self.made.kind][self.value.key]

    @property
    def text(self) -> str:
        """What Azure gets or takes."""
        return _shown(self.word.text if self.word else self.value.default or "")


def differences(deployment: Deployment) -> Iterator[Difference]:
    """Yield every value that differs, in the order of the plan."""
    for made, values in _pairs(deployment):
        for value in values:
            word = made.properties.get(value.key)
            text = value.default if word is None else word.text
            is_known = not may_say_more(made.command) if word is None else word.known
            if is_known and text is not None and _meaning(value.key, text) != _meaning(value.key, value.text):
                yield Difference(made, value, word)


def _pairs(deployment: Deployment) -> Iterator[tuple[Resource, Iterable[Value]]]:
    """Yield what the script makes with what the plan says of it."""
    for kind, name, values in (*_entities(deployment), *_around(deployment)):
        made = deployment.find(kind, *name)
        if made is not None:
            yield made, [value for value in values if _counts(deployment, made, value)]


def _counts(deployment: Deployment, made: Resource, value: Value) -> bool:
    """Whether the plan or the script says something, and Azure looks at it."""
    if value.key == _WINDOW and not _is_true(made, "enable_duplicate_detection"):
        return False
    is_written = at(deployment.draft.source.data, value.path) is not None
    if value.key == "max_message_size_in_kilobytes":
        return is_written
    return is_written or value.key in made.properties


def _is_true(made: Resource, key: str) -> bool:
    word = made.properties.get(key)
    return word is not None and word.text == "true"


def _entities(deployment: Deployment) -> Iterator[tuple[str, tuple[str, ...], list[Value]]]:
    for entity in deployment.draft.entities:
        *topic, name = (
            entity.name.split("/Subscriptions/") if entity.kind == "subscription" else [entity.name]
        )
        yield entity.kind, (*topic, name), list(_of_entity(entity))


def _of_entity(entity: Entity) -> Iterator[Value]:
    defaults = type(entity.properties)()
    for key in _OPTIONS[entity.kind]:
        default = _text(getattr(defaults, key))
        if key == "max_message_size_in_kilobytes":
            default = str(MIN_LARGE_MESSAGE_KILOBYTES)
        yield Value(key, _text(getattr(entity.properties, key)), entity.setting(key), default)


def _around(deployment: Deployment) -> Iterator[tuple[str, tuple[str, ...], list[Value]]]:
    plan = deployment.plan
    yield "namespace", (plan.namespace.name,), list(_of_namespace(deployment))
    if plan.geo_dr:
        secondary, path = plan.geo_dr.secondary, ("geo_dr", "secondary")
        values = [
            Value("location", secondary.location, (*path, "location"), None),
            Value("sku", plan.namespace.sku, ("namespace", "sku"), "Standard"),
        ]
        yield "namespace", (secondary.name,), values
        partner = Value("secondary", secondary.name, (*path, "name"), None)
        yield "alias", (plan.geo_dr.alias,), [partner]
    if plan.private_endpoint:
        yield "private_endpoint", (plan.private_endpoint.name,), list(_of_endpoint(deployment))
    if plan.network_access:
        names = [plan.namespace.name, *([plan.geo_dr.secondary.name] if plan.geo_dr else [])]
        for name in names:
            yield "network_access", (name,), list(_of_network_access(deployment))
    for index, policy in enumerate(plan.access_policies):
        rights = Value("rights", " ".join(policy.rights), ("access_policies", index, "rights"), None)
        yield "access_policy", (policy.name,), [rights]
    yield from _filters(deployment)
    yield from _monitoring(deployment)


def _filters(deployment: Deployment) -> Iterator[tuple[str, tuple[str, ...], list[Value]]]:
    """Yield the SQL filters of rules: one of a plan's rules has a name, `default_rule` is $Default."""
    for each in filters(deployment.draft):
        if isinstance(each.rule.filter, str):
            name = each.rule.name if isinstance(each.rule, Rule) else "$Default"
            value = Value("filter", " ".join(each.rule.filter.split()), each.path, None)
            yield "rule", (topic_of(deployment, each), each.subscription, name), [value]


def _of_namespace(deployment: Deployment) -> Iterator[Value]:
    defaults = {
        "sku": "Standard",
        "capacity": "1",
        "messaging_partitions": "1",
        "disable_local_auth": "false",
    }
    namespace = deployment.plan.namespace
    keys = (*defaults, "location", "minimum_tls_version", "zone_redundant")
    for key in keys:
        if (value := getattr(namespace, key)) is not None:
            yield Value(key, _text(value), ("namespace", key), defaults.get(key))


def _of_endpoint(deployment: Deployment) -> Iterator[Value]:
    endpoint, deployed = deployment.plan.private_endpoint, deployment.plan.deployment
    for key in ("subnet", "vnet", "connection_name", "location"):
        if (value := getattr(endpoint, key)) is not None:
            yield Value(key, value, ("private_endpoint", key), None)
    if deployed and deployed.private_endpoint_group_id:
        path = ("deployment", "private_endpoint_group_id")
        yield Value("group_id", deployed.private_endpoint_group_id, path, None)
    name = deployment.plan.namespace.name
    yield Value("namespace", name, ("namespace", "name"), None)


def _of_network_access(deployment: Deployment) -> Iterator[Value]:
    access = deployment.plan.network_access
    defaults = {
        "default_action": "Allow",
        "trusted_services_allowed": "false",
        "public_network_access": "Enabled",
    }
    for key, default in defaults.items():
        if (value := getattr(access, key)) is not None:
            yield Value(key, _text(value), ("network_access", key), default)


def _monitoring(deployment: Deployment) -> Iterator[tuple[str, tuple[str, ...], list[Value]]]:
    plan = deployment.plan
    if plan.monitoring:
        path: TreePath = ("monitoring", "log_analytics_workspace")
        workspace = Value("log_analytics_workspace", plan.monitoring.log_analytics_workspace, path, None)
        yield "diagnostic_setting", (plan.namespace.name,), [workspace]
    for index, group in enumerate(plan.action_groups):
        short_name = Value("short_name", group.short_name, ("action_groups", index, "short_name"), None)
        yield "action_group", (group.name,), [short_name]
    for index, alert in enumerate(plan.alerts):
        severity = SEVERITIES.get(str(alert.severity), alert.severity)
        yield (
            "alert",
            (alert.name,),
            [
                Value("severity", str(severity), ("alerts", index, "severity"), "2"),
                Value("action_group", alert.action_group, ("alerts", index, "action_group"), None),
            ],
        )
    if plan.autoscale:
        for key in ("minimum", "maximum"):
            value = Value(key, str(getattr(plan.autoscale, key)), ("autoscale", key), None)
            yield "autoscale", (plan.namespace.name,), [value]


def _text(value: object) -> str:
    """Return a value of the plan as an option has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Duration):
        return value.text
    return "" if value is None else str(value)


def _shown(text: str) -> str:
    return "no limit" if _meaning("", text) == UNLIMITED_MS else text or "none"


def _meaning(key: str, text: str) -> object:
    """Return what two texts share if they mean the same."""
    if key == "location":
        return region_name(text)
    if key == "rights":
        return frozenset(text.casefold().split())
    if key == "filter":
        return " ".join(text.split())
    try:
        return parse_duration(text)
    except ValueError:
        return text.casefold()
