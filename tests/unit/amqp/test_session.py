"""[AMQP 2.5] Sessions: windows, handles, dispositions, and how they end."""

import pytest

from longshore.amqp.events import AttachRequested, Closed, CreditChanged, Delivered, Detached, Event, Settled
from longshore.amqp.link import SenderLink
from longshore.amqp.session import INCOMING_WINDOW, MAX_LINKS
from longshore.amqp.states import LinkState, SessionState
from longshore.wire.fields import Fielded
from longshore.wire.frames import TRANSFER_OVERHEAD_BYTES
from longshore.wire.performatives import (
    RECEIVER,
    SENDER,
    Attach,
    Begin,
    Close,
    Detach,
    Disposition,
    End,
    Flow,
    SaslOutcome,
    Transfer,
)
from longshore.wire.states import (
    ACCEPTED,
    Accepted,
    DeliveryState,
    Error,
    Modified,
    Received,
    Rejected,
    Released,
    TransactionalState,
)
from longshore.wire.values import Described, Symbol, ULong

from .peer import CHANNEL, Heard, Peer

LAST_ID = 2**32 - 1


def tag(number: int) -> bytes:
    return number.to_bytes(16, "big")


def deliver(link: SenderLink, count: int) -> None:
    for number in range(count):
        link.deliver(tag(number), b"%d" % number)


def payloads(peer: Peer) -> list[bytes]:
    return [heard.payload for heard in peer.hears() if isinstance(heard, Heard)]


def session_error(peer: Peer) -> str:
    """Return the condition of the end that a peer hears last."""
    *_, end = peer.hears_bodies()
    assert isinstance(end, End)
    assert end.error is not None
    return end.error.condition


class TestWindow:
    def test_frames_wait_for_it_and_keep_their_order(self) -> None:
        peer, link = with_window(2)
        deliver(link, 5)
        assert payloads(peer) == [b"0", b"1"]
        assert not peer.session.writable
        peer.sends(Flow(2, 1, 0, 1))
        assert payloads(peer) == [b"2"]
        peer.sends(Flow(3, 100, 0, 1))
        assert payloads(peer) == [b"3", b"4"]
        assert peer.session.writable

    def test_frames_of_one_delivery_wait_one_by_one(self) -> None:
        peer, link = with_window(2, max_frame_size=512)
        link.deliver(tag(0), bytes(2_000))
        assert len(payloads(peer)) == 2
        peer.sends(Flow(2, 2, 0, 1))
        assert len(payloads(peer)) == 2

    def test_a_window_that_shrank_below_what_is_on_its_way_is_closed(self) -> None:
        peer, link = with_window(10)
        deliver(link, 5)
        peer.hears()
        peer.sends(Flow(2, 2, 0, 1))  # two seen, room for two more; three are on their way
        assert not peer.session.writable
        deliver(link, 1)
        assert payloads(peer) == []

    def test_the_widest_window_is_open(self) -> None:
        peer, link = with_window(LAST_ID)
        deliver(link, 3)
        peer.sends(Flow(1, LAST_ID, 0, 1))
        assert peer.session.writable

    def test_a_peer_that_saw_nothing_counts_from_the_start(self) -> None:
        peer, link = with_window(3)
        deliver(link, 2)
        peer.sends(Flow(None, 3, 0, 1))
        deliver(link, 2)
        assert payloads(peer) == [b"0", b"1", b"0"]

    def test_ids_wrap_around(self) -> None:
        peer, link = with_window(4)
        peer.session._next_outgoing_id = LAST_ID
        deliver(link, 4)
        peer.hears()
        peer.sends(Flow(1, 4, 0, 1))  # seen: the last id and 0
        assert peer.session.writable
        deliver(link, 3)
        assert payloads(peer) == [b"0", b"1"]

    def test_our_own_is_never_the_limit(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send()
        peer.transfers(b"x")
        peer.sends(Flow(0, 1_000, 1, 1_000, echo=True))
        flow = peer.hears_one(Flow)
        assert (flow.next_incoming_id, flow.incoming_window) == (1, INCOMING_WINDOW)

    def test_every_transfer_frame_counts(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send()
        peer.transfers(b"x", more=True)
        peer.transfers(b"y", handle=77)  # ends the session, and still was a frame
        assert peer.session._next_incoming_id == 2


def with_window(window: int, max_frame_size: int | None = None) -> tuple[Peer, SenderLink]:
    """Return a client that receives on one link and took no frame yet."""
    peer = Peer.begun(max_frame_size=max_frame_size)
    link = peer.attached_to_receive(credit=1_000)
    peer.sends(Flow(0, window, 0, 1))
    return peer, link


class TestFlow:
    def test_an_echo_of_the_session(self) -> None:
        peer = Peer.begun()
        assert peer.sends(Flow(0, 1_000, 0, 1_000, echo=True)) == []
        assert peer.hears() == [Heard(CHANNEL, Flow(0, INCOMING_WINDOW, 0, INCOMING_WINDOW))]

    def test_without_echo_there_is_no_answer(self) -> None:
        peer = Peer.begun()
        peer.sends(Flow(0, 1_000, 0, 1_000))
        assert peer.hears() == []

    def test_a_flow_for_a_link_is_told_with_the_link(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive()
        assert peer.grants(5, echo=True) == [CreditChanged(link)]
        assert peer.hears_one(Flow).handle == link.handle

    def test_a_flow_for_a_link_that_waits_is_told_later(self) -> None:
        peer = Peer.begun()
        link = peer.asks_to_receive()
        assert peer.grants(5) == []
        assert link.credit == 5

    def test_a_flow_for_no_link_ends_the_session(self) -> None:
        peer = Peer.begun()
        peer.sends(Flow(0, 1_000, 0, 1_000, handle=5))
        assert session_error(peer) == "amqp:session:unattached-handle"


class TestHandles:
    def test_an_attach_is_a_request(self) -> None:
        peer = Peer.begun()
        attach = Attach("link", 5, SENDER)
        [event] = peer.sends(attach)
        assert isinstance(event, AttachRequested)
        assert event.link.attach == attach
        assert peer.session.links == {5: event.link}
        assert peer.hears() == []

    @pytest.mark.parametrize("role", [SENDER, RECEIVER])
    def test_one_in_use_ends_the_session(self, role: bool) -> None:
        peer = Peer.begun()
        link = peer.asks_to_send(handle=5)
        assert peer.sends(Attach("other", 5, role)) == [Detached(link)]
        assert session_error(peer) == "amqp:session:handle-in-use"

    def test_one_beyond_handle_max_ends_the_connection(self) -> None:
        peer = Peer.begun()
        peer.asks_to_send(handle=MAX_LINKS - 1)
        events = peer.sends(Attach("other", MAX_LINKS, SENDER))
        assert [type(event) for event in events] == [Detached, Closed]
        close = peer.hears_one(Close)
        assert close.error is not None
        assert close.error.condition == "amqp:connection:framing-error"

    def test_one_that_was_detached_can_be_used_again(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send(handle=5)
        peer.sends(Detach(5, closed=True))
        assert isinstance(peer.asks_to_receive(handle=5), SenderLink)

    @pytest.mark.parametrize("body", [Detach(5), Transfer(5, 0, b"t")], ids=["detach", "transfer"])
    def test_one_that_is_not_attached_ends_the_session(self, body: Fielded) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive()
        assert peer.sends(body) == [Detached(link)]
        assert session_error(peer) == "amqp:session:unattached-handle"

    def test_a_detach_forgets_the_link_and_what_it_sent(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(handle=5)
        deliver(link, 1)
        assert peer.sends(Detach(5, closed=True)) == [Detached(link)]
        assert (peer.session.links, peer.session.unsettled) == ({}, {})

    def test_a_link_may_be_given_up_before_it_is_answered(self) -> None:
        peer = Peer.begun()
        link = peer.asks_to_receive(handle=5)
        assert peer.sends(Detach(5, closed=True)) == [Detached(link)]
        assert [type(body) for body in peer.hears_bodies()] == [Attach, Detach]

    def test_a_detach_of_both_sides_is_told_once(self) -> None:
        peer = Peer.begun()
        peer.attached_to_receive(handle=5).detach(None)
        assert peer.sends(Detach(5, closed=True)) == []

    def test_a_frame_of_another_protocol_ends_the_connection(self) -> None:
        peer = Peer.begun()
        [closed] = peer.sends(SaslOutcome(0))
        assert isinstance(closed, Closed)

    def test_one_name_may_be_used_in_both_directions(self) -> None:
        peer = Peer.begun()
        peer.asks(Attach("link", 1, SENDER))
        peer.asks(Attach("link", 2, RECEIVER))
        assert len(peer.session.links) == 2


class TestReceiving:
    def test_a_delivery_comes_with_its_id_and_format(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send()
        events = peer.sends(Transfer(1, 9, b"t", 0x8001_3700, settled=True), b"batch")
        assert events == [Delivered(link, 9, 0x8001_3700, b"batch", settled=True)]

    def test_the_first_frame_must_have_an_id(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send()
        assert peer.sends(Transfer(1, None, b"t")) == [Detached(link)]
        assert session_error(peer) == "amqp:not-allowed"

    def test_a_transfer_against_the_direction_of_its_link_ends_the_session(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(handle=1)
        assert peer.transfers(b"x", handle=1) == [Detached(link)]
        assert session_error(peer) == "amqp:not-allowed"

    def test_a_transfer_before_the_link_is_answered_is_not_heard(self) -> None:
        peer = Peer.begun()
        peer.asks_to_send()
        assert peer.transfers(b"x") == []
        assert peer.hears() == []

    def test_a_transfer_on_its_way_when_we_detached_is_not_heard(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send().detach(None)
        assert peer.transfers(b"late") == []
        assert peer.session.state is SessionState.MAPPED

    def test_deliveries_are_settled_in_ranges(self) -> None:
        peer = Peer.begun()
        peer.session.settle_received(3, 9, ACCEPTED.encode())
        assert peer.hears() == [Heard(CHANNEL, Disposition(RECEIVER, 3, 9, True, Accepted()))]


class TestSending:
    def test_deliveries_are_numbered_across_links(self) -> None:
        peer = Peer.begun()
        one, two = peer.attached_to_receive(handle=2), peer.attached_to_receive(handle=3)
        one.deliver(tag(1), b"a")
        two.deliver(tag(2), b"b")
        one.deliver(tag(3), b"c")
        assert peer.hears() == [
            Heard(CHANNEL, Transfer(2, 0, tag(1), 0, False, False), b"a"),
            Heard(CHANNEL, Transfer(3, 1, tag(2), 0, False, False), b"b"),
            Heard(CHANNEL, Transfer(2, 2, tag(3), 0, False, False), b"c"),
        ]

    @pytest.mark.parametrize("max_frame_size", [512, 600, 65_536])
    @pytest.mark.parametrize("extra", [-1, 0, 1, 466, 467, 468, 5_000])
    def test_a_big_one_is_cut_to_the_frames_of_the_peer(self, max_frame_size: int, extra: int) -> None:
        peer = Peer.begun(max_frame_size=max_frame_size)
        room = max_frame_size - TRANSFER_OVERHEAD_BYTES
        payload = bytes(range(256)) * ((room + extra) // 256 + 1)
        payload = payload[: room + extra]
        peer.attached_to_receive().deliver(tag(1), payload)
        data = peer.connection.data_to_send(0)
        frames = list(cut(data))
        assert all(len(frame) <= max_frame_size for frame in frames)
        peer.connection.send_bytes(data)
        heard = [each for each in peer.hears() if isinstance(each, Heard)]
        bodies = [each.body for each in heard]
        assert b"".join(each.payload for each in heard) == payload
        assert bodies[0] == Transfer(2, 0, tag(1), 0, False, len(bodies) > 1)
        assert bodies[1:] == [Transfer(2, more=index < len(bodies) - 1) for index in range(1, len(bodies))]

    def test_a_settled_one_is_forgotten_at_once(self) -> None:
        peer = Peer.begun()
        peer.attached_to_receive(snd_settle_mode=1).deliver(tag(1), b"x")
        assert peer.hears() == [Heard(CHANNEL, Transfer(2, 0, tag(1), 0, True, False), b"x")]
        assert peer.session.unsettled == {}


def cut(data: bytes) -> list[bytes]:
    """Return the frames in data."""
    frames = []
    while data:
        size = int.from_bytes(data[:4], "big")
        frames.append(data[:size])
        data = data[size:]
    return frames


class TestDisposition:
    @pytest.mark.parametrize(
        "state",
        [
            Accepted(),
            Released(),
            Rejected(),
            Rejected(Error(Symbol("x:y"))),
            Modified(True),
            TransactionalState(b"txn", Accepted()),
        ],
        ids=repr,
    )
    @pytest.mark.parametrize("settled", [True, False])
    def test_it_decides_about_one_delivery(self, state: DeliveryState, settled: bool) -> None:
        peer, link = delivered(3)
        events = peer.sends(Disposition(RECEIVER, 1, settled=settled, state=state))
        assert events == [Settled(peer.session, [(1, link, tag(1))], state, settled)]
        assert list(peer.session.unsettled) == [0, 2]

    def test_it_decides_about_a_range(self) -> None:
        peer, _ = delivered(5)
        assert ids(peer.sends(Disposition(RECEIVER, 1, 3, True, Accepted()))) == [1, 2, 3]
        assert list(peer.session.unsettled) == [0, 4]

    def test_what_was_decided_already_is_left_out(self) -> None:
        peer, _ = delivered(4)
        peer.sends(Disposition(RECEIVER, 1, 2, True, Accepted()))
        assert ids(peer.sends(Disposition(RECEIVER, 0, 3, True, Accepted()))) == [0, 3]
        assert peer.sends(Disposition(RECEIVER, 0, 3, True, Accepted())) == []

    def test_ids_wrap_around(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive()
        peer.session._next_delivery_id = LAST_ID - 1
        deliver(link, 4)
        assert ids(peer.sends(Disposition(RECEIVER, LAST_ID, 0, True, Accepted()))) == [LAST_ID, 0]
        assert ids(peer.sends(Disposition(RECEIVER, LAST_ID - 1, 1, True, Accepted()))) == [LAST_ID - 1, 1]

    @pytest.mark.parametrize(("first", "last"), [(0, LAST_ID), (1, 0), (5, 4)])
    def test_a_huge_range_costs_no_more_than_what_there_is(self, first: int, last: int) -> None:
        peer, _ = delivered(3)
        assert ids(peer.sends(Disposition(RECEIVER, first, last, True, Accepted()))) == [0, 1, 2]

    def test_a_huge_range_may_leave_some_out(self) -> None:
        peer, _ = delivered(3)
        assert ids(peer.sends(Disposition(RECEIVER, 2, LAST_ID, True, Accepted()))) == [2]

    @pytest.mark.parametrize(
        "state", [None, Received(0, 5), TransactionalState(b"txn"), Described(ULong(0x99), [])], ids=repr
    )
    def test_it_may_decide_nothing_yet(self, state: object) -> None:
        peer, _ = delivered(1)
        assert peer.sends(Disposition(RECEIVER, 0, state=state)) == []
        assert list(peer.session.unsettled) == [0]

    def test_a_settled_one_decides_even_without_a_state(self) -> None:
        peer, link = delivered(1)
        events = peer.sends(Disposition(RECEIVER, 0, settled=True))
        assert events == [Settled(peer.session, [(0, link, tag(0))], None, settled=True)]

    def test_about_what_the_peer_sent_there_is_nothing_to_hear(self) -> None:
        peer, _ = delivered(1)
        assert peer.sends(Disposition(SENDER, 0, settled=True)) == []
        assert list(peer.session.unsettled) == [0]

    def test_our_answer_repeats_the_outcome(self) -> None:
        peer = Peer.begun()
        peer.session.settle_sent(7, 7, Modified(True).encode())
        assert peer.hears() == [Heard(CHANNEL, Disposition(SENDER, 7, None, True, Modified(True)))]


def delivered(count: int) -> tuple[Peer, SenderLink]:
    """Return a client that has got some deliveries, tagged and numbered from 0."""
    peer = Peer.begun()
    link = peer.attached_to_receive()
    deliver(link, count)
    peer.hears()
    return peer, link


def ids(events: list[Event]) -> list[int]:
    [settled] = events
    assert isinstance(settled, Settled)
    return [delivery_id for delivery_id, _link, _tag in settled.deliveries]


class TestEnd:
    def test_theirs_is_answered_and_takes_the_links_along(self) -> None:
        peer = Peer.begun()
        session = peer.session
        links = [peer.attached_to_send(), peer.asks_to_receive()]
        assert peer.sends(End()) == [Detached(link) for link in links]
        assert peer.hears() == [Heard(CHANNEL, End())]
        assert session.state is SessionState.ENDED
        assert [link.state for link in links] == [LinkState.DETACHED] * 2
        assert peer.connection.sessions == {}

    def test_ours_waits_for_theirs(self) -> None:
        peer = Peer.begun()
        session, link = peer.session, peer.attached_to_receive()
        link.deliver(tag(0), b"x")
        peer.hears()
        assert session.end(Error("x:y", "why")) == [Detached(link)]
        assert peer.hears() == [Heard(CHANNEL, End(Error(Symbol("x:y"), "why")))]
        for late in (
            Flow(0, 1, 0, 1, 2),
            Detach(2),
            Disposition(RECEIVER, 0, settled=True),
            Transfer(1, 0, b"t"),
        ):
            assert peer.sends(late) == []
        assert peer.hears() == []
        assert peer.sends(End()) == []
        assert session.state is SessionState.ENDED
        assert peer.connection.sessions == {}

    def test_nothing_is_settled_behind_ours(self) -> None:
        peer = Peer.begun()
        session = peer.session
        session.end(Error("x:y"))
        peer.hears()
        session.settle_received(0, 0, ACCEPTED.encode())
        assert peer.hears() == []

    def test_an_ended_session_is_not_writable(self) -> None:
        peer = Peer.begun()
        session = peer.session
        assert session.writable
        session.end(Error("x:y"))
        assert not session.writable

    def test_a_link_is_reported_once(self) -> None:
        peer = Peer.begun()
        gone, broken = peer.attached_to_send(handle=1), peer.attached_to_send(handle=2, credit=0)
        ours = peer.attached_to_send(handle=3)
        assert peer.sends(Detach(1, closed=True)) == [Detached(gone)]
        assert peer.transfers(b"too much", handle=2) == [Detached(broken)]
        ours.detach(None)
        assert peer.sends(End()) == []

    def test_one_session_ends_without_the_others(self) -> None:
        peer = Peer.begun()
        peer.sends(Begin(None, 0, 1, 1), channel=7)
        peer.sends(End(), channel=7)
        assert list(peer.connection.sessions) == [CHANNEL]


class TestLastWords:
    """A detach or an end is answered behind the dispositions that the peer still waits for."""

    def test_a_detach_waits_for_the_answer_to_a_settlement(self) -> None:
        peer, _link = delivered(1)
        peer.sends(Disposition(RECEIVER, 0, settled=False, state=Accepted()))
        peer.sends(Detach(2, closed=True))
        assert peer.hears_bodies() == []
        peer.session.settle_sent(0, 0, Accepted().encode())
        assert [type(body) for body in peer.hears_bodies()] == [Disposition, Detach]

    def test_a_detach_waits_for_the_answer_to_a_send(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send()
        peer.transfers(b"message")
        peer.sends(Detach(1, closed=True))
        assert peer.hears_bodies() == []
        peer.session.settle_received(0, 0, Accepted().encode())
        assert [type(body) for body in peer.hears_bodies()] == [Disposition, Detach]

    def test_an_end_waits_too_and_frees_the_channel_then(self) -> None:
        peer, _link = delivered(1)
        session = peer.session
        peer.sends(Disposition(RECEIVER, 0, settled=False, state=Accepted()))
        assert [type(event) for event in peer.sends(End())] == [Detached]
        assert (peer.hears_bodies(), session.state) == ([], SessionState.END_RECEIVED)
        session.settle_sent(0, 0, Accepted().encode())
        assert [type(body) for body in peer.hears_bodies()] == [Disposition, End]
        assert (session.state, peer.connection.sessions) == (SessionState.ENDED, {})

    def test_a_message_that_was_too_large_waits_for_its_answer_like_any_other(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send(max_message_size=1)
        peer.transfers(b"too large")
        peer.sends(Detach(1, closed=True))
        assert peer.hears_bodies() == []
        peer.session.settle_received(0, 0, Rejected().encode())
        assert [type(body) for body in peer.hears_bodies()] == [Disposition, Detach]

    def test_what_is_settled_already_waits_for_nothing(self) -> None:
        peer, _link = delivered(1)
        peer.sends(Disposition(RECEIVER, 0, settled=True, state=Accepted()))
        peer.sends(Detach(2, closed=True))
        assert [type(body) for body in peer.hears_bodies()] == [Detach]


class TestBlame:
    def test_what_costs_a_link_is_told_to_the_driver(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send(credit=0)
        peer.transfers(b"too much")
        assert [error.condition for error in peer.violations] == ["amqp:link:transfer-limit-exceeded"]

    def test_what_costs_a_session_is_told_to_the_driver(self) -> None:
        peer = Peer.begun()
        peer.sends(Detach(5, closed=True))
        assert [error.condition for error in peer.violations] == ["amqp:session:unattached-handle"]
