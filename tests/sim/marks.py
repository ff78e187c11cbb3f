"""Coverage marks: what a run of many seeds must have met at least once, or it has shown nothing of it."""

from collections import Counter
from enum import StrEnum


class Mark(StrEnum):
    """Events. Who adds one makes sure that 200 seeds meet it."""

    TORN = "page torn by a power cut"
    FORGOTTEN = "unsynced write lost"
    CUT_IN_COMMIT = "power cut in a commit"
    CUT_IN_RECOVERY = "power cut in a recovery"
    CRASH = "power cut between commits"
    KILLED = "broker killed, power on"
    EIO_IN_COMMIT = "EIO in a commit"
    EIO_IN_RECOVERY = "EIO in a recovery"
    EIO_ON_READ = "EIO on reading a body"
    FULL = "disk full: commits refused"
    FULL_OVER = "disk full: commits work again"
    SCARCE = "disk almost full: sends refused"
    SCARCE_OVER = "disk almost full: sends work again"
    PAGED = "body read back from the disk"
    CHECKPOINT = "log folded into the file"
    CUT = "connection cut"
    CUT_IN_FRAME = "connection cut in mid-frame"
    STALLED = "network stalled"
    CONGESTED = "slow reader congested"
    BEHIND_FAILURE = "batch turned away behind a failure"
    LOCK_EXPIRED = "lock expired"
    STALE_SETTLE = "settlement with a stale lock refused"
    RENEWED = "lock renewed"
    SESSION_EXPIRED = "session lock expired"
    SESSION_TAKEN_OVER = "session taken over"
    SESSION_NEXT = "next available session given"
    COMMITTED = "transaction committed"
    ROLLED_BACK = "transaction rolled back"
    REDELIVERED = "redelivered after a crash"
    DUPLICATE = "duplicate dropped"
    DUPLICATE_AFTER_CRASH = "duplicate dropped after a crash"
    FORWARDED = "message forwarded"
    SCHEDULED = "scheduled message came due"
    CANCELLED = "scheduled message cancelled"
    DEFERRED = "deferred message received by number"
    MAX_DELIVERIES = "dead-lettered after too many deliveries"
    EXPIRED = "message expired"
    BATCH = "batch sent"
    OVERSIZE = "oversize message rejected"
    GARBAGE = "connection ended over garbage"
    RESTED = "message rested before it came again"


class Marks:
    """The marks that one run hit."""

    def __init__(self) -> None:
        self.hits: Counter[Mark] = Counter()

    def hit(self, mark: Mark) -> None:
        """It happened."""
        self.hits[mark] += 1
