import time

import pytest

from longshore.server.clock import wall_clock


def test_it_follows_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    now = wall_clock()
    monkeypatch.setattr(time, "time_ns", lambda: 1_234_567_890)
    assert now() == 1_234


def test_it_never_goes_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    now = wall_clock()
    times = iter([5_000_000, 3_000_000, 6_000_000])
    monkeypatch.setattr(time, "time_ns", lambda: next(times))
    assert [now(), now(), now()] == [5, 5, 6]
