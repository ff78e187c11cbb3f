"""A subscription: a queue, and the rules in front of it [ASB topic-filters].

Rules without an action are OR-ed: together they let in one copy of a message. Each rule with an action lets
in a copy of its own, changed by the action and marked with the rule's name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from longshore.engine.changes import Changes
from longshore.engine.context import Codec
from longshore.engine.endings import cause_of_death
from longshore.engine.message import Draft
from longshore.engine.queue import Queue
from longshore.filters import (
    Action,
    FilterEvaluationError,
    FilterInput,
    Predicate,
    compile_action,
    compile_filter,
)
from longshore.model.entities import RuleDescription, SubscriptionDescription
from longshore.model.limits import MAX_HEADER_BYTES

RULE_NAME: Final = "RuleName"
"""[ASB topic-filters] The application property that tells which rule's action made a copy."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, ready to be asked."""

    name: str
    predicate: Predicate
    action: Action | None


def compile_rules(rules: tuple[RuleDescription, ...], new_id: Callable[[], UUID]) -> tuple[Rule, ...]:
    """Return the rules' conditions and actions, compiled. Raises FilterSyntaxError."""
    return tuple(
        Rule(
            rule.name,
            compile_filter(rule.filter, new_id),
            None if rule.action is None else compile_action(rule.action, new_id),
        )
        for rule in rules
    )


class Subscription:
    """One subscription of a topic."""

    __slots__ = ("_codec", "description", "name", "queue", "rules")

    def __init__(
        self,
        name: str,
        description: SubscriptionDescription,
        queue: Queue,
        rules: tuple[Rule, ...],
        codec: Codec,
    ) -> None:
        self.name = name
        self.description = description
        self.queue = queue
        self.rules = rules
        self._codec = codec

    def receive(self, draft: Draft, now_ms: int, changes: Changes) -> None:
        """Take the copies of a message that the rules let in."""
        if draft.properties is None:
            raise AssertionError("a message to a topic comes with what filters look at")
        try:
            copies = self._copies(draft, draft.properties)
        except FilterEvaluationError as error:
            self._bury(draft, "FilterEvaluationException", str(error), now_ms, changes)
            return
        for copy in copies:
            if isinstance(copy, Draft):
                self._take(copy, now_ms, changes)
            else:
                self._bury(draft, "HeaderSizeExceeded", copy, now_ms, changes)

    def _copies(self, draft: Draft, properties: FilterInput) -> list[Draft | str]:
        """Return the copies, and what is to be said of those that cannot be made.

        A rule that fails on the message lets nothing in, or fails the whole message.
        """
        copies: list[Draft | str] = []
        for rule in self.rules:
            if rule.action is None and draft in copies:
                continue
            try:
                if rule.predicate(properties):
                    copies.append(self._copy(draft, rule, properties))
            except FilterEvaluationError:
                if self.description.dead_lettering_on_filter_evaluation_exceptions:
                    raise
        return copies

    def _copy(self, draft: Draft, rule: Rule, properties: FilterInput) -> Draft | str:
        if rule.action is None:
            return draft
        copy = self._codec.edit(draft, rule.action(properties), {RULE_NAME: rule.name})
        if copy is None:
            return (
                f"The action of rule '{rule.name}' makes the message's properties larger than the "
                f"{MAX_HEADER_BYTES} bytes allowed."
            )
        copy.enqueued_sequence_number = draft.enqueued_sequence_number
        copy.hops, copy.dead_letter_source = draft.hops, draft.dead_letter_source
        return copy

    def _take(self, draft: Draft, now_ms: int, changes: Changes) -> None:
        queue = self.queue
        if queue.description.requires_session and draft.session_id is None:
            self._bury(draft, "Session ID is null.", None, now_ms, changes)
        else:
            queue.enqueue(draft, now_ms, changes)

    def _bury(
        self, draft: Draft, reason: str, description: str | None, now_ms: int, changes: Changes
    ) -> None:
        self.queue.enqueue_dead(draft, cause_of_death(reason, description), now_ms, changes)
