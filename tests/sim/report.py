"""What many seeds came to, for people and for machines."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .agenda import START_MS
from .marks import Mark
from .world import Result


@dataclass(slots=True)
class Report:
    """Sums over seeds."""

    seeds: int = 0
    steps: int = 0
    virtual_ms: int = 0
    messages: int = 0
    crashes: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    marks: Counter[str] = field(default_factory=Counter)
    failures: dict[int, str] = field(default_factory=dict)

    def add(self, result: Result) -> None:
        """Take one seed's figures in."""
        self.seeds += 1
        self.steps += result.steps
        self.virtual_ms += result.virtual_ms - START_MS
        self.messages += result.messages
        self.crashes += result.crashes
        self.faults.update(result.faults)
        self.marks.update(result.marks)
        if result.failure is not None:
            self.failures[result.seed] = result.failure

    @property
    def missing(self) -> list[str]:
        """Marks that no seed has hit."""
        return [mark.value for mark in Mark if not self.marks[mark.value]]

    def table(self) -> str:
        """Return the figures for a terminal."""
        rows: list[tuple[str, object]] = [
            ("seeds", self.seeds),
            ("steps", self.steps),
            ("virtual time", f"{self.virtual_ms / 3_600_000:.1f} h"),
            ("messages delivered", self.messages),
            ("ends of the broker", self.crashes),
            *((f"fault: {name}", hits) for name, hits in sorted(self.faults.items())),
            *((f"mark: {name}", hits) for name, hits in sorted(self.marks.items())),
        ]
        lines = [f"{name:<55}{value:>14}" for name, value in rows]
        lines += [f"never met: {name}" for name in self.missing]
        lines += [f"\n{failure}\n  make sim SEEDS=1 FIRST={seed}" for seed, failure in self.failures.items()]
        return "\n".join(lines)

    def json(self) -> str:
        """Return the figures for a machine."""
        return json.dumps(
            {
                "seeds": self.seeds,
                "steps": self.steps,
                "virtual_ms": self.virtual_ms,
                "messages": self.messages,
                "crashes": self.crashes,
                "faults": self.faults,
                "marks": self.marks,
                "missing": self.missing,
                "failures": self.failures,
            },
            indent=2,
        )


def sum_up(results: Iterable[Result]) -> Report:
    """Return the sums."""
    report = Report()
    for result in results:
        report.add(result)
    return report
