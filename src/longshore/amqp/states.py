"""The three life cycles of AMQP as literal tables. Everything that says what may follow what lives here.

Theory. Each endpoint is in one state; an input is either a frame that arrived ("< open") or one that we
send ("> open"). A pair that is missing from its table is illegal: from the peer it is a violation, from us
a programming error. The tables do not know what a frame contains; size, credit and windows are checked
where they are counted, in `session` and `link`.

Connection [AMQP 2.4.6, 5.3]. The peer chooses whether SASL comes first. A header we cannot serve is
answered with the one we want, and the connection ends [AMQP 2.2]. The states of the standard in which
one side has sent its header or open and the other has not are folded away, because the listening side
answers in the same turn.

    AWAIT_HEADER --SASL--> SASL_OFFERED --init--> SASL_DECIDING --ok--> AWAIT_AMQP_HEADER --> AWAIT_OPEN
    AWAIT_HEADER --AMQP-----------------------------------------------------------------------> AWAIT_OPEN
    AWAIT_OPEN --open--> OPEN_RECEIVED --our open--> OPENED --close either way--> ... --> CLOSED

Session [AMQP 2.5.5] and link [AMQP 2.6.3] are begun by the peer only: a broker never begins on its own. When
the peer ends one while it still waits for dispositions, our detach or end comes behind those: clients take
it as the last word, and forget what they waited for.
"""

from enum import Enum, auto
from typing import Final


class ConnectionState(Enum):
    """Where a connection is in its life."""

    AWAIT_HEADER = auto()
    SASL_OFFERED = auto()
    SASL_DECIDING = auto()
    AWAIT_AMQP_HEADER = auto()
    AWAIT_OPEN = auto()
    OPEN_RECEIVED = auto()
    OPENED = auto()
    CLOSE_SENT = auto()
    CLOSED = auto()


_C = ConnectionState

CONNECTION: Final[dict[tuple[ConnectionState, str], ConnectionState]] = {
    (_C.AWAIT_HEADER, "< sasl header"): _C.SASL_OFFERED,
    (_C.AWAIT_HEADER, "< amqp header"): _C.AWAIT_OPEN,
    (_C.SASL_OFFERED, "< sasl-init"): _C.SASL_DECIDING,
    (_C.SASL_DECIDING, "> sasl-outcome ok"): _C.AWAIT_AMQP_HEADER,
    (_C.SASL_DECIDING, "> sasl-outcome failed"): _C.CLOSED,
    (_C.AWAIT_AMQP_HEADER, "< amqp header"): _C.AWAIT_OPEN,
    (_C.AWAIT_OPEN, "< open"): _C.OPEN_RECEIVED,
    (_C.OPEN_RECEIVED, "> open"): _C.OPENED,
    (_C.OPENED, "< close"): _C.CLOSED,
    (_C.OPENED, "> close"): _C.CLOSE_SENT,
    (_C.CLOSE_SENT, "< close"): _C.CLOSED,
}
"""A broken peer is cut off from any state by `Connection.fail`, which is therefore no row."""


class SessionState(Enum):
    """Where a session is in its life."""

    BEGIN_RECEIVED = auto()
    MAPPED = auto()
    END_RECEIVED = auto()
    END_SENT = auto()
    ENDED = auto()


_S = SessionState

SESSION: Final[dict[tuple[SessionState, str], SessionState]] = {
    (_S.BEGIN_RECEIVED, "> begin"): _S.MAPPED,
    (_S.MAPPED, "< end"): _S.END_RECEIVED,
    (_S.END_RECEIVED, "> end"): _S.ENDED,
    (_S.MAPPED, "> end"): _S.END_SENT,
    (_S.END_SENT, "< end"): _S.ENDED,
}


class LinkState(Enum):
    """Where a link is in its life."""

    ATTACH_RECEIVED = auto()
    ATTACHED = auto()
    DETACH_SENT = auto()
    DETACHED = auto()


_L = LinkState

LINK: Final[dict[tuple[LinkState, str], LinkState]] = {
    (_L.ATTACH_RECEIVED, "> attach"): _L.ATTACHED,
    (_L.ATTACH_RECEIVED, "> refuse"): _L.DETACH_SENT,
    (_L.ATTACH_RECEIVED, "< detach"): _L.DETACHED,
    (_L.ATTACHED, "< detach"): _L.DETACHED,
    (_L.ATTACHED, "> detach"): _L.DETACH_SENT,
    (_L.DETACH_SENT, "< detach"): _L.DETACHED,
}
"""A link may wait in ATTACH_RECEIVED: a receiver of the next available session does, until there is one."""
