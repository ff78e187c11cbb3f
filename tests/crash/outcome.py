"""What some rounds came to, for a terminal and for programs."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from .killing import Stage
from .reckoning import Reckoning


@dataclass(slots=True)
class Outcome:
    """The figures of a run."""

    seed: int
    rounds: int = 0
    died: Counter[Stage] = field(default_factory=Counter)
    """Where the broker was when it was killed once more while it recovered."""
    restart_ms: list[float] = field(default_factory=list)
    reckoning: Reckoning = field(default_factory=Reckoning)

    @property
    def recoveries_hit(self) -> int:
        """Kills that came before the broker was ready."""
        return sum(times for stage, times in self.died.items() if stage is not Stage.READY)

    def figures(self) -> dict[str, int]:
        """Return every figure by its name."""
        found, restarts = self.reckoning, sorted(self.restart_ms)
        return {
            "seed": self.seed,
            "rounds": self.rounds,
            "killed in recovery": self.recoveries_hit,
            **{f"  {stage}": self.died[stage] for stage in Stage if self.died[stage]},
            "sends acknowledged": found.sends,
            "completes acknowledged": found.completes,
            "sends unknown": found.unknown_sends,
            "completes unknown": found.unknown_completes,
            "lost": len(found.lost),
            "returned": len(found.returned),
            "torn": len(found.torn),
            "duplicated or renumbered": len(found.renumbered),
            "deliveries counted for a crash": len(found.counted),
            "overtaken in a session": len(found.overtaken),
            "restart ms, median": round(median(restarts)),
            "restart ms, longest": round(restarts[-1]),
        }

    def table(self) -> str:
        """Return the figures for a terminal."""
        return "\n".join(f"{name:<34}{value:>8}" for name, value in self.figures().items())
