"""Sessions that may be taken over: asked for, granted with a token, and handed on to whoever shows it."""

from uuid import UUID, uuid4

import pytest

from longshore.broker.wishes import SessionWish, session_wish
from longshore.model.entities import QueueDescription
from longshore.wire.performatives import Attach, Detach
from longshore.wire.states import Source
from longshore.wire.values import Described, Symbol, ULong
from tests.unit.broker.world import Client, World, message

SHARED = Symbol("com.microsoft:non-exclusive-session-filter")
CODE = ULong(0x137_0000_000E)
LOCK_MS = QueueDescription().lock_duration_ms


def shared(session_id: str | None = "seoul", token: UUID | None = None) -> dict[object, object]:
    return {SHARED: Described(CODE, [session_id, token])}


def world() -> World:
    made = World({"trips": QueueDescription(requires_session=True)})
    made.send("trips", message(b"one", session="seoul"), message(b"two", session="seoul"))
    made.commit()
    return made


def accepted(client: Client, filters: dict[object, object], credit: int = 0) -> tuple[str, UUID]:
    """Accept a session; returns its id and the token that the answer holds."""
    client.attach_receiver("trips", filters=filters)
    (answer,) = [frame for frame in client.hear() if isinstance(frame, Attach)]
    assert answer.source is not None
    assert answer.source.filter is not None
    granted = answer.source.filter[SHARED]
    assert isinstance(granted, Described)
    assert granted.descriptor == CODE
    assert isinstance(granted.value, list)
    session_id, token = granted.value
    if credit:
        client.grant(credit)
    return str(session_id), token


def test_the_answer_names_the_session_and_holds_a_token() -> None:
    session_id, token = accepted(world().client(), shared())
    assert session_id == "seoul"
    assert isinstance(token, UUID)


def test_the_next_available_session_can_be_shared_too() -> None:
    assert accepted(world().client(), shared(None))[0] == "seoul"


def test_without_the_token_a_held_session_cannot_be_locked() -> None:
    here = world()
    accepted(here.client(), shared())
    other = here.client()
    other.attach_receiver("trips", filters=shared())
    assert other.errors() == ["com.microsoft:session-cannot-be-locked"]


def test_with_another_token_neither() -> None:
    here = world()
    accepted(here.client(), shared())
    other = here.client()
    other.attach_receiver("trips", filters=shared(token=uuid4()))
    assert other.errors() == ["com.microsoft:session-cannot-be-locked"]


def test_an_exclusive_session_is_not_taken_over_by_any_token() -> None:
    here = world()
    here.client().attach_receiver("trips", session="seoul")
    other = here.client()
    other.attach_receiver("trips", filters=shared(token=UUID(int=0)))
    assert other.errors() == ["com.microsoft:session-cannot-be-locked"]


def test_who_shows_the_token_takes_the_session_over() -> None:
    here = world()
    first, second = here.client(), here.client()
    _, token = accepted(first, shared())
    session_id, new_token = accepted(second, shared(token=token))
    assert session_id == "seoul"
    assert new_token != token


def test_the_receiver_before_loses_its_link() -> None:
    here = world()
    first = here.client()
    _, token = accepted(first, shared())
    accepted(here.client(), shared(token=token))
    (detach,) = [frame for frame in first.hear() if isinstance(frame, Detach)]
    assert detach.error is not None
    assert detach.error.condition == "com.microsoft:session-lock-lost"


def test_messages_change_hands_in_order_and_uncounted() -> None:
    here = world()
    first, second = here.client(), here.client()
    _, token = accepted(first, shared(), credit=1)
    assert first.bodies() == [b"one"]
    accepted(second, shared(token=token), credit=2)
    assert second.bodies() == [b"one", b"two"]
    assert {found.delivery_count for found in here.namespace.queues["trips"].messages.values()} == {0}


def test_a_token_is_good_for_one_takeover() -> None:
    here = world()
    _, token = accepted(here.client(), shared())
    accepted(here.client(), shared(token=token))
    third = here.client()
    third.attach_receiver("trips", filters=shared(token=token))
    assert third.errors() == ["com.microsoft:session-cannot-be-locked"]


def test_a_free_session_is_locked_whatever_is_shown() -> None:
    assert accepted(world().client(), shared(token=uuid4()))[0] == "seoul"


def test_a_lock_that_ran_out_leaves_no_token_behind() -> None:
    here = world()
    _, token = accepted(here.client(), shared())
    here.pass_time(LOCK_MS)
    here.client().attach_receiver("trips", session="seoul")
    late = here.client()
    late.attach_receiver("trips", filters=shared(token=token))
    assert late.errors() == ["com.microsoft:session-cannot-be-locked"]


@pytest.mark.parametrize(
    ("filters", "wish"),
    [
        (None, None),
        ({Symbol("another:filter"): "x"}, None),
        ({Symbol("com.microsoft:session-filter"): "a"}, SessionWish("a")),
        ({Symbol("com.microsoft:session-filter"): Described(ULong(1), "a")}, SessionWish("a")),
        ({Symbol("com.microsoft:session-filter"): None}, SessionWish(None)),
        (shared("a", UUID(int=7)), SessionWish("a", shared=True, token=UUID(int=7).bytes)),
        ({SHARED: Described(CODE, ["a"])}, SessionWish("a", shared=True)),
        ({SHARED: Described(CODE, [])}, SessionWish(None, shared=True)),
        ({SHARED: "nonsense"}, SessionWish(None, shared=True)),
    ],
)
def test_a_wish_is_read_from_filters_of_every_form(
    filters: dict[object, object] | None, wish: SessionWish | None
) -> None:
    link = type("Link", (), {"attach": Attach("in", 0, role=True, source=Source("trips", filter=filters))})
    assert session_wish(link) == wish  # type: ignore[arg-type]  # only the attach is looked at
