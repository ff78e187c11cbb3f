"""The kinds of stories: what they are about, and all that must have happened by the end of a run."""

import os
from typing import ClassVar, Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from longshore.model.entities import Topology
from tests.oracle import commands
from tests.oracle.acts.holding import Holding
from tests.oracle.acts.moving import Moving
from tests.oracle.acts.operating import Operating
from tests.oracle.acts.passing import Passing
from tests.oracle.acts.receiving import Receiving
from tests.oracle.acts.ruling import Ruling
from tests.oracle.acts.sending import Sending
from tests.oracle.acts.settling import Settling
from tests.oracle.acts.transacting import Transacting
from tests.oracle.scenes import (
    FORWARDING,
    FORWARDING_CHANGES,
    ONE_QUEUE,
    SESSIONS,
    TOPIC,
    TRANSACTION_EDGES_MS,
    TRANSACTIONS,
)
from tests.unit.broker.audit import compare

EXAMPLES: Final = int(os.environ.get("EXAMPLES", "0"))
"""How many stories of each kind a long run tells; 0 is as many as `make test` has time for."""

STEPS: Final = 50

budgets_bytes = st.sampled_from([0, 100, 1_000_000])


class Story(Sending, Receiving, Settling, Operating, Passing):
    """What happens wherever there are messages."""

    must: ClassVar[set[str]] = set()
    """What must have happened by the end of a run, see `commands`."""

    def teardown(self) -> None:
        """Memory is what a broker would read that starts now."""
        self.commit()
        compare(self.broker.namespace, self.broker.restarted())
        self.both_have_the_same_bodies()


class QueueStory(Story):
    """One queue without sessions."""

    must: ClassVar = {
        *commands.MESSAGES,
        *commands.DISK,
        "abandon refused: MESSAGE_LOCK_LOST",
        "ask refused: ENTITY_DISABLED",
        "cancel refused: MESSAGE_NOT_FOUND",
        "complete refused: MESSAGE_LOCK_LOST",
        "dead-letter refused: NOT_ALLOWED",
        "move back refused: NOT_ALLOWED",
        "renew a lock refused: MESSAGE_LOCK_LOST",
        "send refused: ENTITY_DISABLED",
    }

    @initialize(topology=ONE_QUEUE, budget=budgets_bytes)
    def begin(self, topology: Topology, budget: int) -> None:
        self.start(topology, budget)


class SessionStory(Story, Holding):
    """One queue with sessions."""

    must: ClassVar = {
        *commands.MESSAGES.keys() - {"renew a lock"},
        *commands.SESSIONS,
        *commands.DISK,
        "a request about a session refused: SESSION_LOCK_LOST",
        "accept a session refused: SESSION_CANNOT_BE_LOCKED",
        "complete refused: MESSAGE_LOCK_LOST",
        "send refused: NOT_ALLOWED",
    }

    @initialize(topology=SESSIONS, budget=budgets_bytes)
    def begin(self, topology: Topology, budget: int) -> None:
        self.start(topology, budget)


class TopicStory(Story, Holding, Ruling):
    """A topic with three subscriptions, one of which has sessions."""

    must: ClassVar = {
        *commands.MESSAGES.keys() - commands.RARE,
        *commands.SESSIONS,
        *commands.RULES,
        *commands.IDLENESS,
        *commands.DISK,
    }

    @initialize(topology=TOPIC, budget=budgets_bytes)
    def begin(self, topology: Topology, budget: int) -> None:
        self.start(topology, budget)


class ForwardingStory(Story, Moving, Ruling):
    """Entities that forward to each other, in chains and rings."""

    changes = FORWARDING_CHANGES

    must: ClassVar = {
        *commands.FORWARDING,
        *commands.IDLENESS,
        *commands.DISK,
        "a dead letter stays",
        "ask refused: NOT_ALLOWED",
        "forward refused: MaxTransferHopCountExceeded",
        "forward refused: TTLExpiredException",
        "forward refused: amqp:not-allowed",
        "forward refused: amqp:not-found",
        "move back",
        "update an entity",
    }

    @initialize(topology=FORWARDING, budget=budgets_bytes)
    def begin(self, topology: Topology, budget: int) -> None:
        self.start(topology, budget)

    def relays(self) -> list[str]:
        return ["nowhere", *self.topology.queues, *self.topology.topics]


class TransactionStory(Story, Holding, Transacting):
    """Transactions over a queue, a queue with sessions and a topic."""

    must: ClassVar = {
        *commands.TRANSACTIONS,
        *commands.DISK,
        "commit a transaction refused: TRANSACTION_ROLLED_BACK",
        "commit a transaction refused: TRANSACTION_TIMED_OUT",
        "commit a transaction refused: TRANSACTION_UNKNOWN",
        "send via",
    }

    edges_ms = TRANSACTION_EDGES_MS

    @initialize(topology=TRANSACTIONS, budget=budgets_bytes)
    def begin(self, topology: Topology, budget: int) -> None:
        self.start(topology, budget)

    def relays(self) -> list[str]:
        return ["nowhere", *self.topology.queues]


def tell(kind: type[Story], examples: int, *phases: Phase) -> None:
    """Tell stories of a kind; the same ones every time, unless a long run is asked for."""
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=EXAMPLES or examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            derandomize=not EXAMPLES,
            phases=phases or (Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
