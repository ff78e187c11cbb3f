import pytest

from longshore.security.rights import ALL_RIGHTS, Grant, Right

NOW_MS = 1_000_000


def grant(path: str, rights: Right = ALL_RIGHTS, expires_ms: int | None = None) -> Grant:
    return Grant(path, rights, expires_ms)


@pytest.mark.parametrize(
    ("granted", "wanted"),
    [
        ("orders", "orders"),
        ("orders", "ORDERS"),
        ("Orders", "orders"),
        ("orders", "orders/Subscriptions/audit"),
        ("orders", "orders/$DeadLetterQueue"),
        ("orders", "orders/$management"),
        ("events/subscriptions/audit", "Events/Subscriptions/Audit/$DeadLetterQueue"),
        ("", "orders"),
        ("", ""),
    ],
)
def test_a_grant_covers_its_path_and_all_below(granted: str, wanted: str) -> None:
    assert grant(granted).covers(wanted, Right.LISTEN, NOW_MS)


@pytest.mark.parametrize(
    ("granted", "wanted"),
    [
        ("orders", "orders2"),
        ("orders", "order"),
        ("orders", "invoices"),
        ("orders", "old/orders"),
        ("orders", ""),
        ("events/subscriptions/audit", "events"),
        ("events/subscriptions/audit", "events/subscriptions/audit2"),
    ],
)
def test_a_grant_covers_nothing_beside_or_above_its_path(granted: str, wanted: str) -> None:
    assert not grant(granted).covers(wanted, Right.LISTEN, NOW_MS)


@pytest.mark.parametrize("held", [Right.SEND, Right.LISTEN])
@pytest.mark.parametrize("wanted", [Right.SEND, Right.LISTEN, Right.MANAGE])
def test_a_single_right_covers_itself_only(held: Right, wanted: Right) -> None:
    assert grant("", held).covers("orders", wanted, NOW_MS) is (held is wanted)


@pytest.mark.parametrize("wanted", [Right.SEND, Right.LISTEN, Right.MANAGE])
def test_manage_includes_the_other_two(wanted: Right) -> None:
    # [ASB SAS] "Manage": includes Send and Listen.
    assert grant("", Right.MANAGE).covers("orders", wanted, NOW_MS)


def test_send_and_listen_do_not_make_up_manage() -> None:
    assert not grant("", Right.SEND | Right.LISTEN).covers("orders", Right.MANAGE, NOW_MS)


def test_no_right_covers_nothing() -> None:
    assert not any(
        grant("", Right(0)).covers("orders", right, NOW_MS) for right in Right.__members__.values()
    )


def test_a_grant_is_over_exactly_when_it_expires() -> None:
    limited = grant("", expires_ms=NOW_MS)
    assert limited.covers("orders", Right.SEND, NOW_MS - 1)
    assert not limited.covers("orders", Right.SEND, NOW_MS)


def test_a_grant_without_an_end_lasts_for_ever() -> None:
    assert grant("").covers("orders", Right.SEND, 1 << 62)


def test_a_grant_lasts_longer_by_as_much_as_the_clock_was_put_forward() -> None:
    moved = grant("", expires_ms=NOW_MS).put_forward(500)
    assert moved == grant("", expires_ms=NOW_MS + 500)
    assert grant("").put_forward(500) == grant("")
