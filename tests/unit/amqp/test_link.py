"""[AMQP 2.6] Links: attaching and refusing, credit both ways, deliveries in several frames."""

import pytest

from longshore.amqp.events import CreditChanged, Delivered, Detached
from longshore.amqp.link import UINT32, ReceiverLink, SenderLink, distance
from longshore.amqp.states import LinkState
from longshore.wire.performatives import RECEIVER, SENDER, Attach, Detach, Flow, Transfer
from longshore.wire.states import (
    Accepted,
    Coordinator,
    Declare,
    DeliveryState,
    Error,
    Source,
    Target,
    TransactionalState,
)
from longshore.wire.values import Described, Symbol, ULong

from .peer import CHANNEL, Heard, Peer

TAG = bytes(range(16))
ERROR = Error(Symbol("amqp:not-found"), "no such queue")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(5, 5, 0), (5, 8, 3), (8, 5, -3), (UINT32, 1, 2), (1, UINT32, -2), (0, 2**31 - 1, 2**31 - 1)],
)
def test_distance_goes_the_short_way_round(start: int, end: int, expected: int) -> None:
    assert distance(start, end) == expected


class TestAttaching:
    def test_a_link_to_send_is_answered_with_the_other_role_and_credit(self) -> None:
        peer = Peer.begun()
        source, target = Source("c"), Target("q")
        link = peer.asks(Attach("link", 5, SENDER, 2, 1, source, target, initial_delivery_count=7))
        assert isinstance(link, ReceiverLink)
        link.accept(credit=50, max_message_size=1_000, properties={Symbol("p"): ULong(1)})
        attach = Attach("link", 5, RECEIVER, 2, 1, source, target, max_message_size=1_000)
        attach.properties = {Symbol("p"): ULong(1)}
        flow = Flow(0, 0x7FFF_FFFF, 0, 0x7FFF_FFFF, 5, 7, 50, drain=False)
        assert peer.hears() == [Heard(CHANNEL, attach), Heard(CHANNEL, flow)]
        assert link.state is LinkState.ATTACHED

    def test_a_link_to_receive_is_answered_with_a_delivery_count(self) -> None:
        peer = Peer.begun()
        source, target = Source("q"), Target("c")
        link = peer.asks(Attach("link", 5, RECEIVER, 0, 1, source, target))
        assert isinstance(link, SenderLink)
        link.accept()
        attach = Attach("link", 5, SENDER, 0, 1, source, target, initial_delivery_count=0)
        assert peer.hears() == [Heard(CHANNEL, attach)]

    def test_its_source_may_say_more_than_the_request(self) -> None:
        peer = Peer.begun()
        source = Source("q", filter={Symbol("session"): "s1"})
        peer.asks_to_receive().accept(source, {Symbol("locked-until"): ULong(5)})
        attach = peer.hears_one(Attach)
        assert (attach.source, attach.properties) == (source, {Symbol("locked-until"): 5})

    def test_a_link_to_a_coordinator_is_one_like_any_other(self) -> None:
        peer = Peer.begun()
        coordinator = Coordinator(Symbol("amqp:local-transactions"))
        link = peer.asks(Attach("link", 5, SENDER, target=coordinator))
        assert isinstance(link, ReceiverLink)
        link.accept(1, 0)
        [attach, _flow] = peer.hears_bodies()
        assert isinstance(attach, Attach)
        assert attach.target == coordinator
        declare = Declare().encode()
        assert peer.transfers(declare, handle=5) == [Delivered(link, 0, 0, declare, settled=False)]

    def test_a_link_may_wait_for_its_answer(self) -> None:
        peer = Peer.begun()
        link = peer.asks_to_receive()
        assert link.state is LinkState.ATTACH_RECEIVED
        assert peer.hears() == []


class TestRefusing:
    @pytest.mark.parametrize(("role", "initial"), [(SENDER, None), (RECEIVER, 0)])
    def test_it_is_an_attach_with_nothing_then_a_detach_with_the_error(
        self, role: bool, initial: int | None
    ) -> None:
        peer = Peer.begun()
        peer.asks(Attach("link", 5, role, 1, 0, Source("q"), Target("q"))).refuse(ERROR)
        assert peer.hears() == [
            Heard(CHANNEL, Attach("link", 5, not role, 1, 0, initial_delivery_count=initial)),
            Heard(CHANNEL, Detach(5, closed=True, error=ERROR)),
        ]

    def test_the_error_has_three_fields_on_the_wire(self) -> None:
        peer = Peer.begun()
        peer.asks_to_send().refuse(Error("x"))
        assert b"\x00\x53\x1d\xc0\x06\x03\xa3\x01x\x40\x40" in peer.connection.data_to_send(0)

    def test_the_peers_detach_ends_it_without_another_word(self) -> None:
        peer = Peer.begun()
        peer.asks_to_send(handle=5).refuse(ERROR)
        peer.hears()
        assert peer.sends(Detach(5, closed=True)) == []
        assert peer.hears() == []
        assert peer.session.links == {}


class TestDetaching:
    @pytest.mark.parametrize("closed", [True, False, None])
    def test_theirs_is_answered_in_kind(self, closed: bool | None) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(handle=5)
        assert peer.sends(Detach(5, closed)) == [Detached(link)]
        assert peer.hears() == [Heard(CHANNEL, Detach(5, closed=bool(closed)))]

    @pytest.mark.parametrize(("role", "initial"), [(SENDER, None), (RECEIVER, 0)])
    def test_of_a_link_that_waits_is_answered_with_the_attach_first(
        self, role: bool, initial: int | None
    ) -> None:
        peer = Peer.begun()
        link = peer.asks(Attach("link", 5, role, source=Source("q")))
        assert peer.sends(Detach(5, closed=True)) == [Detached(link)]
        assert peer.hears() == [
            Heard(CHANNEL, Attach("link", 5, not role, initial_delivery_count=initial)),
            Heard(CHANNEL, Detach(5, closed=True)),
        ]

    def test_ours_waits_for_theirs(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(handle=5)
        link.detach(ERROR)
        assert peer.hears() == [Heard(CHANNEL, Detach(5, closed=True, error=ERROR))]
        assert peer.sends(Flow(0, 1, 0, 1, 5, 0, 1, echo=True)) == []
        assert peer.sends(Detach(5, closed=True)) == []
        assert peer.hears() == []

    @pytest.mark.parametrize("ours", [True, False])
    def test_deliveries_of_the_link_cannot_be_decided_any_more(self, ours: bool) -> None:
        peer = Peer.begun()
        gone, staying = peer.attached_to_receive(handle=2), peer.attached_to_receive(handle=3)
        for link in (gone, staying, gone):
            link.deliver(TAG, b"x")
        if ours:
            gone.detach(None)
        else:
            peer.sends(Detach(2, closed=True))
        assert list(peer.session.unsettled) == [1]

    @pytest.mark.parametrize("mode", [0, 1])
    def test_what_waits_for_the_window_is_not_sent_any_more(self, mode: int) -> None:
        peer = Peer.begun(max_frame_size=512)
        gone = peer.attached_to_receive(handle=2, snd_settle_mode=mode)
        staying = peer.attached_to_receive(handle=3)
        peer.sends(Flow(0, 1, 0, 1))
        gone.deliver(TAG, bytes(2_000))
        staying.deliver(TAG, b"stays")
        gone.detach(None)
        peer.hears()
        peer.sends(Flow(1, 100, 0, 1))
        assert [heard.payload for heard in peer.hears() if isinstance(heard, Heard)] == [b"stays"]


class TestCreditToSend:
    """What a client grants us."""

    def test_it_is_told_to_the_driver(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=0)
        assert peer.grants(5) == [CreditChanged(link)]
        assert link.credit == 5

    def test_every_delivery_uses_it_up(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=3)
        link.deliver(TAG, b"x")
        assert (link.credit, link.delivery_count) == (2, 1)

    def test_it_is_relative_to_the_count_of_the_peer(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=10)
        for _ in range(4):
            link.deliver(TAG, b"x")
        peer.grants(10, delivery_count=1)  # sent before the last three arrived
        assert link.credit == 7

    def test_a_stale_grant_cannot_be_negative(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=10)
        for _ in range(4):
            link.deliver(TAG, b"x")
        peer.grants(2, delivery_count=0)
        assert link.credit == 0

    def test_counts_wrap_around(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=10)
        link.delivery_count = UINT32
        link.deliver(TAG, b"x")
        link.deliver(TAG, b"x")
        assert link.delivery_count == 1
        peer.grants(10, delivery_count=UINT32)
        assert link.credit == 8

    def test_the_highest_credit_is_credit(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=UINT32)
        link.deliver(TAG, b"x")
        peer.grants(UINT32, delivery_count=1)
        assert link.credit == UINT32

    def test_a_grant_without_a_count_counts_from_the_start(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=1)
        link.deliver(TAG, b"x")
        peer.sends(Flow(1, 100, 0, 1, 2, None, 5))
        assert link.credit == 4

    def test_it_can_be_taken_back(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=5)
        assert peer.grants(0) == [CreditChanged(link)]
        assert link.credit == 0

    def test_the_same_grant_again_changes_nothing(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=5)
        peer.grants(5)  # pyamqp says it again with every receive
        assert link.credit == 5

    def test_it_may_come_before_the_attach_is_answered(self) -> None:
        peer = Peer.begun()
        link = peer.asks_to_receive()
        assert peer.grants(5, echo=True) == []
        assert peer.hears() == []
        link.accept()
        assert link.credit == 5

    def test_an_echo_tells_what_we_know(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=5)
        link.deliver(TAG, b"x")
        peer.hears()
        peer.grants(5, echo=True)
        flow = peer.hears_one(Flow)
        assert (flow.handle, flow.delivery_count, flow.link_credit) == (2, 1, 4)

    def test_a_drain_is_answered_when_nothing_is_left(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=0)
        assert peer.grants(5, drain=True) == [CreditChanged(link)]
        assert link.drain
        link.deliver(TAG, b"x")
        peer.hears()
        link.drained()
        flow = peer.hears_one(Flow)
        assert (flow.handle, flow.delivery_count, flow.link_credit, flow.drain) == (2, 5, 0, True)
        assert (link.credit, link.drain) == (0, False)

    def test_what_was_taken_before_the_peer_withdrew_its_credit_leaves_and_owes_none(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(5)
        peer.grants(0, drain=True)
        link.deliver(TAG, b"taken")
        assert link.credit == 0
        link.drained()
        assert link.delivery_count == 1

    def test_a_drain_wraps_around_too(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_receive(credit=0)
        link.delivery_count = UINT32
        peer.grants(3, delivery_count=UINT32, drain=True)
        link.drained()
        assert link.delivery_count == 2


class TestCreditToReceive:
    """What we grant a client."""

    def test_every_delivery_uses_it_up(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(credit=3)
        peer.transfers(b"x")
        assert (link.credit, link.delivery_count) == (2, 1)

    def test_a_delivery_without_it_detaches_the_link(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(credit=1)
        peer.transfers(b"x")
        assert peer.transfers(b"y", delivery_id=1) == [Detached(link)]
        assert detached_with(peer) == "amqp:link:transfer-limit-exceeded"

    def test_it_comes_back_at_half_of_the_window(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(credit=4)
        peer.transfers(b"x")
        link.replenish(0)
        assert peer.hears() == []
        peer.transfers(b"y", delivery_id=1)
        link.replenish(0)
        flow = peer.hears_one(Flow)
        assert (flow.handle, flow.delivery_count, flow.link_credit) == (1, 2, 4)
        assert link.credit == 4

    def test_what_is_undecided_counts_against_the_window(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(credit=4)
        for delivery_id in range(4):
            peer.transfers(b"x", delivery_id=delivery_id)
        link.replenish(3)
        assert peer.hears() == []
        link.replenish(2)
        assert peer.hears_one(Flow).link_credit == 2

    def test_a_window_of_one_comes_back_after_each(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(credit=1)
        peer.transfers(b"x")
        link.replenish(0)
        assert peer.hears_one(Flow).link_credit == 1

    def test_a_detached_link_gets_none(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(credit=1)
        peer.transfers(b"x")
        peer.sends(Detach(1, closed=True))
        peer.hears()
        link.replenish(0)
        assert peer.hears() == []

    def test_a_flow_of_the_sender_is_no_event(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(credit=5)
        assert peer.sends(Flow(0, 1, 0, 1, 1, 0, 5, echo=True)) == []
        flow = peer.hears_one(Flow)
        assert (flow.delivery_count, flow.link_credit) == (0, link.credit)

    def test_its_count_starts_where_the_peer_says(self) -> None:
        peer = Peer.begun()
        link = peer.asks(Attach("link", 1, SENDER, target=Target("q"), initial_delivery_count=UINT32))
        assert isinstance(link, ReceiverLink)
        link.accept(5, 0)
        peer.transfers(b"x")
        assert link.delivery_count == 0


def detached_with(peer: Peer) -> str:
    """Return the condition of the detach that a peer hears."""
    detach = peer.hears_one(Detach)
    assert detach.error is not None
    return detach.error.condition


class TestSeveralFrames:
    def test_they_make_one_delivery(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send()
        assert peer.transfers(b"one ", delivery_id=7, more=True) == []
        assert peer.sends(Transfer(1, more=True), b"two ") == []
        assert peer.sends(Transfer(1), b"three") == [Delivered(link, 7, 0, b"one two three", settled=False)]
        assert link.credit == 9

    def test_each_may_repeat_the_id(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send()
        peer.transfers(b"a", delivery_id=7, more=True)
        [delivered] = peer.transfers(b"b", delivery_id=7)
        assert isinstance(delivered, Delivered)

    def test_the_first_may_be_empty(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send()
        peer.transfers(b"", more=True)
        [delivered] = peer.sends(Transfer(1), b"all")
        assert isinstance(delivered, Delivered)
        assert delivered.payload == b"all"

    def test_deliveries_of_two_links_may_interleave(self) -> None:
        peer = Peer.begun()
        one, two = peer.attached_to_send(handle=1), peer.attached_to_send(handle=2)
        peer.transfers(b"a", handle=1, delivery_id=0, more=True)
        peer.transfers(b"b", handle=2, delivery_id=1, more=True)
        assert peer.sends(Transfer(1), b"A") == [Delivered(one, 0, 0, b"aA", settled=False)]
        assert peer.sends(Transfer(2), b"B") == [Delivered(two, 1, 0, b"bB", settled=False)]

    def test_deliveries_of_one_link_may_not(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send()
        peer.transfers(b"a", delivery_id=0, more=True)
        assert peer.transfers(b"b", delivery_id=1) == [Detached(link)]
        assert detached_with(peer) == "amqp:not-allowed"

    @pytest.mark.parametrize("begun", [True, False])
    def test_an_aborted_one_is_forgotten_and_its_credit_given_back(self, begun: bool) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(credit=5)
        if begun:
            peer.transfers(b"half of it", more=True)
        assert peer.transfers(b"", aborted=True) == []
        flow = peer.hears_one(Flow)
        assert (flow.delivery_count, flow.link_credit) == (1, 5)
        assert peer.transfers(b"next", delivery_id=1) == [Delivered(link, 1, 0, b"next", settled=False)]

    def test_an_aborted_one_says_more_in_vain(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send()
        peer.transfers(b"half of it", more=True, aborted=True)
        assert peer.transfers(b"next", delivery_id=1) == [Delivered(link, 1, 0, b"next", settled=False)]


class TestState:
    """[AMQP 2.7.5] What a peer says of a delivery, on any of its frames."""

    PART_OF_IT = TransactionalState(b"txn")

    def sent(self, *frames: Transfer) -> DeliveryState | None:
        """Return the state of the delivery that some frames make."""
        peer = Peer.begun()
        peer.attached_to_send()
        *_, delivered = [event for frame in frames for event in peer.sends(frame, b"x")]
        assert isinstance(delivered, Delivered)
        return delivered.state

    def test_most_have_none(self) -> None:
        assert self.sent(Transfer(1, 0, b"t")) is None
        assert self.sent(Transfer(1, 0, b"t", more=True), Transfer(1)) is None

    def test_it_comes_with_the_only_frame(self) -> None:
        assert self.sent(Transfer(1, 0, b"t", state=self.PART_OF_IT)) == self.PART_OF_IT

    def test_later_frames_need_not_repeat_it(self) -> None:
        first = Transfer(1, 0, b"t", more=True, state=self.PART_OF_IT)
        assert self.sent(first, Transfer(1, more=True), Transfer(1)) == self.PART_OF_IT

    def test_it_may_come_late(self) -> None:
        last = Transfer(1, state=self.PART_OF_IT)
        assert self.sent(Transfer(1, 0, b"t", more=True), last) == self.PART_OF_IT

    def test_the_last_one_counts(self) -> None:
        first = Transfer(1, 0, b"t", more=True, state=Accepted())
        second = Transfer(1, more=True, state=self.PART_OF_IT)
        assert self.sent(first, second, Transfer(1)) == self.PART_OF_IT

    def test_it_is_not_that_of_the_delivery_before(self) -> None:
        assert self.sent(Transfer(1, 0, b"t", state=self.PART_OF_IT), Transfer(1, 1, b"t")) is None

    def test_one_that_nobody_knows_is_none(self) -> None:
        assert self.sent(Transfer(1, 0, b"t", state=Described(ULong(0x99), []))) is None


class TestSize:
    @pytest.mark.parametrize("size", [99, 100])
    def test_up_to_the_limit_all_is_well(self, size: int) -> None:
        peer = Peer.begun()
        peer.attached_to_send(max_message_size=100)
        [delivered] = peer.transfers(bytes(size))
        assert isinstance(delivered, Delivered)

    def test_beyond_it_the_size_is_told_and_nothing_else(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(max_message_size=100)
        assert peer.transfers(bytes(101)) == [
            Delivered(link, 0, 0, b"", settled=False, oversize_bytes=101),
        ]
        assert (link.state, link.credit) == (LinkState.ATTACHED, 9)

    def test_frames_are_added_up(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(max_message_size=100)
        assert peer.transfers(bytes(60), delivery_id=7, more=True) == []
        assert peer.sends(Transfer(1, more=True), bytes(60)) == []
        assert peer.sends(Transfer(1), bytes(3)) == [
            Delivered(link, 7, 0, b"", settled=False, oversize_bytes=123)
        ]

    def test_nothing_of_it_is_kept(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(max_message_size=100)
        peer.transfers(bytes(60), more=True)
        for _ in range(50):
            peer.sends(Transfer(1, more=True), bytes(60))
        assert link._frames == []

    def test_frames_of_nothing_are_not_kept(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(max_message_size=100)
        for _ in range(50):
            peer.transfers(b"", more=True)
        assert link._frames == []

    @pytest.mark.parametrize("more", [True, False])
    def test_the_next_one_is_whole_again(self, more: bool) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(max_message_size=100)
        peer.transfers(bytes(101), more=more)
        if more:
            peer.sends(Transfer(1), b"rest")
        assert peer.transfers(b"next", delivery_id=1) == [Delivered(link, 1, 0, b"next", settled=False)]

    def test_an_aborted_one_is_forgotten(self) -> None:
        peer = Peer.begun()
        link = peer.attached_to_send(max_message_size=100)
        peer.transfers(bytes(101), more=True)
        assert peer.sends(Transfer(1, aborted=True)) == []
        assert peer.transfers(b"next", delivery_id=1) == [Delivered(link, 1, 0, b"next", settled=False)]

    def test_every_delivery_counts_for_itself(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send(max_message_size=100)
        for delivery_id in range(3):
            peer.transfers(bytes(60), delivery_id=delivery_id, more=True)
            [delivered] = peer.sends(Transfer(1), bytes(40))
            assert isinstance(delivered, Delivered)

    def test_zero_is_no_limit(self) -> None:
        peer = Peer.begun()
        peer.attached_to_send(max_message_size=0)
        [delivered] = peer.transfers(bytes(60_000))
        assert isinstance(delivered, Delivered)


def test_the_driver_may_hang_something_on_a_link() -> None:
    link = Peer.begun().asks_to_send()
    assert link.attachment is None
