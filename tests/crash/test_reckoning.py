"""The reckoning itself: it passes what is right, and finds what is planted."""

import pytest

from .ledger import Act, Entry
from .reckoning import Reckoner, reckon

Q = "jobs"


def sending(*ids: str) -> Entry:
    return Entry(Act.SENDING, Q, ids)


def sent(*ids: str) -> Entry:
    return Entry(Act.SENT, Q, ids)


def received(name: str, number: int, session: str | None = None, delivery_count: int = 0) -> Entry:
    return Entry(Act.RECEIVED, Q, (name,), session, number, delivery_count)


def completing(name: str) -> Entry:
    return Entry(Act.COMPLETING, Q, (name,))


def completed(name: str) -> Entry:
    return Entry(Act.COMPLETED, Q, (name,))


def drained(name: str, number: int, session: str | None = None, *, intact: bool = True) -> Entry:
    return Entry(Act.DRAINED, Q, (name,), session, number, intact=intact)


@pytest.mark.parametrize(
    "story",
    [
        pytest.param([sending("a"), sent("a"), drained("a", 1)], id="sent-and-drained"),
        pytest.param(
            [sending("a"), sent("a"), received("a", 1), completing("a"), completed("a")], id="completed"
        ),
        pytest.param([sending("a")], id="unknown-send-that-did-not-happen"),
        pytest.param([sending("a"), drained("a", 1)], id="unknown-send-that-happened"),
        pytest.param(
            [sending("a"), sent("a"), received("a", 1), completing("a")],
            id="unknown-completion-that-happened",
        ),
        pytest.param(
            [sending("a"), sent("a"), received("a", 1), completing("a"), drained("a", 1)],
            id="unknown-completion-that-did-not-happen",
        ),
        pytest.param([sending("a", "b"), drained("a", 1), drained("b", 2)], id="unknown-batch-that-is-whole"),
    ],
)
def test_what_is_right_is_passed(story: list[Entry]) -> None:
    assert reckon(story).clean


@pytest.mark.parametrize(
    ("story", "complaint"),
    [
        pytest.param([sending("a"), sent("a")], {"lost": ["a"]}, id="lost"),
        pytest.param(
            [sending("a"), sent("a"), received("a", 1)], {"lost": ["a"]}, id="lost-after-it-was-received"
        ),
        pytest.param(
            [sending("a"), sent("a"), received("a", 1), completing("a"), completed("a"), drained("a", 1)],
            {"returned": ["a"]},
            id="returned",
        ),
        pytest.param([sending("a", "b"), drained("a", 1)], {"torn": ["a"]}, id="half-a-batch"),
        pytest.param(
            [sending("a"), sent("a"), drained("a", 1, intact=False)], {"torn": ["a"]}, id="changed-body"
        ),
        pytest.param(
            [sending("a"), sending("b"), drained("a", 1), drained("b", 1)],
            {"renumbered": ["b"]},
            id="number-given-twice",
        ),
        pytest.param(
            [sending("a"), received("a", 1), drained("a", 2)], {"renumbered": ["a"]}, id="another-number"
        ),
        pytest.param(
            [sending("a"), received("a", 1, delivery_count=1), drained("a", 1)],
            {"counted": ["a"]},
            id="counted-delivery",
        ),
        pytest.param(
            [sending("a"), sending("b"), drained("b", 2, "seoul"), drained("a", 1, "seoul")],
            {"overtaken": ["a"]},
            id="overtaken",
        ),
        pytest.param(
            [sending("a"), sent("a"), drained("a", 1), drained("a", 1)],
            {"returned": ["a"]},
            id="taken-out-twice",
        ),
    ],
)
def test_what_is_wrong_is_found(story: list[Entry], complaint: dict[str, list[str]]) -> None:
    assert reckon(story).complaints == complaint


def judged(story: list[Entry], *on_disk: str) -> dict[str, list[str]]:
    """Return what a story and the disk of a dead broker come to, together."""
    reckoner = Reckoner()
    reckoner.note(story)
    reckoner.judge(on_disk)
    reckoner.note([drained("a", 1), drained("b", 2)])
    return reckoner.close().complaints


@pytest.mark.parametrize(
    ("story", "on_disk"),
    [
        pytest.param([sending("a"), sent("a")], ["a"], id="sent-and-there"),
        pytest.param([sending("a", "b")], ["a", "b"], id="unknown-send-that-happened"),
        pytest.param([sending("a", "b")], [], id="unknown-send-that-did-not-happen"),
        pytest.param([sending("a"), sent("a"), completing("a")], ["a"], id="completion-that-did-not-happen"),
        pytest.param([sending("a"), sent("a"), completing("a")], [], id="completion-that-happened"),
    ],
)
def test_a_disk_that_is_right_is_passed(story: list[Entry], on_disk: list[str]) -> None:
    assert judged(story, *on_disk) == {}


@pytest.mark.parametrize(
    ("story", "on_disk", "complaint"),
    [
        pytest.param([sending("a"), sent("a")], [], {"lost": ["a"]}, id="lost"),
        pytest.param([sending("a", "b")], ["a"], {"torn": ["a"]}, id="half-a-batch"),
        pytest.param([sending("a"), sent("a")], ["a", "a"], {"renumbered": ["a"]}, id="there-twice"),
        pytest.param(
            [sending("c"), sent("c"), received("c", 3), completing("c"), completed("c")],
            ["c"],
            {"returned": ["c"]},
            id="completed-and-still-there",
        ),
    ],
)
def test_a_disk_that_is_wrong_is_found_out(
    story: list[Entry], on_disk: list[str], complaint: dict[str, list[str]]
) -> None:
    assert judged(story, *on_disk) == complaint


def test_everything_is_counted() -> None:
    found = reckon(
        [
            sending("a"),
            sent("a"),
            sending("b", "c"),
            received("a", 1),
            completing("a"),
            completed("a"),
            sending("d"),
            sent("d"),
            received("d", 2),
            completing("d"),
        ]
    )

    assert (found.sends, found.unknown_sends, found.completes, found.unknown_completes) == (2, 2, 1, 1)
