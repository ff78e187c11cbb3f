"""What no single value shows: names given twice, names that lead nowhere, two kinds of rules at once."""

from collections.abc import Iterator, Mapping

from longshore.plan.forwarding import Forwarder, ForwardingKeys, check_forwarding, forwarder
from longshore.plan.names import (
    Name,
    at,
    duplicates,
    items,
    keys_in,
    names_in,
    strangers,
    subscription_path,
    texts_in,
)
from longshore.plan.problems import Problem
from longshore.plan.source import Source, Tree, TreePath

_FORWARDING = ForwardingKeys("forward_to", "forward_dead_lettered_messages_to", "enable_sessions")


def crosscheck(source: Source) -> list[Problem]:
    """Return what is wrong between the values of a plan."""
    tree = source.data
    queues = list(names_in(tree, ("queues",), "queue_name"))
    topics = list(names_in(tree, ("topics",), "topic_name"))
    workers = list(keys_in(tree, ("workers",)))
    retried = list(keys_in(tree, ("longshore", "retry")))
    receivable = [*queues, *_subscriptions(tree)]
    return [
        *duplicates(source, queues + topics, "queue or topic"),
        *_duplicates_inside(source),
        *_two_kinds_of_rules(source),
        *check_forwarding(source, list(_forwarders(tree)), queues + topics),
        *strangers(source, texts_in(tree, ("application", "Queues")), queues, "queue"),
        *strangers(source, texts_in(tree, ("application", "Topics")), topics, "topic"),
        *strangers(source, workers, receivable, "queue or subscription"),
        *duplicates(source, workers, "worker"),
        *strangers(source, retried, receivable, "queue or subscription"),
        *duplicates(source, retried, "retry policy"),
    ]


def _duplicates_inside(source: Source) -> Iterator[Problem]:
    for topic in items(source.data, ("topics",)):
        yield from duplicates(
            source, names_in(source.data, (*topic, "subscriptions"), "name"), "subscription"
        )
    for properties in _subscription_properties(source.data):
        yield from duplicates(source, names_in(source.data, (*properties, "rules"), "name"), "rule")
    for path, kind in (
        (("access_policies",), "access policy"),
        (("monitoring", "diagnostic_settings"), "diagnostic setting"),
        (("metrics",), "metric"),
        (("alerts",), "alert"),
        (("action_groups",), "action group"),
        (("scaling",), "scaling criterion"),
    ):
        yield from duplicates(source, names_in(source.data, path, "name"), kind)


def _two_kinds_of_rules(source: Source) -> Iterator[Problem]:
    for path in _subscription_properties(source.data):
        written = at(source.data, path)
        if isinstance(written, Mapping) and {"default_rule", "rules"} <= written.keys():
            message = "a subscription with `default_rule` cannot have `rules` as well"
            yield source.key_problem((*path, "rules"), message, "one of the two")


def _forwarders(tree: Tree) -> Iterator[Forwarder]:
    for queue in names_in(tree, ("queues",), "queue_name"):
        yield forwarder(tree, queue.text, (*queue.path[:-1], "properties"), _FORWARDING)
    for topic in names_in(tree, ("topics",), "topic_name"):
        for subscription in items(tree, (*topic.path[:-1], "subscriptions")):
            yield forwarder(tree, topic.text, (*subscription, "properties"), _FORWARDING)


def _subscriptions(tree: Tree) -> Iterator[Name]:
    """Yield subscriptions by the paths that clients receive from."""
    for topic in names_in(tree, ("topics",), "topic_name"):
        for subscription in names_in(tree, (*topic.path[:-1], "subscriptions"), "name"):
            yield Name(subscription.path, subscription_path(topic.text, subscription.text))


def _subscription_properties(tree: Tree) -> Iterator[TreePath]:
    for topic in items(tree, ("topics",)):
        for subscription in items(tree, (*topic, "subscriptions")):
            yield (*subscription, "properties")
