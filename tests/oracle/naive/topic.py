"""Topics and subscriptions [ASB topic-filters]: one send, a copy for everyone whose rules let it through."""

from dataclasses import dataclass, field, replace

from longshore.model.entities import SubscriptionDescription, TopicDescription
from longshore.model.refusal import Condition
from tests.oracle.naive.intake import Intake
from tests.oracle.naive.message import Letter
from tests.oracle.naive.queue import Queue
from tests.oracle.naive.rules import RULES, CannotJudge, Rule

RULE_NAME = "RuleName"


@dataclass
class Subscription:
    """A queue with rules in front of it."""

    description: SubscriptionDescription
    queue: Queue
    rules: list[str]
    """Their names, in the order in which they came."""

    def receive(self, letter: Letter) -> None:
        """Take the copies of a message that the rules let in.

        A condition that cannot be judged lets nothing in, or makes the message a dead letter
        [ASB topic-filters: dead-lettering on filter evaluation exceptions].
        """
        try:
            copies = self._copies(letter)
        except CannotJudge:
            self.queue.enqueue_dead(letter, "FilterEvaluationException")
            return
        for copy in copies:
            if self.queue.description.requires_session and copy.session_id is None:
                self.queue.enqueue_dead(copy, "Session ID is null.")
            else:
                self.queue.enqueue(copy)

    def _copies(self, letter: Letter) -> list[Letter]:
        """Rules without an action are OR-ed: one copy for all; each rule with one makes a copy of its own."""
        copies: list[Letter] = []
        unchanged = False
        for name in self.rules:
            rule = RULES[name]
            if rule.act is None and unchanged:
                continue
            try:
                if rule.passes(letter):
                    copies.append(_copy(letter, rule))
                    unchanged = unchanged or rule.act is None
            except CannotJudge:
                if self.description.dead_lettering_on_filter_evaluation_exceptions:
                    raise
        return copies


def _copy(letter: Letter, rule: Rule) -> Letter:
    return letter if rule.act is None else rule.act(letter).told({RULE_NAME: rule.description.name})


@dataclass
class Topic:
    """One topic. Scheduled messages wait in a queue inside it."""

    path: str
    description: TopicDescription
    intake: Intake
    waiting: Queue
    subscriptions: dict[str, Subscription] = field(default_factory=dict)

    def refuse(self, _letters: list[Letter]) -> Condition | None:
        """Say why messages cannot be taken."""
        return self.intake.objection()

    def send(self, letters: list[Letter]) -> Condition | None:
        """Take messages, all or none; duplicates are accepted and dropped."""
        refusal = self.refuse(letters)
        if refusal is None:
            for letter in letters:
                if not self.intake.is_duplicate(letter):
                    self.accept(letter)
        return refusal

    def accept(self, letter: Letter) -> None:
        """Let a message in, now or when it is due."""
        if letter.due_ms > self.waiting.moment.now_ms:
            self.waiting.schedule(letter)
        else:
            self.publish(letter)

    def publish(self, letter: Letter) -> None:
        """Give a message to the subscriptions that want it, even to none.

        [ASB messages-payloads] EnqueuedSequenceNumber is the topic's, or where it was first sent.
        """
        number = self.intake.next_number()
        copy = replace(letter, first_number=letter.first_number or number)
        for subscription in self.subscriptions.values():
            if subscription.queue.intake.gone is None:
                subscription.receive(copy)
