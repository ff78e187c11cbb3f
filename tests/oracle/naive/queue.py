"""A queue, and what a subscription is made of: messages by number, and how they come in."""

from dataclasses import dataclass, field, replace

from longshore.model.entities import QueueDescription
from longshore.model.refusal import Condition
from tests.oracle.naive.intake import Intake, Moment
from tests.oracle.naive.message import (
    ACTIVE,
    ASIDE,
    DEAD,
    LEAVING,
    LOCKED,
    MAIN,
    NEVER_MS,
    READY,
    REASON,
    SCHEDULED,
    SENDING,
    TRANSFER,
    Fate,
    Item,
    Letter,
)


@dataclass
class Hold:
    """A session that somebody holds."""

    holder: object
    locked_until_ms: int


@dataclass
class State:
    """What a session's holder keeps with it, and when that was set; None is nothing."""

    session_id: str
    text: bytes | None
    set_ms: int
    commit: int | None
    """The commit it waits for; None once it is on disk."""


@dataclass
class Queue:
    """One queue; also the queue inside a subscription, and where a topic's scheduled messages wait."""

    path: str
    description: QueueDescription
    moment: Moment
    intake: Intake
    items: list[Item] = field(default_factory=list)
    holds: dict[str, Hold] = field(default_factory=dict)
    states: list[State] = field(default_factory=list)
    used_ms: int = 0

    # -- coming in ---------------------------------------------------------------------------------

    def refuse(self, letters: list[Letter]) -> Condition | None:
        """[ASB message-sessions] A queue with sessions takes no message that belongs to none."""
        if self.description.requires_session and any(letter.session_id is None for letter in letters):
            return Condition.NOT_ALLOWED
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
        if letter.due_ms > self.moment.now_ms:
            self.schedule(letter)
        else:
            self.enqueue(letter)

    def enqueue(self, letter: Letter) -> Item:
        """Give a message its number and its place."""
        return self._put(letter, self.lane_of(letter.session_id))

    def schedule(self, letter: Letter) -> Item:
        """[ASB message-sequencing] Keep a message until its time, under a number that only cancels it."""
        item = self._put(letter, self.lane_of(letter.session_id))
        item.kind, item.due_ms = SCHEDULED, letter.due_ms
        item.live(item.lives_ms)
        return item

    def enqueue_dead(self, letter: Letter, reason: str, lane: str = DEAD) -> None:
        """[ASB dead-letter-queues] A message that cannot be taken is dead from the start."""
        item = self._put(_died(letter.told({REASON: reason}), self.path), lane)
        item.expires_ms = NEVER_MS

    def _put(self, letter: Letter, lane: str) -> Item:
        said = replace(letter, due_ms=0)
        item = Item(self.intake.next_number(), said, lane, self.moment.now_ms, self.moment.commit)
        item.live(self._lives_ms(letter.ttl_ms))
        self.items.append(item)
        return item

    def _lives_ms(self, ttl_ms: int | None) -> int:
        """[ASB message-expiration] The entity's time to live is the default, and the most there is."""
        entity_ms = self.description.default_message_time_to_live_ms
        return entity_ms if ttl_ms is None else min(ttl_ms, entity_ms)

    # -- looking -----------------------------------------------------------------------------------

    def lane_of(self, session_id: str | None) -> str:
        """Return where a message waits: in its session, where the queue has sessions."""
        return session_id if self.description.requires_session and session_id is not None else MAIN

    def ready(self, lane: str) -> list[Item]:
        """Return the messages that wait for a receiver, in order."""
        waiting = [item for item in self.items if item.lane == lane and item.state == READY]
        return sorted(waiting, key=lambda item: item.number)

    def blocked(self, lane: str) -> bool:
        """[ASB message-sessions] In a session nothing overtakes a message on its way back, or resting."""
        return lane not in {MAIN, DEAD, TRANSFER} and any(
            item.lane == lane and (_returns(item) or (item.state == ASIDE and item.kind == ACTIVE))
            for item in self.items
        )

    def locked(self, lane: str) -> list[Item]:
        """Return the messages that receivers of a lane have."""
        return [item for item in self.items if item.lane == lane and item.state == LOCKED]

    def visible(self) -> list[Item]:
        """Return the messages that are on disk, in order."""
        return sorted((item for item in self.items if item.state != SENDING), key=lambda item: item.number)

    # -- going on ----------------------------------------------------------------------------------

    def leave(self, item: Item, goes_to: Fate | None = None) -> None:
        """A message goes, or goes to another place in the queue, by the commit that gathers."""
        item.state, item.commit, item.goes_to = LEAVING, self.moment.commit, goes_to

    def bury(self, item: Item, reason: str, properties: dict[str, object], *, counts: bool = False) -> None:
        """[ASB dead-letter-queues] A message goes to the dead letters, with the reason in its properties."""
        self.leave(item, Fate(DEAD, properties={**properties, REASON: reason}, counts=counts))

    def arrive(self, item: Item) -> None:
        """A message that is LEAVING has got where it goes."""
        fate = item.goes_to
        if fate is None:
            self.items.remove(item)
            return
        if fate.lane == DEAD and item.lane != DEAD:
            item.expires_ms = NEVER_MS
            item.letter = _died(item.letter, self.path)
        item.lane, item.kind, item.due_ms, item.goes_to = fate.lane, fate.kind, fate.due_ms, None
        item.letter = item.letter.told(fate.properties)
        item.delivery_count += fate.counts
        item.rest()


def _died(letter: Letter, path: str) -> Letter:
    """[ASB messages-payloads] DeadLetterSource is the name of the entity in which it died first."""
    return replace(letter, dead_letter_source=path)


def _returns(item: Item) -> bool:
    fate = item.goes_to
    return item.state == LEAVING and fate is not None and fate.lane == item.lane and fate.kind == ACTIVE
