"""What no single value shows: names given twice, names that lead nowhere, two kinds of rules at once.

These checks read the written tree, not the models, so that they speak even if other values are wrong.
Names compare without case, as Service Bus compares them.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from longshore.plan.problems import Problem
from longshore.plan.source import Source, Tree, TreePath, child
from longshore.plan.suggest import suggestion

Named = tuple[TreePath, str]
"""Where a name is written, and the name."""


def crosscheck(source: Source) -> list[Problem]:
    """Return what is wrong between the values of a plan."""
    tree = source.data
    queues = list(_names(tree, ("queues",), "queue_name"))
    topics = list(_names(tree, ("topics",), "topic_name"))
    return [
        *_duplicates(source, queues + topics, "queue or topic"),
        *_duplicates_inside(source),
        *_two_kinds_of_rules(source),
        *_strangers(source, _texts(tree, ("application", "Queues")), queues, "queue"),
        *_strangers(source, _texts(tree, ("application", "Topics")), topics, "topic"),
        *_strange_keys(source, ("workers",), queues),
        *_strange_keys(source, ("longshore", "retry"), queues),
    ]


def _duplicates(source: Source, names: Iterable[Named], kind: str) -> Iterator[Problem]:
    first: dict[str, TreePath] = {}
    for path, name in names:
        if first.setdefault(name.casefold(), path) != path:
            line = source.position(first[name.casefold()]).line
            yield source.problem(
                path,
                f"'{name}' is already the name of the {kind} in line {line}",
                "a name of its own; case makes no difference",
            )


def _duplicates_inside(source: Source) -> Iterator[Problem]:
    for topic in _items(source.data, ("topics",)):
        yield from _duplicates(source, _names(source.data, (*topic, "subscriptions"), "name"), "subscription")
    for properties in _subscription_properties(source.data):
        yield from _duplicates(source, _names(source.data, (*properties, "rules"), "name"), "rule")
    for key, kind in (
        ("access_policies", "access policy"),
        ("metrics", "metric"),
        ("alerts", "alert"),
        ("scaling", "scaling criterion"),
    ):
        yield from _duplicates(source, _names(source.data, (key,), "name"), kind)


def _two_kinds_of_rules(source: Source) -> Iterator[Problem]:
    for path in _subscription_properties(source.data):
        written = _at(source.data, path)
        if isinstance(written, Mapping) and {"default_rule", "rules"} <= written.keys():
            message = "a subscription with `default_rule` cannot have `rules` as well"
            yield source.key_problem((*path, "rules"), message, "one of the two")


def _strangers(source: Source, uses: Iterable[Named], known: list[Named], kind: str) -> Iterator[Problem]:
    for path, name in uses:
        if not _is_known(name, known):
            expected = _suggestion(name, known) or f"a {kind} of that name in the plan"
            yield source.problem(path, f"the plan has no {kind} '{name}'", expected)


def _strange_keys(source: Source, path: TreePath, queues: list[Named]) -> Iterator[Problem]:
    mapping = _at(source.data, path)
    for name in mapping if isinstance(mapping, Mapping) else ():
        if not _is_known(name, queues):
            expected = _suggestion(name, queues) or "a queue of that name in the plan"
            yield source.key_problem((*path, name), f"the plan has no queue '{name}'", expected)


def _is_known(name: str, known: list[Named]) -> bool:
    return any(name.casefold() == other.casefold() for _, other in known)


def _suggestion(name: str, known: list[Named]) -> str:
    return suggestion(name, [other for _, other in known])


def _subscription_properties(tree: Tree) -> Iterator[TreePath]:
    for topic in _items(tree, ("topics",)):
        for subscription in _items(tree, (*topic, "subscriptions")):
            yield (*subscription, "properties")


def _names(tree: Tree, path: TreePath, key: str) -> Iterator[Named]:
    for item in _items(tree, path):
        name = _at(tree, (*item, key))
        if isinstance(name, str):
            yield (*item, key), name


def _texts(tree: Tree, path: TreePath) -> Iterator[Named]:
    mapping = _at(tree, path)
    if isinstance(mapping, Mapping):
        yield from (((*path, key), text) for key, text in mapping.items() if isinstance(text, str))


def _items(tree: Tree, path: TreePath) -> Iterator[TreePath]:
    items = _at(tree, path)
    if isinstance(items, tuple):
        yield from ((*path, index) for index in range(len(items)))


def _at(tree: Tree, path: TreePath) -> Tree:
    """Return the value at a path, None where there is none."""
    try:
        return reduce(child, path, tree)
    except LookupError:
        return None
