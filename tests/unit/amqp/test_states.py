"""The three tables, walked: every state with every input, through the tables and through the connection."""

from collections.abc import Callable
from typing import Final

import pytest

from longshore.amqp.connection import Connection
from longshore.amqp.errors import PeerViolation
from longshore.amqp.events import Closed
from longshore.amqp.link import Link
from longshore.amqp.states import CONNECTION, LINK, SESSION, ConnectionState, LinkState, SessionState
from longshore.wire.frames import AMQP_HEADER, SASL_FRAME, SASL_HEADER
from longshore.wire.performatives import Attach, Close, Detach, End, Open, SaslInit
from longshore.wire.states import Error
from longshore.wire.values import Symbol

from .peer import CHANNEL, Peer, frame

C = ConnectionState
S = SessionState
L = LinkState
ERROR = Error("x:y")

CONNECTION_INPUTS: Final = sorted({signal for _, signal in CONNECTION})
SESSION_INPUTS: Final = sorted({signal for _, signal in SESSION})
LINK_INPUTS: Final = sorted({signal for _, signal in LINK})


def all_but(*states: ConnectionState) -> list[ConnectionState]:
    return [state for state in C if state not in states]


def test_nothing_follows_the_last_state() -> None:
    assert not any(state is C.CLOSED for state, _ in CONNECTION)
    assert not any(state is S.ENDED for state, _ in SESSION)
    assert not any(state is L.DETACHED for state, _ in LINK)


def test_every_state_can_be_reached() -> None:
    assert {C.AWAIT_HEADER, *CONNECTION.values()} == set(C)
    assert {S.BEGIN_RECEIVED, *SESSION.values()} == set(S)
    assert {L.ATTACH_RECEIVED, *LINK.values()} == set(L)


class TestConnection:
    @pytest.mark.parametrize("signal", CONNECTION_INPUTS)
    @pytest.mark.parametrize("state", C)
    def test_a_step_follows_the_table_or_is_illegal(self, state: ConnectionState, signal: str) -> None:
        connection = Connection("broker", 0, lambda: None)
        connection.state = state
        following = CONNECTION.get((state, signal))
        if following is None:
            with pytest.raises(PeerViolation, match=f"not allowed in state {state.name}"):
                connection._step(signal)
        else:
            connection._step(signal)
            assert connection.state is following

    @pytest.mark.parametrize("signal", [signal for signal in CONNECTION_INPUTS if signal.startswith("<")])
    @pytest.mark.parametrize("state", all_but(C.OPEN_RECEIVED), ids=lambda state: state.name)
    def test_what_a_peer_says_out_of_turn_ends_the_connection(
        self, state: ConnectionState, signal: str
    ) -> None:
        peer = in_state(state)
        events = peer.says(SAID[signal])
        if (state, signal) in CONNECTION:
            reached = CONNECTION[state, signal]
            assert peer.connection.state is CONNECTION.get((reached, "> open"), reached)
        elif (state, signal) == (C.CLOSE_SENT, "< open") or state is C.CLOSED:
            assert (events, peer.connection.state) == ([], state)  # nobody listens any more
        else:
            assert peer.connection.closed
            [closed] = events
            assert isinstance(closed, Closed)
            assert closed.violated
            assert closed.error is not None
            assert closed.error.condition == OUT_OF_TURN.get((state, signal), "amqp:connection:framing-error")

    @pytest.mark.parametrize("state", all_but(C.SASL_DECIDING, C.OPEN_RECEIVED), ids=lambda state: state.name)
    def test_we_decide_only_when_asked(self, state: ConnectionState) -> None:
        with pytest.raises(PeerViolation, match="not allowed in state"):
            in_state(state).connection.sasl_outcome(ok=True)

    @pytest.mark.parametrize("state", all_but(C.OPENED, C.OPEN_RECEIVED), ids=lambda state: state.name)
    def test_we_close_only_what_is_open(self, state: ConnectionState) -> None:
        peer = in_state(state)
        peer.connection.close("stopping")
        assert peer.connection.state is state
        assert peer.hears() == []


SAID: Final = {
    "< sasl header": SASL_HEADER,
    "< amqp header": AMQP_HEADER,
    "< sasl-init": frame(SaslInit(Symbol("PLAIN")), channel=0, frame_type=SASL_FRAME),
    "< open": frame(Open("client"), channel=0),
    "< close": frame(Close(), channel=0),
}

OUT_OF_TURN: Final = {
    (C.AWAIT_OPEN, "< close"): "amqp:illegal-state",
    (C.SASL_DECIDING, "< sasl-init"): "amqp:illegal-state",
    (C.OPENED, "< open"): "amqp:not-allowed",
}
"""What is well framed, but comes too early or twice."""


def in_state(state: ConnectionState) -> Peer:
    """Return a client whose connection is in a state; what was said so far has been read."""
    peer = Peer()
    if state in {C.SASL_OFFERED, C.SASL_DECIDING, C.AWAIT_AMQP_HEADER}:
        peer.says(SASL_HEADER)
    if state in {C.SASL_DECIDING, C.AWAIT_AMQP_HEADER}:
        peer.says(SAID["< sasl-init"])
    if state is C.AWAIT_AMQP_HEADER:
        peer.connection.sasl_outcome(ok=True)
    if state in {C.AWAIT_OPEN, C.OPENED, C.CLOSE_SENT}:
        peer.says(AMQP_HEADER)
    if state in {C.OPENED, C.CLOSE_SENT}:
        peer.says(SAID["< open"])
    if state is C.CLOSE_SENT:
        peer.connection.close("stopping")
    if state is C.CLOSED:
        peer.connection.lost()
    peer.hears()
    assert peer.connection.state is state
    return peer


class TestSession:
    @pytest.mark.parametrize("signal", SESSION_INPUTS)
    @pytest.mark.parametrize("state", S)
    def test_it_follows_the_table(self, state: SessionState, signal: str) -> None:
        peer = Peer.begun()
        session = peer.session
        session.state = state
        session._owed = 1  # with nothing owed, an end is answered at once and its state not seen
        inputs: dict[str, Callable[[], object]] = {
            "> begin": session.accept,
            "> end": lambda: session.end(ERROR),
            "< end": lambda: peer.sends(End()),
        }
        if (state, signal) in SESSION:
            inputs[signal]()
            assert session.state is SESSION[state, signal]
        elif signal.startswith(">"):
            with pytest.raises(KeyError):
                inputs[signal]()

    def test_an_end_of_what_has_ended_is_not_heard(self) -> None:
        peer = Peer.begun()
        peer.sends(End())
        peer.hears()
        assert peer.sends(End()) == []
        assert peer.hears() == []


class TestLink:
    @pytest.mark.parametrize("signal", LINK_INPUTS)
    @pytest.mark.parametrize("state", L)
    @pytest.mark.parametrize("client", ["sends", "receives"])
    def test_it_follows_the_table(self, client: str, state: LinkState, signal: str) -> None:
        peer = Peer.begun()
        link = link_in_state(peer, client, state)
        inputs: dict[str, Callable[[], object]] = {
            "> attach": lambda: accept(link),
            "> refuse": lambda: link.refuse(ERROR),
            "> detach": lambda: link.detach(None),
            "< detach": lambda: peer.sends(Detach(link.handle, closed=True)),
        }
        if (state, signal) in LINK:
            inputs[signal]()
            assert link.state is LINK[state, signal]
        elif signal.startswith(">"):
            with pytest.raises(KeyError):
                inputs[signal]()
        else:
            inputs[signal]()
            [end] = peer.hears_bodies()
            assert isinstance(end, End)
            assert end.error is not None
            assert end.error.condition == "amqp:session:unattached-handle"


def accept(link: Link) -> None:
    link.step("> attach")


def link_in_state(peer: Peer, client: str, state: LinkState) -> Link:
    link: Link = peer.asks_to_send() if client == "sends" else peer.asks_to_receive()
    assert isinstance(link.attach, Attach)
    if state in {L.ATTACHED, L.DETACH_SENT}:
        accept(link)
    if state is L.DETACH_SENT:
        link.detach(None)
    if state is L.DETACHED:
        peer.sends(Detach(link.handle, closed=True))
    peer.hears()
    assert link.state is state
    assert link.session is peer.connection.sessions[CHANNEL]
    return link
