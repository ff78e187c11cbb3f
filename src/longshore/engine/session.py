"""Sessions: a lane that one receiver holds at a time. What state a session has is the business of `states`.

The session's lock covers all its messages: they are locked as long as it is. Closing the session hands
its messages back uncounted and in order; a lock that runs out counts as a delivery of each.
"""

from collections import OrderedDict
from typing import TYPE_CHECKING

from longshore.engine.lane import Lane, Locks
from longshore.engine.message import Message
from longshore.model.refusal import Condition, Refusal

if TYPE_CHECKING:
    from longshore.engine.queue import Queue


class Session(Lane):
    """One session. `holder` is whoever accepted it, None while it is free."""

    __slots__ = ("holder", "locked_until_ms", "session_id", "share_token")

    def __init__(self, queue: "Queue", session_id: str) -> None:
        super().__init__(queue)
        self.session_id = session_id
        self.holder: object = None
        self.locked_until_ms = 0
        self.share_token: bytes | None = None
        """What another receiver may show to take the session over; None while it is held exclusively."""

    @property
    def open(self) -> bool:
        """Whether its holder could take something now; nothing overtakes a message on its way back."""
        return self.ready_count > 0 and self.blocking_count == 0 and not self.queue.intake.gone

    @property
    def available(self) -> bool:
        """Whether a receiver of the next available session could get this one."""
        return self.holder is None and self.open

    @property
    def forgettable(self) -> bool:
        """Nothing is left, or on its way, that anyone could ask for."""
        return self.holder is None and self.empty and not self.underway_count

    @property
    def empty(self) -> bool:
        """No message is in this session."""
        return not (self.ready_count or self.aside_count or self.locked)

    def find(self, token: bytes, now_ms: int) -> Message | None:
        """Return the message that a token locks, as long as the session's own lock lasts."""
        if self.locked_until_ms <= now_ms or self.queue.intake.gone:
            return None
        return self.locked.get(token)


class SessionTable:
    """The sessions of one queue that hold a message or a lock."""

    __slots__ = ("_available", "_held", "_queue", "by_id")

    def __init__(self, queue: "Queue") -> None:
        self._queue = queue
        self.by_id: dict[str, Session] = {}
        self._available: OrderedDict[str, Session] = OrderedDict()
        self._held: Locks[str, Session] = Locks()

    def get(self, session_id: str) -> Session:
        """Return a session, made when it is not known yet."""
        session = self.by_id.get(session_id)
        if session is None:
            session = self.by_id[session_id] = Session(self._queue, session_id)
        return session

    def refresh(self, session: Session) -> None:
        """Note that a session may have become available, or need not be remembered any more."""
        if session.available:
            self._available.setdefault(session.session_id, session)
            return
        self._available.pop(session.session_id, None)
        if session.forgettable and self.by_id.get(session.session_id) is session:
            del self.by_id[session.session_id]

    @property
    def has_available(self) -> bool:
        """Whether `accept_next` would give a session."""
        return bool(self._available)

    def held(self, session_id: str, now_ms: int) -> Session | None:
        """Return the session of that name as long as somebody holds it."""
        session = self.by_id.get(session_id)
        return session if session is not None and session.locked_until_ms > now_ms else None

    def accept(self, session_id: str, holder: object, until_ms: int) -> Session | Refusal:
        """Lock the session of that name for a holder; it need not have messages."""
        session = self.get(session_id)
        if session.holder is not None:
            return Refusal(
                Condition.SESSION_CANNOT_BE_LOCKED,
                f"Session '{session_id}' is locked by another receiver; wait until it lets go.",
            )
        return self._lock(session, holder, until_ms)

    def accept_next(self, holder: object, until_ms: int) -> Session | None:
        """Lock the session that has been available longest, None when there is none."""
        for session in self._available.values():
            return self._lock(session, holder, until_ms)
        return None

    def _lock(self, session: Session, holder: object, until_ms: int) -> Session:
        self._available.pop(session.session_id, None)
        session.holder = holder
        session.locked_until_ms = until_ms
        self._held[session.session_id] = session
        self._held.noted(until_ms)
        return session

    def renew(self, session: Session, until_ms: int) -> None:
        """Let the session's lock end later."""
        session.locked_until_ms = until_ms
        self._held.move_to_end(session.session_id)
        self._held.noted(until_ms)

    def cut_short(self, session: Session, now_ms: int) -> None:
        """Let the session's lock end now, before its time; the next sweep finds it."""
        session.locked_until_ms = now_ms
        self._held.move_to_end(session.session_id, last=False)

    @property
    def next_end_ms(self) -> int:
        """When the next session's lock ends."""
        return self._held.next_end_ms

    def free(self, session: Session) -> list[Message]:
        """Nobody holds a session any more; returns the messages it had locked, which the caller moves on."""
        self._held.pop(session.session_id, None)
        session.holder = None
        session.locked_until_ms = 0
        session.share_token = None
        unlocked = list(session.locked.values())
        session.locked.clear()
        return unlocked

    def overdue(self, now_ms: int) -> list[Session]:
        """Return the sessions whose locks have ended; the caller must `free` each."""
        return self._held.overdue(now_ms)
