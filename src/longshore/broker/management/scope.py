"""What an operation is about: an entity, one of its sub-queues, and the commit that is gathering."""

from collections.abc import Callable
from dataclasses import dataclass

from longshore.broker.errors import Unacceptable
from longshore.broker.unit import Unit
from longshore.engine.lane import Lane
from longshore.engine.message import SubQueue
from longshore.engine.namespace import Namespace
from longshore.engine.queue import Queue
from longshore.engine.session import Session
from longshore.engine.topic import Topic
from longshore.model.refusal import Condition, Refusal

_SESSION_NOT_HELD = Refusal(
    Condition.SESSION_LOCK_LOST, "This session is not locked by a receiver; accept it again."
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The entity of one request node. `path` is its address without sub-queue and `$management`."""

    namespace: Namespace
    path: str
    entity: Queue | Topic
    sub_queue: SubQueue
    current_unit: Callable[[], Unit]
    new_id: Callable[[], str]

    @property
    def unit(self) -> Unit:
        """The commit that is gathering."""
        return self.current_unit()

    def use(self, now_ms: int) -> None:
        """Note that the entity is in use [ASB message-expiration: idleness].

        Raises Unacceptable once it was deleted: what it held is off the disk, though the node still sees it.
        """
        if self.entity.intake.gone:
            deleted = Refusal(Condition.NOT_FOUND, f"The messaging entity '{self.path}' was deleted.")
            raise Unacceptable(deleted)
        self.entity.used_ms = now_ms

    @property
    def queue(self) -> Queue:
        """What holds messages; of a topic, the room where scheduled ones wait."""
        return self.entity.waiting if isinstance(self.entity, Topic) else self.entity

    def lane(self, session_id: str | None, now_ms: int) -> Lane:
        """Return the lane that is meant: a session that somebody holds, or the sub-queue's own."""
        if session_id is not None:
            return self.held_session(session_id, now_ms)
        return self.queue.lane_of(self.sub_queue, None)

    def held_session(self, session_id: str, now_ms: int) -> Session:
        """Return a session that is locked by somebody. Raises Unacceptable when it is not."""
        session = self.queue.sessions.held(session_id, now_ms)
        if session is None:
            raise Unacceptable(_SESSION_NOT_HELD)
        return session
