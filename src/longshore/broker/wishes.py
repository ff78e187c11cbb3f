"""Which session a receiver wishes for, and how it is told which one it has got.

    com.microsoft:session-filter                  a session id, or null for the next available session
    com.microsoft:non-exclusive-session-filter    [session id or null, lock token or null]: the same, and who
                                                  shows the token of the answer may take the session over

[ASB AMQP protocol guide: sessions] for the first. The second is read in a client's source
(Azure.Messaging.ServiceBus 7.21, `AmqpNonExclusiveSessionFilterCodec.cs`); what the service does on a
takeover is inferred: the receiver before loses its link as if its lock had run out, but nothing is counted,
and the token changes hands and value.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from longshore.amqp.link import SenderLink
from longshore.engine.session import Session
from longshore.wire.states import Source
from longshore.wire.values import Described, Symbol, ULong

_EXCLUSIVE: Final = "com.microsoft:session-filter"
_SHARED: Final = "com.microsoft:non-exclusive-session-filter"
_SHARED_CODE: Final = ULong(0x137_0000_000E)


@dataclass(frozen=True, slots=True)
class SessionWish:
    """A session by name, or (None) the next available one; `token` is what is shown to take it over."""

    session_id: str | None
    shared: bool = False
    token: bytes | None = None


def session_wish(link: SenderLink) -> SessionWish | None:
    """Return the wish in a link's source, None when there is none.

    Values may be plain (Python, JavaScript) or described (.NET, Java).
    """
    source = link.attach.source
    filters = source.filter if source is not None else None
    if not filters:
        return None
    if _SHARED in filters:
        return _shared_wish(_plain(filters[_SHARED]))
    if _EXCLUSIVE in filters:
        return SessionWish(_text(_plain(filters[_EXCLUSIVE])))
    return None


def _shared_wish(fields: object) -> SessionWish:
    session_id, token = [*(fields if isinstance(fields, list) else []), None, None][:2]
    return SessionWish(_text(session_id), shared=True, token=token.bytes if isinstance(token, UUID) else None)


def granted_source(link: SenderLink, session: Session) -> Source:
    """Return the source of the answer: which session it is and, where it is shared, its token."""
    asked = link.attach.source
    if session.share_token is None:
        granted: dict[object, object] = {Symbol(_EXCLUSIVE): session.session_id}
    else:
        fields = [session.session_id, UUID(bytes=session.share_token)]
        granted = {Symbol(_SHARED): Described(_SHARED_CODE, fields)}
    return Source(address=asked.address if asked is not None else None, filter=granted)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Described) else value


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) else None
