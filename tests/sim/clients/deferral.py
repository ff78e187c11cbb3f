"""Take messages back by number that somebody has deferred, and settle them by token."""

from uuid import UUID

from longshore.wire.values import Array, Int, Long
from tests.sim.amqp import Connection
from tests.sim.ledger import SOMEBODYS, Got, Outcome, Settled, Settling, Verdict
from tests.sim.links import Detached, InLink, Lost
from tests.sim.marks import Mark
from tests.sim.messages import decode

from .actor import Actor


async def take_deferred(actor: Actor, connection: Connection) -> None:
    """Take one of the deferred messages that need no session."""
    notebook = actor.world.deferred
    known = [
        (place, number)
        for place, numbers in notebook.items()
        for number, session in numbers.items()
        if not actor.world.layout.sessions(place) or place.endswith("$deadletterqueue")
    ]
    if known:
        place, number = actor.rng.choice(known)
        await take_number(actor, connection, place, number, None)


async def take_number(
    actor: Actor,
    connection: Connection,
    place: str,
    number: int,
    session: str | None,
    under: tuple[InLink, int] | None = None,
) -> bool:
    """Take a deferred message and complete it; returns whether it was there to be taken.

    `under` is the link and the tenure under which it is locked, if the link is still alive then.
    """
    body: dict[object, object] = {
        "sequence-numbers": Array(b"\x81", [Long(number)]),
        "receiver-settle-mode": Int(1),
    }
    if session is not None:
        body["session-id"] = session
    reply = await connection.request(place, "com.microsoft:receive-by-sequence-number", body)
    if reply.status != 200:
        return False
    (entry,) = reply.body["messages"]
    actor.world.marks.hit(Mark.DEFERRED)
    tenure = 0 if under is None else SOMEBODYS if under[0].over is not None else under[1]
    got = Got(
        actor.now_ms, reply.sent_ms, actor.new_id(), place, tenure, decode(entry["message"]), by_number=True
    )
    actor.note(got)
    await settle_by_token(actor, connection, got, entry["lock-token"], session)
    actor.world.deferred.get(place, {}).pop(number, None)
    return True


async def settle_by_token(
    actor: Actor, connection: Connection, got: Got, token: UUID, session: str | None
) -> None:
    """Complete a message by a request."""
    body: dict[object, object] = {
        "disposition-status": "completed",
        "lock-tokens": Array(b"\x98", [token]),
    }
    if session is not None:
        body["session-id"] = session
    actor.note(Settling(actor.now_ms, got.hold, Outcome.COMPLETE))
    try:
        reply = await connection.request(got.place, "com.microsoft:update-disposition", body)
    except (Lost, Detached):
        actor.note(Settled(actor.now_ms, got.hold, Verdict.UNKNOWN))
        raise
    verdict = Verdict.DONE if reply.status == 200 else Verdict.REFUSED
    actor.note(Settled(actor.now_ms, got.hold, verdict, None))
