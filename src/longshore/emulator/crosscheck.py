"""What no single value of a Config.json shows: names given twice or leading nowhere, a second namespace."""

from collections.abc import Iterator
from typing import Final

from longshore.emulator.spelling import ROOT
from longshore.plan.forwarding import Forwarder, ForwardingKeys, check_forwarding, forwarder
from longshore.plan.names import at, duplicates, items, names_in
from longshore.plan.problems import Problem
from longshore.plan.source import Source, Tree, TreePath

NAMESPACES: Final[TreePath] = (ROOT, "Namespaces")

_FORWARDING = ForwardingKeys("ForwardTo", "ForwardDeadLetteredMessagesTo", "RequiresSession")


def crosscheck(source: Source) -> list[Problem]:
    """Return what is wrong between the values of a Config.json."""
    problems = list(_one_namespace(source))
    for namespace in items(source.data, NAMESPACES):
        problems += _within(source, namespace)
    return problems


def _one_namespace(source: Source) -> Iterator[Problem]:
    """Yield what the schema refuses too: it asks for one namespace, no more and no less."""
    if at(source.data, NAMESPACES) == ():
        yield source.problem(NAMESPACES, "there is no namespace", "one namespace")
    for another in list(items(source.data, NAMESPACES))[1:]:
        yield source.problem(another, "only one namespace is supported", "the entities of one namespace")


def _within(source: Source, namespace: TreePath) -> Iterator[Problem]:
    tree = source.data
    entities = [name for kind in ("Queues", "Topics") for name in names_in(tree, (*namespace, kind), "Name")]
    yield from duplicates(source, entities, "queue or topic")
    for topic in items(tree, (*namespace, "Topics")):
        yield from duplicates(source, names_in(tree, (*topic, "Subscriptions"), "Name"), "subscription")
        for subscription in items(tree, (*topic, "Subscriptions")):
            yield from duplicates(source, names_in(tree, (*subscription, "Rules"), "Name"), "rule")
    yield from check_forwarding(source, list(_forwarders(tree, namespace)), entities)


def _forwarders(tree: Tree, namespace: TreePath) -> Iterator[Forwarder]:
    for queue in names_in(tree, (*namespace, "Queues"), "Name"):
        yield forwarder(tree, queue.text, (*queue.path[:-1], "Properties"), _FORWARDING)
    for topic in names_in(tree, (*namespace, "Topics"), "Name"):
        for subscription in items(tree, (*topic.path[:-1], "Subscriptions")):
            yield forwarder(tree, topic.text, (*subscription, "Properties"), _FORWARDING)
