"""Fuzz some targets, or all of them.

python -m fuzz [TARGET ...] [--inputs N] [--seed S] [--keep]
python -m fuzz TARGET --file FILE ...
"""

import argparse
import sys
from pathlib import Path

from fuzz.corpus import inputs, keep, keep_crash, minimised
from fuzz.loop import Fuzzer, Report
from fuzz.target import NAMES, target


def main() -> None:
    """Run, and end with 1 where a promise was broken."""
    arguments = _arguments()
    if arguments.file:
        for path in arguments.file:
            target(arguments.target[0]).run(path.read_bytes())
        return
    print("target        inputs    in/s  steps       known    slowest      peak memory")
    broken = [name for name in arguments.target or NAMES if not _fuzz(name, arguments)]
    sys.exit(bool(broken))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description="Fuzz what reads bytes.")
    parser.add_argument("target", nargs="*", choices=[*NAMES, []], help="one or more; all if none is named")
    parser.add_argument("--inputs", type=int, help="how many each; a few seconds' worth if not said")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same inputs")
    parser.add_argument("--keep", action="store_true", help="put what was found into the corpus")
    parser.add_argument("--file", type=Path, nargs="+", help="run these files only, without any guard")
    return parser.parse_args()


def _fuzz(name: str, arguments: argparse.Namespace) -> bool:
    """Fuzz one target; returns whether it kept its promise."""
    chosen = target(name)
    report = Fuzzer(chosen, arguments.seed, inputs(name, chosen)).run(arguments.inputs or chosen.inputs)
    print(_line(name, report), flush=True)
    for defect in report.defects.values():
        path = keep_crash(name, defect.data)
        print(f"\n{defect.problem}input {defect.number}: {path}\n{defect.data[:200]!r}\n", flush=True)
    if arguments.keep:
        keep(name, minimised(chosen, report.known))
    return not report.defects


def _line(name: str, report: Report) -> str:
    known = f"{report.known_before}+{len(report.known) - report.known_before}"
    megabytes = f"{report.memory_before_bytes / 1e6:.0f} -> {report.memory_after_bytes / 1e6:.0f} MB"
    return (
        f"{name:10} {report.inputs:9,} {report.inputs / report.seconds:7,.0f} {report.steps:6,} {known:>11} "
        f"{report.slowest_ms:6.1f} ms {megabytes:>16}"
    )


if __name__ == "__main__":
    main()
