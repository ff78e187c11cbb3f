"""Sessions: a lane that one receiver holds at a time, with a state of its own.

The session's lock covers all its messages: they are locked as long as it is. Closing the session hands
its messages back uncounted and in order; a lock that runs out counts as a delivery of each.
"""

from collections import OrderedDict
from typing import TYPE_CHECKING

from longshore.engine.lane import Lane
from longshore.engine.message import Message
from longshore.model.refusal import Condition, Refusal

if TYPE_CHECKING:
    from longshore.engine.queue import Queue


class Session(Lane):
    """One session. `holder` is whoever accepted it, None while it is free."""

    __slots__ = ("holder", "locked_until_ms", "session_id", "state")

    def __init__(self, queue: "Queue", session_id: str) -> None:
        super().__init__(queue)
        self.session_id = session_id
        self.holder: object = None
        self.locked_until_ms = 0
        self.state: bytes | None = None

    @property
    def open(self) -> bool:
        """Whether its holder could take something now; nothing overtakes a message on its way back."""
        return self.ready_count > 0 and self.returning_count == 0

    @property
    def available(self) -> bool:
        """Whether a receiver of the next available session could get this one."""
        return self.holder is None and self.open

    @property
    def forgettable(self) -> bool:
        """Nothing is left, or on its way, that anyone could ask for."""
        return (
            self.holder is None
            and self.state is None
            and not (self.ready_count or self.underway_count or self.locked)
        )

    def find(self, token: bytes, now_ms: int) -> Message | None:
        """Return the message that a token locks, as long as the session's own lock lasts."""
        return self.locked.get(token) if self.locked_until_ms > now_ms else None

    def release_all(self) -> None:
        """The holder let go: every message back to its place, uncounted."""
        self.holder = None
        for token in list(self.locked):
            self.release(token)


class SessionTable:
    """The sessions of one queue that hold a message, a state or a lock."""

    __slots__ = ("_available", "_held", "_queue", "by_id")

    def __init__(self, queue: "Queue") -> None:
        self._queue = queue
        self.by_id: dict[str, Session] = {}
        self._available: OrderedDict[str, Session] = OrderedDict()
        self._held: OrderedDict[str, Session] = OrderedDict()

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
        return session

    def renew(self, session: Session, until_ms: int) -> None:
        """Let the session's lock end later."""
        session.locked_until_ms = until_ms
        self._held.move_to_end(session.session_id)

    def release(self, session: Session) -> None:
        """The holder closed the session, or is gone."""
        self._held.pop(session.session_id, None)
        session.release_all()
        self.refresh(session)

    def overdue(self, now_ms: int) -> list[Session]:
        """Return the sessions whose locks have ended; the caller must `release` or expire each."""
        ended = []
        for session in self._held.values():
            if session.locked_until_ms > now_ms:
                break
            ended.append(session)
        return ended

    def expire(self, session: Session) -> list[Message]:
        """A session's lock ran out: forget its holder and return its messages, whose deliveries count."""
        self._held.pop(session.session_id, None)
        session.holder = None
        ended = list(session.locked.values())
        session.locked.clear()
        return ended
