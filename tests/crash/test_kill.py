"""kill -9 under load, during start-up and recovery, and a process that stands still for a while."""

import random
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.broker import Broker

from .rounds import PLAN, freeze, length_of, load_on, reckon_up, run_rounds, wait_for_work

ROUNDS = 3
START_UPS = 6
LONGEST_START_S = 0.6


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path / "broker", PLAN).start()
    yield broker
    broker.end()


def test_nothing_acknowledged_is_lost_and_nothing_completed_comes_back(tmp_path: Path) -> None:
    seed = secrets.randbelow(1_000_000)

    outcome = run_rounds(tmp_path, ROUNDS, seed)

    assert outcome.reckoning.clean, f"seed {seed}\n{outcome.table()}\n{outcome.reckoning}"


def test_a_broker_that_is_killed_while_it_recovers_recovers_the_next_time(
    broker: Broker, tmp_path: Path
) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with load_on(broker, ledger):
        wait_for_work(ledger, 0)
        broker.kill()
    rng = random.Random(secrets.randbelow(1_000_000))

    for _ in range(START_UPS):
        broker.spawn()
        time.sleep(rng.uniform(0, LONGEST_START_S))
        broker.kill()

    reckoning = reckon_up(broker.start(), ledger)
    assert reckoning.clean, reckoning


def test_a_broker_that_stood_still_for_a_while_goes_on(broker: Broker, tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.jsonl"
    with load_on(broker, ledger):
        wait_for_work(ledger, 0)

        freeze(broker, 2.0)

        wait_for_work(ledger, length_of(ledger))
    reckoning = reckon_up(broker, ledger)
    assert reckoning.clean, reckoning
    assert (reckoning.unknown_sends, reckoning.unknown_completes) == (0, 0)
