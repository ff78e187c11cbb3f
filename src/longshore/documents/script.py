"""The az script of a document: names that only it has, and the entities it creates [az servicebus].

It mostly repeats what the document says. Where it differs, that is remarked on; what it alone says is taken.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from longshore.azure.script import Command, Option, Script, read_script
from longshore.documents.blocks import Code
from longshore.documents.context import Context
from longshore.documents.copying import copied
from longshore.documents.facts import Fact, Finding, Findings, Path, ignored, unknown
from longshore.documents.nodes import Entry, Fields, Leaf
from longshore.documents.sections import read
from longshore.plan import PlanError
from longshore.plan.text import SourceText

_SHORT: Final = {"-g": "resource-group", "-n": "name", "-l": "location", "-a": "alias", "-o": "output"}
_CHANGES: Final = frozenset({"create", "set", "update", "add"})
_LOOKS: Final = frozenset({"show", "list", "wait", "exists", "login"})
_NO_VALUES: Final = frozenset(
    {
        # What a command is about, by names that other commands have given.
        *(
            "namespace-name",
            "private-connection-resource-id",
            "virtual-network",
            "zone-name",
            "endpoint-name",
        ),
        # How az runs [az, global arguments].
        *("subscription", "output", "query", "only-show-errors", "verbose", "debug", "no-wait", "yes"),
    }
)
"""Options that say nothing of a plan."""

_ENTITIES: Final = {
    "servicebus queue": {"name": "queue_name"},
    "servicebus topic": {"name": "topic_name"},
    "servicebus topic subscription": {"name": "subscription_name", "topic-name": "topic_name"},
    "servicebus topic subscription rule": {
        "name": "",
        "subscription-name": "subscription_name",
        "topic-name": "topic_name",
        "filter-sql-expression": "filter",
    },
    "servicebus namespace authorization-rule": {"name": "name"},
}
"""Commands whose options are those of an entity, with the words for it where the options have others."""

_PRIMARY: Final[Mapping[str, tuple[Path, ...]]] = {
    "name": (("namespace", "name"),),
    "sku": (("namespace", "sku"),),
    "capacity": (("namespace", "capacity"),),
    "location": (("deployment", "location"), ("namespace", "location")),
    "zone-redundant": (("namespace", "zone_redundant"),),
    "disable-local-auth": (("namespace", "disable_local_auth"),),
    "minimum-tls-version": (("namespace", "minimum_tls_version"),),
    "premium-messaging-partitions": (("namespace", "messaging_partitions"),),
    "public-network-access": (("network_access", "public_network_access"),),
}
_SECONDARY: Final[Mapping[str, tuple[Path, ...]]] = {
    "name": (("geo_dr", "secondary", "name"),),
    "capacity": (("geo_dr", "secondary", "capacity"),),
    "location": (("deployment", "secondary_location"), ("geo_dr", "secondary", "location")),
    "sku": (("namespace", "sku"),),
}
_PATHS: Final[Mapping[str, Mapping[str, tuple[Path, ...]]]] = {
    "group": {"name": (("deployment", "resource_group"),), "location": (("deployment", "location"),)},
    "account": {"subscription": (("deployment", "subscription_id"),)},
    "servicebus namespace": _PRIMARY,
    "servicebus georecovery-alias": {
        "alias": (("geo_dr", "alias"),),
        "partner-namespace": (("geo_dr", "secondary", "name"),),
    },
    "servicebus namespace network-rule-set": {
        "default-action": (("network_access", "default_action"),),
        "enable-trusted-service-access": (("network_access", "trusted_services_allowed"),),
        "public-network-access": (("network_access", "public_network_access"),),
    },
    "network private-endpoint": {
        "name": (("private_endpoint", "name"),),
        "vnet-name": (("private_endpoint", "vnet"),),
        "subnet": (("private_endpoint", "subnet"),),
        "connection-name": (("private_endpoint", "connection_name"),),
        "group-id": (("deployment", "private_endpoint_group_id"),),
        "group-ids": (("deployment", "private_endpoint_group_id"),),
        "location": (("private_endpoint", "location"),),
    },
    "network private-dns zone": {"name": (("private_endpoint", "private_dns_zone"),)},
    "network private-dns link vnet": {"name": (("private_endpoint", "dns_zone_link"),)},
    "network private-endpoint dns-zone-group": {"name": (("private_endpoint", "dns_zone_group"),)},
}
_IDS: Final = frozenset({"partner-namespace", "subnet"})  # options that take a resource's id for its name
_SECONDARY_LOCATION = re.compile(
    r"(?i)(?:secondary|dr|paired?)_?(?:location|region)|(?:location|region)_?(?:secondary|dr)"
)


def read_commands(code: Code) -> Findings:
    """Yield what a fence with a script says."""
    try:
        script = read_script(SourceText("", code.text))
    except PlanError as error:
        yield from (unknown(code.line, problem.message) for problem in error.problems)
        return
    before = code.first_line - 1
    if not script.commands:
        yield unknown(code.line, "a script without commands of az")
    secondary = {
        _last(option.text) for each in script.commands if (option := _options(each).get("partner-namespace"))
    }
    for command in script.commands:
        yield from _Call(command, before, secondary).findings()
    yield from _variables(script, before)
    for unread in script.unread:
        yield unknown(before + unread.position.line, f"{unread.what} is not followed")


def _variables(script: Script, before: int) -> Iterator[Fact]:
    """Yield the region that scripts keep in a variable and, as the alias needs none, in no command."""
    for name, word in script.variables.items():
        if _SECONDARY_LOCATION.fullmatch(name) and word.known:
            for path in _SECONDARY["location"]:
                yield Fact(path, word.text, before + word.position.line)


class _Call:
    """One call of az; `before` is how many lines of the document stand above the script."""

    def __init__(self, command: Command, before: int, secondary: set[str]) -> None:
        *group, self._verb = command.words or ("",)
        self._group = " ".join(group)
        self._options = _options(command)
        self._before = before
        self._line = before + command.position.line
        self._secondary = secondary

    def findings(self) -> Findings:
        """Yield what the call says."""
        if self._group not in {*_ENTITIES, *_PATHS} or self._verb not in _CHANGES:
            yield self._other()
            return
        group = self._options.get("resource-group")
        if group is not None and group.known:
            yield Fact(("deployment", "resource_group"), group.text, self._line_of(group))
        options = {key: option for key, option in self._options.items() if self._is_own(key)}
        for key, option in options.items():
            if not option.known:
                yield unknown(self._line_of(option), f"only a run of the script knows what --{key} is")
        known = {key: option for key, option in options.items() if option.known}
        yield from self._entity(known) if self._group in _ENTITIES else self._values(known)

    def _other(self) -> Finding:
        if self._verb in _LOOKS:
            return ignored(self._line, "it changes nothing")
        return unknown(self._line, f"no key of a plan comes from 'az {self._group} {self._verb}'")

    def _is_own(self, key: str) -> bool:
        return key != "resource-group" and (key not in _NO_VALUES or self._group == "account")

    def _entity(self, options: Mapping[str, Option]) -> Findings:
        words = _ENTITIES[self._group]
        entries = tuple(
            Entry(words.get(key, key), Leaf(self._text(option), self._line_of(option)), self._line_of(option))
            for key, option in options.items()
            if words.get(key, key)
        )
        yield from read(Fields(entries, self._line), Context())

    def _values(self, options: Mapping[str, Option]) -> Findings:
        paths = _PATHS[self._group]
        name = options.get("name")
        if paths is _PRIMARY and name is not None and name.text in self._secondary:
            paths = _SECONDARY
        for key, option in options.items():
            text = _last(option.text) if key in _IDS else self._text(option)
            for path in paths.get(key, ()):
                yield from copied(Leaf(text, self._line_of(option)), path)
            if key not in paths:
                yield unknown(self._line_of(option), f"no key of a plan comes from --{key}")

    def _text(self, option: Option) -> str:
        """Return an option's values; one without any is a switch."""
        return ", ".join(value.text for value in option.values) or "true"

    def _line_of(self, option: Option) -> int:
        return self._before + option.position.line


def _options(command: Command) -> dict[str, Option]:
    return {
        _SHORT.get(option.name, option.name.removeprefix("--")): option for option in command.options.values()
    }


def _last(text: str) -> str:
    """Return a resource's name: its id ends with it."""
    return text.rpartition("/")[2]
