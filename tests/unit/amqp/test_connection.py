"""[AMQP 2.4, 5.3] Headers, SASL, frames, channels, idle time-outs, and the ways a connection ends."""

import pytest

from longshore.amqp.connection import IDLE_TIME_OUT_MS, MAX_FRAME_SIZE, MAX_SESSIONS
from longshore.amqp.errors import PeerViolation
from longshore.amqp.events import AttachRequested, Closed, Delivered, Detached, Event, Opened, SaslRequested
from longshore.amqp.link import ReceiverLink
from longshore.amqp.states import ConnectionState
from longshore.wire.fields import Fielded
from longshore.wire.frames import AMQP_FRAME, AMQP_HEADER, EMPTY_FRAME, SASL_HEADER
from longshore.wire.performatives import (
    SENDER,
    Attach,
    Begin,
    Close,
    Detach,
    Disposition,
    End,
    Flow,
    Open,
    SaslInit,
    SaslMechanisms,
    SaslOutcome,
    Transfer,
)
from longshore.wire.states import Error, Target
from longshore.wire.values import Symbol, array_of_symbols

from .peer import CHANNEL, Heard, Peer, frame

CLOSE = frame(Close(), channel=0)


def closed_with(events: list[Event]) -> str:
    """Return the condition with which a peer was blamed."""
    [*_, closed] = events
    assert isinstance(closed, Closed)
    assert closed.violated
    assert closed.error is not None
    return closed.error.condition


class TestProtocolHeader:
    @pytest.mark.parametrize(
        "beginning",
        [
            b"AMQP\x02\x01\x00\x00",
            b"AMQP\x00\x00\x09\x01",
            b"AMQP\x01\x01\x00\x0a",
            b"GET / HTTP/1.1\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03",
            b"\x00\x00\x00\x08\x02\x00\x00\x00",
            b"GE",
            b"\x16",
            b"AMQX",
        ],
        ids=[
            "TLS in AMQP",
            "AMQP 0-9-1",
            "AMQP 0-10",
            "HTTP",
            "TLS",
            "a frame",
            "short HTTP",
            "short TLS",
            "short",
        ],
    )
    def test_a_foreign_one_is_answered_with_ours_and_the_end(self, beginning: bytes) -> None:
        peer = Peer()
        assert closed_with(peer.says(beginning)) == "amqp:connection:framing-error"
        assert peer.hears() == [SASL_HEADER]
        assert peer.connection.closed

    @pytest.mark.parametrize("length", range(8))
    @pytest.mark.parametrize("header", [AMQP_HEADER, SASL_HEADER], ids=["amqp", "sasl"])
    def test_the_beginning_of_one_is_waited_for(self, header: bytes, length: int) -> None:
        peer = Peer()
        assert peer.says(header[:length]) == []
        assert peer.hears() == []
        peer.says(header[length:])
        assert peer.hears()[0] == header

    def test_without_sasl_open_comes_next(self) -> None:
        peer = Peer()
        peer.says(AMQP_HEADER)
        assert peer.hears() == [AMQP_HEADER]
        assert peer.connection.state is ConnectionState.AWAIT_OPEN

    def test_sasl_does_not_come_twice(self) -> None:
        peer = authenticated()
        assert closed_with(peer.says(SASL_HEADER)) == "amqp:connection:framing-error"
        assert peer.hears() == [SASL_HEADER]


def authenticated() -> Peer:
    """Return a client that has been let in by SASL and has read so."""
    peer = Peer()
    peer.says(SASL_HEADER)
    peer.sends_sasl(SaslInit(Symbol("ANONYMOUS")))
    peer.connection.sasl_outcome(ok=True)
    peer.hears()
    return peer


class TestSasl:
    def test_mechanisms_follow_the_header(self) -> None:
        peer = Peer()
        peer.says(SASL_HEADER)
        mechanisms = SaslMechanisms(array_of_symbols("MSSBCBS", "PLAIN", "ANONYMOUS", "EXTERNAL"))
        assert peer.hears() == [SASL_HEADER, Heard(0, mechanisms)]

    def test_the_choice_is_left_to_the_driver(self) -> None:
        peer = Peer()
        peer.says(SASL_HEADER)
        assert peer.sends_sasl(SaslInit(Symbol("PLAIN"), b"\0u\0p", "host")) == [
            SaslRequested("PLAIN", b"\0u\0p")
        ]

    def test_there_need_be_no_response(self) -> None:
        peer = Peer()
        peer.says(SASL_HEADER)
        assert peer.sends_sasl(SaslInit(Symbol("EXTERNAL"))) == [SaslRequested("EXTERNAL", b"")]

    def test_a_good_outcome_waits_for_the_amqp_header(self) -> None:
        peer = Peer()
        peer.says(SASL_HEADER)
        peer.sends_sasl(SaslInit(Symbol("ANONYMOUS")))
        peer.hears()
        peer.connection.sasl_outcome(ok=True)
        assert peer.hears() == [Heard(0, SaslOutcome(0))]  # rhea stops parsing here: nothing may stand behind
        peer.says(AMQP_HEADER)
        assert peer.hears() == [AMQP_HEADER]

    def test_a_bad_outcome_is_the_end(self) -> None:
        peer = Peer(lambda event: refuse(peer, event))
        peer.says(SASL_HEADER)
        peer.hears()
        events = peer.sends_sasl(SaslInit(Symbol("PLAIN")))
        assert events == [SaslRequested("PLAIN", b""), Closed(None, violated=False)]
        assert peer.hears() == [Heard(0, SaslOutcome(1))]
        assert peer.connection.closed

    def test_the_driver_decides_once(self) -> None:
        with pytest.raises(PeerViolation, match="sasl-outcome ok is not allowed in state AWAIT_AMQP_HEADER"):
            authenticated().connection.sasl_outcome(ok=True)

    def test_an_empty_frame_is_an_error(self) -> None:
        peer = Peer()
        peer.says(SASL_HEADER)
        assert closed_with(peer.says(EMPTY_FRAME)) == "amqp:decode-error"

    def test_frames_are_of_their_own_type(self) -> None:
        peer = Peer()
        peer.says(SASL_HEADER)
        assert closed_with(peer.sends(SaslInit(Symbol("PLAIN")))) == "amqp:connection:framing-error"

    def test_only_init_is_expected(self) -> None:
        peer = Peer()
        peer.says(SASL_HEADER)
        assert closed_with(peer.sends_sasl(SaslOutcome(0))) == "amqp:illegal-state"

    def test_no_sasl_frame_comes_later(self) -> None:
        peer = Peer.opened()
        assert closed_with(peer.sends_sasl(SaslInit(Symbol("PLAIN")))) == "amqp:connection:framing-error"


def refuse(peer: Peer, event: Event) -> None:
    if isinstance(event, SaslRequested):
        peer.connection.sasl_outcome(ok=False)


class TestOpen:
    def test_it_is_answered_with_our_limits(self) -> None:
        peer = Peer()
        peer.says(AMQP_HEADER)
        peer.hears()
        theirs = Open("client", "host.example")
        assert peer.sends(theirs, channel=0) == [Opened(theirs)]
        ours = Open("broker", max_frame_size=65_536, channel_max=255, idle_time_out=240_000)
        assert peer.hears() == [Heard(0, ours)]
        assert peer.connection.hostname == "host.example"

    @pytest.mark.parametrize(
        ("announced", "used"),
        [(None, 65_536), (512, 512), (2**20, 65_536)],
    )
    def test_the_smaller_frame_size_counts(self, announced: int | None, used: int) -> None:
        assert Peer.opened(max_frame_size=announced).connection.peer_max_frame_size == used

    def test_a_frame_size_below_the_least_is_refused_after_our_open(self) -> None:
        peer = Peer()
        peer.says(AMQP_HEADER)
        assert closed_with(peer.sends(Open("client", max_frame_size=511), channel=0)) == "amqp:not-allowed"
        assert [type(body) for body in peer.hears_bodies()] == [Open, Close]

    def test_it_does_not_come_twice(self) -> None:
        peer = Peer.opened()
        assert closed_with(peer.sends(Open("client"), channel=0)) == "amqp:not-allowed"

    @pytest.mark.parametrize(
        "early", [Begin(None, 0, 1, 1), End(), Transfer(0)], ids=lambda body: type(body).__name__
    )
    def test_nothing_comes_before_it(self, early: Fielded) -> None:
        peer = Peer()
        peer.says(AMQP_HEADER)
        peer.hears()
        assert closed_with(peer.sends(early)) == "amqp:illegal-state"
        assert peer.hears() == []  # a close would have to follow an open


class TestPipelining:
    def test_a_client_need_not_wait_for_answers(self) -> None:
        peer = Peer(accept)
        events = peer.says(
            AMQP_HEADER
            + frame(Open("client"), channel=0)
            + frame(Begin(None, 0, 9, 9))
            + frame(Attach("link", 1, SENDER, target=Target("q"), initial_delivery_count=0))
            + frame(Transfer(1, 0, b"t", 0, settled=True), b"message")
            + frame(End())
            + CLOSE
        )
        kinds = [Opened, AttachRequested, Delivered, Detached, Closed]
        assert [type(event) for event in events] == kinds
        assert [type(body) for body in peer.hears_bodies()] == [Open, Begin, Attach, Flow, End, Close]

    def test_sasl_can_be_pipelined_too(self) -> None:
        peer = Peer(lambda event: accept_sasl(peer, event))
        init = frame(SaslInit(Symbol("ANONYMOUS")), channel=0, frame_type=1)
        events = peer.says(SASL_HEADER + init + AMQP_HEADER + frame(Open("client"), channel=0))
        assert [type(event) for event in events] == [SaslRequested, Opened]


def accept(event: Event) -> None:
    if isinstance(event, AttachRequested) and isinstance(event.link, ReceiverLink):
        event.link.accept(credit=10, max_message_size=0)


def accept_sasl(peer: Peer, event: Event) -> None:
    if isinstance(event, SaslRequested):
        peer.connection.sasl_outcome(ok=True)


class TestFrames:
    def test_empty_ones_mean_nothing(self) -> None:
        peer = Peer.begun()
        assert peer.says(EMPTY_FRAME * 3) == []
        assert peer.hears() == []

    def test_the_extended_header_is_passed_over(self) -> None:
        peer = Peer.opened()
        plain = frame(Begin(None, 0, 1, 1))
        extended = (len(plain) + 4).to_bytes(4, "big") + b"\x03" + plain[5:8] + b"more" + plain[8:]
        peer.says(extended)
        assert CHANNEL in peer.connection.sessions

    @pytest.mark.parametrize(
        "header",
        [
            "00000007 02 00 0000",
            "00010001 02 00 0000",
            "ffffffff 02 00 0000",
            "00000010 01 00 0000",
            "00000010 05 00 0000",
            "41000000 02 00 0000",
        ],
        ids=[
            "too small",
            "too big",
            "far too big",
            "offset in the header",
            "offset behind the frame",
            "noise",
        ],
    )
    def test_a_broken_header_is_a_framing_error_at_once(self, header: str) -> None:
        peer = Peer.opened()
        assert closed_with(peer.says(bytes.fromhex(header))) == "amqp:connection:framing-error"
        close = peer.hears_one(Close)
        assert close.error is not None
        assert close.error.condition == "amqp:connection:framing-error"

    def test_the_biggest_frame_is_read(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send()
        overhead = len(frame(Transfer(1, 0, b"tag", 0)))
        [delivered] = peer.transfers(bytes(MAX_FRAME_SIZE - overhead))
        assert isinstance(delivered, Delivered)

    def test_the_rest_of_one_is_waited_for(self) -> None:
        peer = Peer.opened()
        begin = frame(Begin(None, 0, 1, 1))
        for length in range(len(begin)):
            assert peer.says(begin[length : length + 1]) == []
            assert (CHANNEL in peer.connection.sessions) is (length == len(begin) - 1)

    def test_a_performative_ends_in_its_frame(self) -> None:
        peer = Peer.opened()
        begin = frame(Begin(None, 0, 1, 1))
        shorter = (len(begin) - 1).to_bytes(4, "big") + begin[4:]
        assert closed_with(peer.says(shorter + bytes(8))) == "amqp:decode-error"

    def test_a_violation_may_cost_no_more_than_its_session(self) -> None:
        peer = Peer.begun()
        assert peer.sends(Detach(5)) == []
        assert peer.hears_one(End).error is not None
        assert not peer.connection.closed

    def test_a_frame_of_no_known_type_is_a_framing_error(self) -> None:
        peer = Peer.opened()
        events = peer.sends(Begin(None, 0, 1, 1), frame_type=2)
        assert closed_with(events) == "amqp:connection:framing-error"

    @pytest.mark.parametrize(
        "body", ["40", "005324 45", "005311 45", "005310 c1 01 00", "005311 c0 08 04 40 43 5205"], ids=str
    )
    def test_an_unreadable_performative_is_a_decode_error(self, body: str) -> None:
        peer = Peer.opened()
        encoded = bytes.fromhex(body)
        broken = (8 + len(encoded)).to_bytes(4, "big") + bytes((2, AMQP_FRAME, 0, CHANNEL)) + encoded
        assert closed_with(peer.says(broken + frame(Begin(None, 0, 1, 1)))) == "amqp:decode-error"
        assert peer.hears_one(Close).error is not None

    def test_what_follows_a_violation_is_not_read(self) -> None:
        peer = Peer.opened()
        peer.says(bytes(8) + frame(Begin(None, 0, 1, 1)))
        assert peer.says(frame(Begin(None, 0, 1, 1))) == []
        assert peer.connection.sessions == {}


class TestChannels:
    def test_a_session_is_answered_on_its_channel(self) -> None:
        peer = Peer.opened()
        peer.sends(Begin(None, 7, 100, 100), channel=9)
        begin = Begin(9, 0, 0x7FFF_FFFF, 0x7FFF_FFFF, 1_023)
        assert peer.hears() == [Heard(9, begin)]

    def test_there_may_be_as_many_as_announced(self) -> None:
        peer = Peer.opened()
        for channel in range(MAX_SESSIONS):
            assert peer.sends(Begin(None, 0, 1, 1), channel=channel) == []
        assert len(peer.connection.sessions) == MAX_SESSIONS

    @pytest.mark.parametrize("body", [Begin(None, 0, 1, 1), End()], ids=["begin", "end"])
    def test_one_beyond_channel_max_is_a_framing_error(self, body: Fielded) -> None:
        peer = Peer.opened()
        assert closed_with(peer.sends(body, channel=MAX_SESSIONS)) == "amqp:connection:framing-error"

    def test_a_session_is_not_begun_twice(self) -> None:
        peer = Peer.begun()
        assert closed_with(peer.sends(Begin(None, 0, 1, 1))) == "amqp:not-allowed"

    @pytest.mark.parametrize(
        "body",
        [End(), Detach(0), Flow(0, 1, 0, 1), Transfer(0), Disposition(True, 0)],
        ids=lambda body: type(body).__name__,
    )
    def test_a_channel_that_was_never_begun_is_an_error(self, body: Fielded) -> None:
        peer = Peer.opened()
        assert closed_with(peer.sends(body)) == "amqp:not-allowed"

    @pytest.mark.parametrize(
        "body",
        [End(), Detach(0), Flow(0, 1, 0, 1), Transfer(0), Disposition(True, 0)],
        ids=lambda body: type(body).__name__,
    )
    def test_a_channel_that_ended_is_ignored(self, body: Fielded) -> None:
        peer = Peer.begun()
        peer.sends(End())
        peer.hears()
        assert peer.sends(body) == []  # pyamqp detaches its links after it ended their session
        assert peer.hears() == []

    def test_a_channel_that_ended_can_be_begun_again(self) -> None:
        peer = Peer.begun()
        peer.sends(End())
        peer.sends(Begin(None, 0, 1, 1))
        assert CHANNEL in peer.connection.sessions

    def test_a_sasl_frame_in_a_session_is_not_allowed(self) -> None:
        peer = Peer.begun()
        assert closed_with(peer.sends(SaslOutcome(0))) == "amqp:not-allowed"


class TestIdleTimeOut:
    def test_a_silent_peer_is_given_up_after_twice_the_time(self) -> None:
        peer = Peer.opened()
        assert peer.connection.next_tick_ms() == 2 * IDLE_TIME_OUT_MS
        assert peer.connection.on_tick(2 * IDLE_TIME_OUT_MS - 1) == []
        assert closed_with(peer.connection.on_tick(2 * IDLE_TIME_OUT_MS)) == "amqp:resource-limit-exceeded"
        assert isinstance(peer.hears_one(Close).error, Error)

    def test_any_byte_counts_as_a_sign_of_life(self) -> None:
        peer = Peer.opened()
        peer.now_ms = 5_000
        peer.says(EMPTY_FRAME[:1])
        assert peer.connection.next_tick_ms() == 5_000 + 2 * IDLE_TIME_OUT_MS

    def test_a_peer_with_a_time_out_hears_from_us_at_half_of_it(self) -> None:
        peer = Peer.opened(idle_time_out=60_000)
        assert peer.connection.next_tick_ms() == 30_000
        assert peer.connection.on_tick(29_999) == []
        assert peer.hears() == []
        assert peer.connection.on_tick(30_000) == []
        assert peer.hears() == [EMPTY_FRAME]

    def test_any_frame_of_ours_will_do(self) -> None:
        peer = Peer.opened(idle_time_out=60_000)
        peer.now_ms = 20_000
        peer.sends(Begin(None, 0, 1, 1))
        peer.hears()
        assert peer.connection.next_tick_ms() == 50_000

    def test_what_waits_to_be_sent_will_do(self) -> None:
        peer = Peer.opened(idle_time_out=60_000)
        peer.connection.on_tick(30_000)
        peer.connection.on_tick(31_000)
        assert peer.hears() == [EMPTY_FRAME]

    def test_without_a_time_out_nothing_is_sent(self) -> None:
        peer = Peer.opened(idle_time_out=0)
        peer.connection.on_tick(IDLE_TIME_OUT_MS)
        assert peer.hears() == []

    def test_after_our_close_nothing_is_sent(self) -> None:
        peer = Peer.opened(idle_time_out=60_000)
        peer.connection.close("stopping")
        peer.hears()
        assert peer.connection.on_tick(30_000) == []
        assert peer.hears() == []
        assert peer.connection.next_tick_ms() == 2 * IDLE_TIME_OUT_MS

    def test_a_closed_connection_is_at_peace(self) -> None:
        peer = Peer.opened()
        peer.connection.lost()
        assert peer.connection.on_tick(10 * IDLE_TIME_OUT_MS) == []


class TestClose:
    def test_theirs_is_answered(self) -> None:
        peer = Peer.opened()
        error = Error(Symbol("x:y"), "why")
        assert peer.sends(Close(error), channel=0) == [Closed(error, violated=False)]
        assert peer.hears() == [Heard(0, Close())]

    def test_ours_waits_for_theirs(self) -> None:
        peer = Peer.begun()
        peer.connection.close("stopping")
        close = peer.hears_one(Close)
        assert close.error == Error("amqp:connection:forced", "stopping")
        assert not peer.connection.closed
        assert peer.sends(Flow(0, 1, 0, 1, echo=True)) == []
        assert peer.says(EMPTY_FRAME + CLOSE) == [Closed(None, violated=False)]
        assert peer.hears() == []

    def test_it_is_the_last_word(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive()
        peer.connection.close("stopping")
        peer.hears()
        link.deliver(bytes(16), b"late")
        assert peer.hears() == []

    def test_every_link_is_gone_before_it(self) -> None:
        peer = Peer.begun()
        links = [peer.attached_to_send(), peer.asks_to_receive()]
        *detached, closed = peer.says(CLOSE)
        assert detached == [Detached(link) for link in links]
        assert closed == Closed(None, violated=False)
        assert peer.connection.sessions == {}

    def test_blame_ends_everything_at_once(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send()
        events = peer.connection.fail("x:y", "enough")
        assert events == [Detached(link), Closed(Error("x:y", "enough"), violated=True)]
        assert peer.hears_one(Close).error == Error(Symbol("x:y"), "enough")

    def test_a_lost_transport_ends_everything_without_blame(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send()
        assert peer.connection.lost() == [Detached(link), Closed(None, violated=False)]
        assert peer.connection.lost() == []
        assert peer.hears() == []


class TestOutput:
    def test_the_driver_is_called_once_until_it_fetches(self) -> None:
        peer = Peer.begun()
        before = peer.wake_ups
        for _ in range(3):
            peer.sends(Flow(0, 1, 0, 1, echo=True))
        assert peer.wake_ups == before + 1
        assert len(peer.hears()) == 3
        peer.sends(Flow(0, 1, 0, 1, echo=True))
        assert peer.wake_ups == before + 2

    def test_there_may_be_nothing_to_fetch(self) -> None:
        assert Peer().connection.data_to_send(5) == b""

    def test_no_time_is_added_to_the_silence_when_the_clock_is_put_forward(self) -> None:
        peer = Peer.opened(idle_time_out=60_000)
        before_ms = peer.connection.next_tick_ms()
        peer.connection.put_forward(1_000_000)
        assert peer.connection.next_tick_ms() == before_ms + 1_000_000
        assert peer.connection.on_tick(1_000_000 + before_ms - 1) == []
        assert peer.hears() == []
