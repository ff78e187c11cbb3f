"""Forwarding that can work nowhere: to nothing, to itself, round in circles, from an entity with sessions.

How long a chain may be is not checked here: a broker counts the hops of each message, and ends those that
make too many [ASB auto-forwarding].
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from longshore.plan.names import Name, at, name_at, problem_with, strangers
from longshore.plan.problems import Problem
from longshore.plan.source import Source, Tree, TreePath


class ForwardingKeys(NamedTuple):
    """How a file's format spells the settings that forwarding depends on."""

    to: str
    dead_letters_to: str
    sessions: str


class Forwarder(NamedTuple):
    """What forwards: a queue, or a subscription by the name of its topic, for that is what is sent to."""

    entity: str
    to: Name | None
    dead_letters_to: Name | None
    has_sessions: bool

    @property
    def targets(self) -> list[Name]:
        """Where messages and dead letters go."""
        return [target for target in (self.to, self.dead_letters_to) if target is not None]


def forwarder(tree: Tree, entity: str, properties: TreePath, keys: ForwardingKeys) -> Forwarder:
    """Return where the properties at a path forward to; an empty text forwards nowhere."""
    to, dead_letters_to = (
        name_at(tree, (*properties, keys.to)),
        name_at(tree, (*properties, keys.dead_letters_to)),
    )
    return Forwarder(
        entity,
        to if to and to.text else None,
        dead_letters_to if dead_letters_to and dead_letters_to.text else None,
        at(tree, (*properties, keys.sessions)) is True,
    )


def check_forwarding(
    source: Source, forwarders: Sequence[Forwarder], known: Sequence[Name]
) -> Iterator[Problem]:
    """Yield what is wrong with where entities forward to; `known` are the names of queues and topics."""
    targets = (target for each in forwarders for target in each.targets)
    yield from strangers(source, targets, known, "queue or topic")
    yield from _to_itself(source, forwarders)
    yield from _with_sessions(source, forwarders)
    yield from _loops(source, forwarders)


def _to_itself(source: Source, forwarders: Iterable[Forwarder]) -> Iterator[Problem]:
    """Yield what clients refuse too: the setters of `ForwardTo` and its like in .NET and Java."""
    for each in forwarders:
        for target in each.targets:
            if target.is_also(each.entity):
                yield problem_with(
                    source, target, f"'{each.entity}' cannot forward to itself", "another queue or topic"
                )


def _with_sessions(source: Source, forwarders: Iterable[Forwarder]) -> Iterator[Problem]:
    """Yield what Service Bus refuses [azure-service-bus#660]; dead letters have no sessions and may go on."""
    for each in forwarders:
        if each.to is not None and each.has_sessions:
            message = "what has sessions cannot forward its messages"
            yield problem_with(source, each.to, message, "either forwarding or sessions")


def _loops(source: Source, forwarders: Sequence[Forwarder]) -> Iterator[Problem]:
    """Yield each loop once, at the first step of it in the file."""
    steps = [(each.entity, each.to) for each in forwarders if each.to and not each.to.is_also(each.entity)]
    onward: dict[str, list[str]] = {}
    for entity, to in steps:
        onward.setdefault(entity.casefold(), []).append(to.text)
    known: set[frozenset[str]] = set()
    for entity, to in steps:
        way = _way(onward, to.text, entity)
        members = frozenset(name.casefold() for name in way)
        if way and members not in known:
            known.add(members)
            message = f"forwarding goes round: {' -> '.join([entity, *way])}"
            yield problem_with(source, to, message, "a chain that ends")


def _way(onward: Mapping[str, list[str]], start: str, goal: str) -> list[str]:
    """Return the shortest chain of names from one to another; empty where none leads there."""
    ways, seen = deque([[start]]), {start.casefold()}
    while ways:
        way = ways.popleft()
        if way[-1].casefold() == goal.casefold():
            return way
        for name in onward.get(way[-1].casefold(), ()):
            if name.casefold() not in seen:
                seen.add(name.casefold())
                ways.append([*way, name])
    return []
