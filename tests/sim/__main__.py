"""Run seeds, and say what they came to; exit code 1 when a promise was broken.

python -m tests.sim --seeds 1000 --first 1 [--json]
"""

import argparse
import sys

from .report import Report
from .seeds import KEPT
from .world import run

_PROGRESS_EVERY = 10


def main() -> None:
    """Run the kept seeds and those that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.sim", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds")
    parser.add_argument("--first", type=int, default=1, help="the first of them")
    parser.add_argument("--json", action="store_true", help="figures for a machine")
    wanted = parser.parse_args()
    asked = range(wanted.first, wanted.first + wanted.seeds)
    report = Report()
    for seed in [*(KEPT if wanted.seeds > 1 else ()), *asked]:
        report.add(run(seed))
        if report.seeds % _PROGRESS_EVERY == 0 and sys.stderr.isatty():
            print(  # noqa: T201
                f"\r{report.seeds} seeds, {report.messages} messages, {len(report.failures)} failures",
                end="",
                file=sys.stderr,
            )
    print(report.json() if wanted.json else report.table())  # noqa: T201
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
