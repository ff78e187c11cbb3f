"""Clients that manage the rules of subscriptions."""

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from longshore.broker.errors import Unacceptable
from longshore.broker.management.rules import add_rule, remove_rule
from longshore.broker.management.scope import Scope
from longshore.engine.message import SubQueue
from longshore.model.entities import CorrelationFilter, SqlFilter
from longshore.model.refusal import Condition, Refusal
from tests.oracle.machine import Machine, pick, recent
from tests.oracle.naive.rules import RULES
from tests.oracle.naive.topic import Subscription

RULE_STEPS = 6
"""Steps between one change of rules and the next."""


class Ruling(Machine):
    """What clients do to rules, through `$management`."""

    ruled_at = 0

    def _subscriptions(self) -> list[Subscription]:
        return [
            subscription
            for topic in self.naive.topics.values()
            for subscription in topic.subscriptions.values()
            if subscription.queue.intake.gone is None
        ]

    @precondition(lambda self: self._subscriptions() and self.steps > self.ruled_at + RULE_STEPS)
    @rule(which=recent, name=st.sampled_from(sorted(RULES)), add=st.booleans())
    def change_rules(self, which: int, name: str, add: bool) -> None:
        self.ruled_at = self.steps
        if add:
            self._add_rule(which, name)
        else:
            self._remove_rule(which, name)

    def _add_rule(self, which: int, name: str) -> None:
        subscription = pick(self._subscriptions(), which)
        rules = subscription.rules
        refused = Condition.ENTITY_ALREADY_EXISTS if name in rules else None
        outcome = self._manage(subscription, add_rule, {"rule-name": name, "rule-description": _said(name)})
        if self.judge("add a rule", outcome, refused):
            self.naive.change_rules(subscription, [*rules, name])

    def _remove_rule(self, which: int, name: str) -> None:
        subscription = pick(self._subscriptions(), which)
        rules = subscription.rules
        refused = None if name in rules else Condition.NOT_FOUND
        outcome = self._manage(subscription, remove_rule, {"rule-name": name})
        if self.judge("remove a rule", outcome, refused):
            self.naive.change_rules(subscription, [known for known in rules if known != name])

    def _manage(
        self, subscription: Subscription, act: Callable[..., object], body: dict[object, object]
    ) -> Refusal | None:
        """Ask as a client does that manages rules."""
        path, broker = subscription.queue.path, self.broker
        scope = Scope(
            broker.namespace, path, broker.queue(path), SubQueue.MAIN, lambda: broker.gathering, lambda: ""
        )
        try:
            act(scope, body, self.now_ms)
        except Unacceptable as refused:
            return refused.refusal
        return None


def _said(name: str) -> dict[object, object]:
    """Return a rule as a client describes it."""
    description = RULES[name].description
    said: dict[object, object] = {}
    match description.filter:
        case SqlFilter(expression=expression):
            said["sql-filter"] = {"expression": expression}
        case CorrelationFilter(properties=properties):
            said["correlation-filter"] = {"properties": dict(properties)}
        case _:
            said["true-filter"] = {}
    if description.action is not None:
        said["sql-rule-action"] = {"expression": description.action}
    return said
