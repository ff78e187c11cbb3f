"""A queue as Azure's documentation tells of it: lists and linear scans, nothing clever.

Messages and sessions are read top to bottom; what a commit has not yet decided is marked with the commit it
waits for. The engine must do the same, faster.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from longshore.model.entities import QueueDescription

MAIN = ""
DEAD = "$DeadLetterQueue"
"""Lanes; the others are sessions."""

NEVER_MS = 0x7FFF_FFFF_FFFF_FFFF

SENDING, READY, LOCKED, LEAVING = "sending", "ready", "locked", "leaving"
GATHERING, UNDER_WAY = "gathering", "under way"


@dataclass
class Item:
    """A message, from the send on until its removal is on disk."""

    number: int
    body: str
    lane: str
    expires_ms: int
    state: str = SENDING
    delivery_count: int = 0
    token: bytes = b""
    locked_until_ms: int = 0
    commit: str = GATHERING
    """Of a message that is SENDING or LEAVING: the commit that it waits for."""
    goes_to: str | None = None
    """Of a LEAVING message: the lane, None for nowhere."""
    counts: bool = False
    """Of a LEAVING message: whether a delivery ended without success."""
    note: str = ""
    """Of a LEAVING message: what dead-lettering adds to its body."""


@dataclass
class SeenId:
    message_id: str
    seen_ms: int
    commit: str | None = GATHERING


@dataclass
class Holding:
    """A session that somebody holds."""

    holder: object
    locked_until_ms: int


@dataclass
class NaiveQueue:
    description: QueueDescription
    now_ms: int
    items: list[Item] = field(default_factory=list)
    seen: list[SeenId] = field(default_factory=list)
    holdings: dict[str, Holding] = field(default_factory=dict)
    states: dict[str, bytes] = field(default_factory=dict)
    new_states: list[tuple[str, str, bytes | None]] = field(default_factory=list)
    """(commit, session id, state) on their way to disk."""
    last_number: int = 0

    # -- sending -----------------------------------------------------------------------------------

    def send(self, body: str, message_id: str | None, session_id: str, ttl_ms: int | None) -> None:
        if message_id is not None:
            window_ms = self.description.duplicate_detection_history_time_window_ms
            if any(
                known.message_id == message_id and self.now_ms < known.seen_ms + window_ms
                for known in self.seen
            ):
                return
            self.seen.append(SeenId(message_id, self.now_ms))
        entity_ms = self.description.default_message_time_to_live_ms
        lives_ms = entity_ms if ttl_ms is None else min(ttl_ms, entity_ms)
        self.last_number += 1
        self.items.append(Item(self.last_number, body, session_id, min(self.now_ms + lives_ms, NEVER_MS)))

    # -- taking ------------------------------------------------------------------------------------

    def take(self, lane: str, count: int) -> list[Item]:
        if lane in self.holdings:
            until_ms = self.holdings[lane].locked_until_ms
        else:
            until_ms = self.now_ms + self.description.lock_duration_ms
        taken = self._first(lane, count)
        for item in taken:
            item.state = LOCKED
            item.locked_until_ms = until_ms
        return taken

    def take_away(self, lane: str, count: int) -> list[Item]:
        taken = self._first(lane, count)
        for item in taken:
            self._leave(item, None)
        return taken

    def _first(self, lane: str, count: int) -> list[Item]:
        found: list[Item] = []
        if self.blocked(lane):
            return found
        for item in self.ready(lane):
            if len(found) == count:
                break
            if item.expires_ms <= self.now_ms:
                self._expire(item)
            else:
                found.append(item)
        return found

    def ready(self, lane: str) -> list[Item]:
        waiting = [item for item in self.items if item.lane == lane and item.state == READY]
        return sorted(waiting, key=lambda item: item.number)

    def blocked(self, lane: str) -> bool:
        """In a session nothing overtakes a message that is on its way back."""
        return lane not in {MAIN, DEAD} and any(
            item.lane == lane and item.state == LEAVING and item.goes_to == lane for item in self.items
        )

    # -- settling ----------------------------------------------------------------------------------

    def locked_by(self, lane: str, token: bytes) -> Item | None:
        for item in self.items:
            if item.lane == lane and item.state == LOCKED and item.token == token:
                return item if self.now_ms < item.locked_until_ms else None
        return None

    def complete(self, item: Item) -> None:
        self._leave(item, None)

    def abandon(self, item: Item) -> None:
        item.counts = True
        limit = self.description.max_delivery_count
        if item.lane != DEAD and item.delivery_count + 1 >= limit:
            self._leave(
                item,
                DEAD,
                "|DeadLetterReason=MaxDeliveryCountExceeded|DeadLetterErrorDescription="
                f"Message could not be consumed after {limit} delivery attempts.",
            )
        else:
            self._leave(item, item.lane)

    def dead_letter(self, item: Item, reason: str) -> bool:
        if item.lane == DEAD:
            return False
        self._leave(item, DEAD, f"|DeadLetterReason={reason}")
        return True

    def release(self, lane: str, token: bytes) -> None:
        for item in self.items:
            if item.lane == lane and item.state == LOCKED and item.token == token:
                item.state = READY

    def renew(self, item: Item) -> int:
        item.locked_until_ms = self.now_ms + self.description.lock_duration_ms
        return item.locked_until_ms

    def _leave(self, item: Item, goes_to: str | None, note: str = "") -> None:
        item.state, item.commit, item.goes_to, item.note = LEAVING, GATHERING, goes_to, note

    def _expire(self, item: Item) -> None:
        if self.description.dead_lettering_on_message_expiration:
            self._leave(
                item,
                DEAD,
                "|DeadLetterReason=TTLExpiredException"
                "|DeadLetterErrorDescription=The message expired and was dead lettered.",
            )
        else:
            self._leave(item, None)

    # -- sessions ----------------------------------------------------------------------------------

    def available(self) -> set[str]:
        names = {item.lane for item in self.items if item.state == READY} - {MAIN, DEAD}
        return {name for name in names if name not in self.holdings and not self.blocked(name)}

    def accept(self, name: str, holder: object) -> bool:
        if name in self.holdings:
            return False
        self.holdings[name] = Holding(holder, self.now_ms + self.description.lock_duration_ms)
        return True

    def renew_session(self, name: str) -> int:
        until_ms = self.now_ms + self.description.lock_duration_ms
        self.holdings[name].locked_until_ms = until_ms
        for item in self._locked(name):
            item.locked_until_ms = until_ms
        return until_ms

    def close(self, name: str) -> None:
        del self.holdings[name]
        for item in self._locked(name):
            item.state = READY

    def set_state(self, name: str, state: bytes | None) -> None:
        self.new_states.append((GATHERING, name, state))

    def _locked(self, lane: str) -> list[Item]:
        return [item for item in self.items if item.lane == lane and item.state == LOCKED]

    # -- time --------------------------------------------------------------------------------------

    def sweep(self) -> list[object]:
        """End what time has ended; returns the holders of sessions whose locks ran out."""
        over = {name: held for name, held in self.holdings.items() if held.locked_until_ms <= self.now_ms}
        for name in over:
            del self.holdings[name]
        for item in self.items:
            if item.state == LOCKED and item.locked_until_ms <= self.now_ms:
                self.abandon(item)
            elif item.state == READY and item.expires_ms <= self.now_ms:
                self._expire(item)
        return [held.holder for held in over.values()]

    # -- commits -----------------------------------------------------------------------------------

    def give_to_disk(self) -> None:
        """What was gathered is under way; the next commit gathers."""
        waiting: Iterable[Item | SeenId] = (*self.items, *self.seen)
        for known in waiting:
            if known.commit == GATHERING:
                known.commit = UNDER_WAY
        self.new_states = [(UNDER_WAY, name, state) for _, name, state in self.new_states]

    def succeed(self) -> None:
        """What was under way is on disk."""
        for item in list(self.items):
            if item.commit != UNDER_WAY:
                continue
            if item.state == SENDING:
                item.state = READY
            elif item.state == LEAVING:
                self._arrive(item)
        for known in self.seen:
            if known.commit == UNDER_WAY:
                known.commit = None
        for _, name, state in [entry for entry in self.new_states if entry[0] == UNDER_WAY]:
            if state is None:
                self.states.pop(name, None)
            else:
                self.states[name] = state
        self.new_states = [entry for entry in self.new_states if entry[0] == GATHERING]

    def _arrive(self, item: Item) -> None:
        if item.goes_to is None:
            self.items.remove(item)
            return
        if item.goes_to == DEAD != item.lane:
            item.expires_ms = NEVER_MS
        item.state, item.lane = READY, item.goes_to
        item.body += item.note
        item.delivery_count += item.counts
        item.counts = False

    def fail(self) -> None:
        """What was under way will never be on disk, nor what was gathered behind it."""
        self.items = [item for item in self.items if item.state != SENDING]
        for item in self.items:
            if item.state == LEAVING:
                item.state, item.counts = READY, False
        self.seen = [known for known in self.seen if known.commit is None]
        self.new_states = []
