"""Sessions [ASB message-sessions]: messages that one receiver gets, in order, as long as it holds them."""

from longshore.model.refusal import Condition
from tests.oracle.naive.message import DEAD, LOCKED, MAIN, READY, TRANSFER
from tests.oracle.naive.queue import Hold, Queue, State


def available(queue: Queue) -> set[str]:
    """Return the sessions that the next receiver of any session might get."""
    names = {item.lane for item in queue.items if item.state == READY} - {MAIN, DEAD, TRANSFER}
    return {name for name in names if name not in queue.holds and not queue.blocked(name)}


def accept(queue: Queue, name: str, holder: object) -> Condition | None:
    """Lock a session; it need not have messages."""
    if name in queue.holds:
        return Condition.SESSION_CANNOT_BE_LOCKED
    queue.holds[name] = Hold(holder, queue.moment.now_ms + queue.description.lock_duration_ms)
    return None


def renew(queue: Queue, name: str) -> int:
    """The session's lock, and with it those of its messages, lasts one lock duration from now."""
    until_ms = queue.moment.now_ms + queue.description.lock_duration_ms
    queue.holds[name].locked_until_ms = until_ms
    for item in queue.locked(name):
        item.locked_until_ms = until_ms
    return until_ms


def close(queue: Queue, name: str) -> None:
    """The holder lets go: the messages it has not settled go back, and nothing is counted."""
    del queue.holds[name]
    for item in queue.locked(name):
        item.rest()


def is_held(queue: Queue, name: str) -> bool:
    """Say whether a session's lock lasts; at the millisecond at which it ends, it has ended."""
    return name in queue.holds and queue.holds[name].locked_until_ms > queue.moment.now_ms


def set_state(queue: Queue, name: str, text: bytes | None) -> None:
    """[ASB message-sessions: message session state] Keep something for whoever holds the session next."""
    queue.states.append(State(name, text, queue.moment.now_ms, queue.moment.commit))


def state(queue: Queue, name: str) -> bytes | None:
    """Return the latest state that was set, whether it is on disk or not."""
    known = latest(queue).get(name)
    return None if known is None else known.text


def latest(queue: Queue) -> dict[str, State]:
    """Return the sessions that have a state."""
    return {known.session_id: known for known in queue.states}


def names(queue: Queue, changed_since_ms: int | None) -> set[str]:
    """List the sessions that have messages or a state, or those whose state was set since a time."""
    set_ms = {name: known.set_ms for name, known in latest(queue).items() if known.text is not None}
    if changed_since_ms is not None:
        return {name for name, at_ms in set_ms.items() if at_ms > changed_since_ms}
    holding = {item.lane for item in queue.items if item.free or item.state == LOCKED}
    return holding - {MAIN, DEAD, TRANSFER} | set_ms.keys()
