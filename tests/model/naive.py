"""A queue as Azure's documentation tells of it: lists and linear scans, nothing clever.

Messages and sessions are read top to bottom; what a commit has not yet decided is marked with the commit it
waits for. The engine must do the same, faster.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from longshore.model.entities import QueueDescription

MAIN = ""
DEAD = "$DeadLetterQueue"
"""Lanes; the others are sessions."""

NEVER_MS = 0x7FFF_FFFF_FFFF_FFFF

SENDING, READY, ASIDE, LOCKED, LEAVING = "sending", "ready", "aside", "locked", "leaving"
ACTIVE, DEFERRED, SCHEDULED = "active", "deferred", "scheduled"
GATHERING, UNDER_WAY = "gathering", "under way"

WHY = {"DeadLetterReason", "DeadLetterErrorDescription"}


@dataclass
class Item:
    """A message, from the send on until its removal is on disk."""

    number: int
    text: str
    home: str
    """The lane that it was sent to."""
    ttl_ms: int | None
    header_bytes: int
    enqueued_ms: int
    expires_ms: int
    properties: dict[str, str] = field(default_factory=dict)
    lane: str = ""
    kind: str = ACTIVE
    due_ms: int = 0
    """When it is enqueued, or comes again; 0 is at once."""
    state: str = SENDING
    delivery_count: int = 0
    token: bytes = b""
    locked_until_ms: int = 0
    commit: str = GATHERING
    """Of a message that is SENDING or LEAVING: the commit that it waits for."""
    goes_to: "Fate | None" = None
    """Of a LEAVING message: where and how it stays in the queue."""

    @property
    def body(self) -> str:
        return "|".join([self.text, *(f"{name}={value}" for name, value in self.properties.items())])

    @property
    def free(self) -> bool:
        return self.state in {READY, ASIDE}

    def rest(self) -> None:
        """Be where it belongs."""
        self.state = READY if self.kind == ACTIVE and not self.due_ms else ASIDE


@dataclass
class Fate:
    """What becomes of a message that stays in its queue."""

    lane: str
    kind: str = ACTIVE
    due_ms: int = 0
    properties: Mapping[str, str] = field(default_factory=dict)
    counts: bool = False
    """Whether a delivery ended without success."""


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

    def send(
        self,
        text: str,
        message_id: str | None,
        home: str,
        ttl_ms: int | None,
        due_ms: int,
        header_bytes: int,
    ) -> None:
        if message_id is not None:
            window_ms = self.description.duplicate_detection_history_time_window_ms
            if any(
                known.message_id == message_id and self.now_ms < known.seen_ms + window_ms
                for known in self.seen
            ):
                return
            self.seen.append(SeenId(message_id, self.now_ms))
        item = self._enqueue(text, home, ttl_ms, header_bytes)
        if due_ms > self.now_ms:
            item.kind, item.due_ms = SCHEDULED, due_ms

    def _enqueue(self, text: str, home: str, ttl_ms: int | None, header_bytes: int) -> Item:
        entity_ms = self.description.default_message_time_to_live_ms
        lives_ms = entity_ms if ttl_ms is None else min(ttl_ms, entity_ms)
        expires_ms = min(self.now_ms + lives_ms, NEVER_MS)
        self.last_number += 1
        item = Item(self.last_number, text, home, ttl_ms, header_bytes, self.now_ms, expires_ms, lane=home)
        self.items.append(item)
        return item

    def cancel(self, numbers: list[int]) -> bool:
        return self._remove_all([item for item in self.items if item.kind == SCHEDULED], numbers)

    # -- taking ------------------------------------------------------------------------------------

    def take(self, lane: str, count: int) -> list[Item]:
        taken = self._first(lane, count)
        for item in taken:
            self._lock(item)
        return taken

    def _lock(self, item: Item) -> None:
        item.state = LOCKED
        if item.lane in self.holdings:
            item.locked_until_ms = self.holdings[item.lane].locked_until_ms
        else:
            item.locked_until_ms = self.now_ms + self.description.lock_duration_ms

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

    def take_deferred(self, lane: str, numbers: list[int], *, delete: bool) -> list[Item] | None:
        deferred = [item for item in self.items if item.kind == DEFERRED and item.lane == lane]
        found = self._pick(deferred, numbers)
        expired = [item for item in found or () if item.expires_ms <= self.now_ms]
        for item in expired:
            self._expire(item)
        if expired:
            return None
        for item in found or ():
            if delete:
                self._leave(item, None)
            else:
                self._lock(item)
        return found

    def ready(self, lane: str) -> list[Item]:
        waiting = [item for item in self.items if item.lane == lane and item.state == READY]
        return sorted(waiting, key=lambda item: item.number)

    def blocked(self, lane: str) -> bool:
        """In a session nothing overtakes a message that is on its way back, or resting before it."""
        return lane not in {MAIN, DEAD} and any(
            item.lane == lane and (_returns(item) or (item.state == ASIDE and item.kind == ACTIVE))
            for item in self.items
        )

    def browse(self, *, dead: bool, from_number: int, count: int, session: str | None) -> list[Item]:
        seen = [
            item
            for item in self.items
            if item.state != SENDING
            and not (item.state == LEAVING and item.goes_to is None)
            and (item.lane == DEAD) is dead
            and item.number >= from_number
            and session in {None, item.home}
        ]
        return sorted(seen, key=lambda item: item.number)[:count]

    # -- settling ----------------------------------------------------------------------------------

    def locked_by(self, lane: str, token: bytes) -> Item | None:
        for item in self.items:
            if item.lane == lane and item.state == LOCKED and item.token == token:
                return item if self.now_ms < item.locked_until_ms else None
        return None

    def complete(self, item: Item) -> None:
        self._leave(item, None)

    def abandon(self, item: Item, properties: Mapping[str, str], delay_ms: int | None) -> None:
        limit = self.description.max_delivery_count
        count = item.delivery_count + 1
        if item.lane != DEAD and count >= limit:
            why = f"Message could not be consumed after {limit} delivery attempts."
            self._bury(item, "MaxDeliveryCountExceeded", why, properties)
            assert item.goes_to is not None
            item.goes_to.counts = True
            return
        policy = self.description.retry
        if delay_ms is None and policy is not None:
            delay_ms = min(
                round(policy.initial_delay_ms * policy.multiplier ** (count - 1)), policy.max_delay_ms
            )
        due_ms = self.now_ms + delay_ms if delay_ms and item.kind == ACTIVE else 0
        self._leave(item, Fate(item.lane, item.kind, due_ms, properties, counts=True))

    def defer(self, item: Item, properties: Mapping[str, str]) -> None:
        self._leave(item, Fate(item.lane, DEFERRED, 0, properties))

    def dead_letter(self, item: Item, reason: str, properties: Mapping[str, str]) -> bool:
        if item.lane == DEAD:
            return False
        self._leave(item, Fate(DEAD, properties={**properties, "DeadLetterReason": reason}))
        return True

    def release(self, lane: str, token: bytes) -> None:
        for item in self.items:
            if item.lane == lane and item.state == LOCKED and item.token == token:
                item.rest()

    def renew(self, item: Item) -> int:
        item.locked_until_ms = self.now_ms + self.description.lock_duration_ms
        return item.locked_until_ms

    def _leave(self, item: Item, goes_to: Fate | None) -> None:
        item.state, item.commit, item.goes_to = LEAVING, GATHERING, goes_to

    def _bury(self, item: Item, reason: str, why: str, properties: Mapping[str, str]) -> None:
        said = {"DeadLetterReason": reason, "DeadLetterErrorDescription": why}
        self._leave(item, Fate(DEAD, properties={**properties, **said}))

    def _expire(self, item: Item) -> None:
        if self.description.dead_lettering_on_message_expiration:
            self._bury(item, "TTLExpiredException", "The message expired and was dead lettered.", {})
        else:
            self._leave(item, None)

    # -- operators ---------------------------------------------------------------------------------

    def delete(self, numbers: list[int], *, dead: bool) -> bool:
        return self._remove_all([item for item in self.items if (item.lane == DEAD) is dead], numbers)

    def delete_older(self, before_ms: int, count: int, *, dead: bool) -> int:
        old = [
            item
            for item in self.browse(dead=dead, from_number=0, count=1_000, session=None)
            if item.state == READY and item.enqueued_ms < before_ms
        ][:count]
        for item in old:
            self._leave(item, None)
        return len(old)

    def move_back(self, numbers: list[int], properties: Mapping[str, str]) -> bool:
        found = self._pick([item for item in self.items if item.lane == DEAD], numbers)
        for item in found or ():
            again = self._enqueue(item.text, item.home, item.ttl_ms, item.header_bytes)
            again.properties = {name: text for name, text in item.properties.items() if name not in WHY}
            again.properties.update(properties)
            self._leave(item, None)
        return found is not None

    def _remove_all(self, among: list[Item], numbers: list[int]) -> bool:
        found = self._pick(among, numbers)
        for item in found or ():
            self._leave(item, None)
        return found is not None

    def _pick(self, among: list[Item], numbers: list[int]) -> list[Item] | None:
        """Find free messages by number, all or none."""
        free = {item.number: item for item in among if item.free}
        if not set(numbers) <= free.keys():
            return None
        return [free[number] for number in dict.fromkeys(numbers)]

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
            item.rest()

    def set_state(self, name: str, state: bytes | None) -> None:
        self.new_states.append((GATHERING, name, state))

    def state(self, name: str) -> bytes | None:
        """The latest that was set, whether it is on disk or not."""
        new = [state for _, session_id, state in self.new_states if session_id == name]
        return new[-1] if new else self.states.get(name)

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
                self.abandon(item, {}, None)
        self._end_waits()
        for item in self.items:
            if item.free and item.kind == ACTIVE and item.expires_ms <= self.now_ms:
                self._expire(item)
        return [held.holder for held in over.values()]

    def _end_waits(self) -> None:
        due = [item for item in self.items if item.state == ASIDE and 0 < item.due_ms <= self.now_ms]
        for item in sorted(due, key=lambda item: (item.due_ms, item.number)):
            if item.kind == SCHEDULED:
                self._enqueue(item.text, item.home, item.ttl_ms, item.header_bytes)
                self._leave(item, None)
            else:
                item.due_ms = 0
                item.rest()

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
                item.rest()
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
        fate = item.goes_to
        if fate is None:
            self.items.remove(item)
            return
        if fate.lane == DEAD:
            item.expires_ms = NEVER_MS
        item.lane, item.kind, item.due_ms, item.goes_to = fate.lane, fate.kind, fate.due_ms, None
        item.properties.update(fate.properties)
        item.delivery_count += fate.counts
        item.rest()

    def fail(self) -> None:
        """What was under way will never be on disk, nor what was gathered behind it."""
        self.items = [item for item in self.items if item.state != SENDING]
        for item in self.items:
            if item.state == LEAVING:
                item.goes_to = None
                item.rest()
        self.seen = [known for known in self.seen if known.commit is None]
        self.new_states = []


def _returns(item: Item) -> bool:
    fate = item.goes_to
    return item.state == LEAVING and fate is not None and fate.lane == item.lane and fate.kind == ACTIVE
