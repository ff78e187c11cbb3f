"""Every command of the engine, by the name under which stories note that it succeeded.

A run ends well only when each has succeeded at least once: stories in which everything is refused prove
nothing.
"""

from collections.abc import Mapping
from types import ModuleType
from typing import Final

from longshore.broker.management import rules
from longshore.broker.transactions import Transaction, Transactions
from longshore.engine import forwarding, operations, sweep
from longshore.engine.arrivals import Arrivals
from longshore.engine.forwarding import Relay
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.states import SessionStates
from longshore.engine.topic import Topic

ROOMS: Final[tuple[type | ModuleType, ...]] = (
    Arrivals,
    Queue,
    SessionStates,
    Topic,
    Namespace,
    Relay,
    Transaction,
    Transactions,
    operations,
    forwarding,
    sweep,
    rules,
)
"""Where the engine's commands stand, with those of transactions, which `broker` runs on it."""

MESSAGES: Final = {
    "send": "send",
    "send later": "schedule",
    "schedule": "schedule",
    "cancel": "cancel",
    "drop a duplicate": "send",
    "receive": "take",
    "receive and delete": "take_away",
    "receive deferred": "take_deferred",
    "receive and delete deferred": "take_deferred",
    "browse": "browse",
    "complete": "complete",
    "abandon": "abandon",
    "abandon and rest": "abandon",
    "defer": "defer",
    "dead-letter": "dead_letter",
    "release": "release",
    "renew a lock": "renew_lock",
    "delete": "delete",
    "delete what is older": "delete_older",
    "move back": "move_back",
    "sweep": "sweep",
    "update an entity": "describe",
    "provision": "put_queue",
}
"""What there is wherever there are messages."""

RARE: Final = {"receive deferred", "receive and delete deferred", "delete what is older"}
"""What stories of one queue see to: those of a topic have too many to choose from."""

SESSIONS: Final = {
    "accept a session": "accept_session",
    "accept the next session": "accept_next_session",
    "renew a session": "renew_session",
    "close a session": "release_session",
    "lose a session": "sweep",
    "set a state": "set",
    "remove a state": "set",
    "list sessions": "session_ids",
    "list changed sessions": "session_ids",
}

IDLENESS: Final = {"delete what is idle": "delete_idle"}

RULES: Final = {"add a rule": "add_rule", "remove a rule": "remove_rule"}

FORWARDING: Final = {"forward": "forward", "send via": "send"}

TRANSACTIONS: Final = {
    "declare": "declare",
    "enlist a send": "enlist_send",
    "enlist a settlement": "enlist_settlement",
    "commit a transaction": "commit",
    "roll back a transaction": "roll_back",
    "roll back what a client declared": "roll_back_all_of",
    "doom a transaction": "doom",
    "let go of transactions": "expire",
}

DISK: Final = {"a commit succeeds": "", "a commit fails": "", "crash": ""}
"""What is not the engine's to do, but has to happen in every kind of story."""

REFUSALS: Final = {
    "forward refused: MaxTransferHopCountExceeded",
    "forward refused: amqp:not-found",
    "forward refused: amqp:not-allowed",
    "forward refused: TTLExpiredException",
    "a dead letter stays",
    "commit a transaction refused: TRANSACTION_ROLLED_BACK",
    "commit a transaction refused: TRANSACTION_TIMED_OUT",
    "commit a transaction refused: TRANSACTION_UNKNOWN",
    "complete refused: MESSAGE_LOCK_LOST",
    "abandon refused: MESSAGE_LOCK_LOST",
    "dead-letter refused: NOT_ALLOWED",
    "renew a lock refused: MESSAGE_LOCK_LOST",
    "accept a session refused: SESSION_CANNOT_BE_LOCKED",
    "a request about a session refused: SESSION_LOCK_LOST",
    "send refused: ENTITY_DISABLED",
    "send refused: NOT_ALLOWED",
    "ask refused: ENTITY_DISABLED",
    "ask refused: NOT_ALLOWED",
    "cancel refused: MESSAGE_NOT_FOUND",
    "move back refused: NOT_ALLOWED",
}
"""What must have been refused at least once, in one kind of story or another."""

PARTS: Final = {
    # what commands are made of, and asked by: no client asks for them alone
    "accept",
    "activate",
    "enqueue",
    "enqueue_dead",
    "find_aside",
    "is_duplicate",
    "objection",
    "destination_of",
    "publish",
    "refuse",
    "without_session",
    "browse_all",
    "find",
    # how entities come to be, and are found
    "put_queue",
    "put_topic",
    "put_subscription",
    "delete_queue",
    "delete_topic",
    "delete_subscription",
    "receivable",
    "sendable",
    "subscription",
    "not_found",
    "all_queues",
    "restore",
    "forget",
    "come_back",
    # a page of rules for who lists them
    "enumerate_rules",
    "get",
}

ALL: Final[Mapping[str, str]] = {
    **MESSAGES,
    **SESSIONS,
    **RULES,
    **IDLENESS,
    **FORWARDING,
    **TRANSACTIONS,
    **DISK,
}
