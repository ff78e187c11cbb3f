"""Chunk invariance: however a byte stream is cut, the same things happen and the same bytes are answered."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from longshore.wire.states import Accepted, Declared, TransactionalState

from .conversation import CONVERSATION, Broker
from .damage import damaged

cuts = st.lists(st.integers(0, len(CONVERSATION)), max_size=30)


def served(data: bytes, places: list[int]) -> Broker:
    """Return a broker that has heard some bytes, cut at some places."""
    broker = Broker()
    ends = [*sorted(min(place, len(data)) for place in places), len(data)]
    start = 0
    for end in ends:
        broker.hears(data[start:end])
        start = end
    return broker


WHOLE = served(CONVERSATION, [])


def test_the_conversation_has_everything_in_it() -> None:
    kinds = {words[0] for words in WHOLE.story}
    assert kinds == {"sasl", "opened", "attach", "delivered", "credit", "settled", "detached", "closed"}
    assert WHOLE.story[-1] == ("closed", None, False)
    assert [words[1] for words in WHOLE.story if words[0] == "detached"] == [
        "receives",
        "sends",
        "takes",
        "declares",
    ]


def test_the_conversation_has_a_transaction_and_a_message_that_is_too_large() -> None:
    delivered = [words[3] for words in WHOLE.story if words[0] == "delivered"]
    assert (0, b"", False, None, 1_200) in delivered
    assert [what[3] for what in delivered if isinstance(what, tuple) and what[3]] == [
        TransactionalState(b"txn")
    ]
    states = [words[3] for words in WHOLE.story if words[0] == "settled"]
    assert TransactionalState(b"txn", Accepted()) in states
    assert Declared(b"txn").encode() in WHOLE.output


@settings(max_examples=150, deadline=None)
@given(cuts)
@example(list(range(len(CONVERSATION))))
def test_cutting_changes_nothing(places: list[int]) -> None:
    broker = served(CONVERSATION, places)
    assert broker.story == WHOLE.story
    assert broker.output == WHOLE.output


@settings(max_examples=150, deadline=None)
@given(damaged(st.just(CONVERSATION)), cuts)
def test_cutting_changes_nothing_when_the_stream_is_damaged(data: bytes, places: list[int]) -> None:
    broker, whole = served(data, places), served(data, [])
    assert broker.story == whole.story
    assert broker.connection.state is whole.connection.state
