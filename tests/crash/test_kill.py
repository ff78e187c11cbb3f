"""kill -9 under load and during recovery."""

import secrets
from pathlib import Path

from .rounds import Rounds

ROUNDS, IN_RECOVERY = 3, 2
BACKLOG = 3_000


def test_nothing_acknowledged_is_lost_and_nothing_completed_comes_back(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path, secrets.randbelow(1_000_000))

    outcome = rounds.run(ROUNDS, IN_RECOVERY, BACKLOG, lambda _so_far: None)

    assert outcome.reckoning.clean, f"{outcome.table()}\n{outcome.reckoning.complaints}"
    assert outcome.recoveries_hit == IN_RECOVERY
