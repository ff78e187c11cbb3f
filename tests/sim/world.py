"""One seed from beginning to end: a world is drawn, a storm passes over it, and all must add up."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from random import Random

from longshore.store.errors import StorageFault

from .agenda import Agenda
from .amqp import Connection
from .audit import audit, check_recovered
from .checkers import all_checkers
from .clients import make_actor
from .clients.drainer import Drainer
from .disk import Cut, Disk
from .facts import Facts, facts
from .host import Host
from .ledger import Crashed, Ledger, Violation
from .marks import Mark, Marks
from .net import Line, Net, Weather
from .swarm import Layout, Setup, draw

PATIENCE_MS = 180_000
"""How long everything may take to come to rest after the storm."""

_STEPS_MAX = 400_000
_AUDIT_MS = 700
_WARNED = 0.5
"""How often a disk that is full says that it is, so that senders are stopped before it matters."""


@dataclass(slots=True)
class Result:
    """What one seed came to."""

    seed: int
    trace: str = ""
    steps: int = 0
    virtual_ms: int = 0
    messages: int = 0
    crashes: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    marks: dict[str, int] = field(default_factory=dict)
    failure: str | None = None
    features: list[str] = field(default_factory=list)


class World:
    """One seed's world."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.setup: Setup = draw(self.rng)
        self.agenda = Agenda()
        self.marks = Marks()
        self.layout = Layout(self.setup.topology)
        self.ledger = Ledger(all_checkers(self.layout, self.marks))
        self.net = Net(self.agenda, Random(self.rng.random()), self.marks, self.setup.weather)
        self.disk = Disk(Random(self.rng.random()))
        self.host: Host | None = None
        self.calm = False
        self.crashes = 0
        self.uids = count(1)
        """Numbers for messages, holds, tenures, transactions: each is given once."""
        self.deferred: dict[str, dict[int, str | None]] = {}
        """By place: sequence numbers, and the sessions, of messages that somebody has deferred."""
        self.names: list[str] = []
        """Message ids that were sent to where duplicates are detected."""
        self.spent: list[tuple[str, bytes]] = []
        """Lock tokens that are good for nothing any more, and where they were."""
        self._actors = 0
        self._expected: list[Facts] = []
        """What may be found after a power cut: before and after the commit that it came in."""

    # -- the course of things ----------------------------------------------------------------------

    def run(self) -> None:
        """Let everything happen. Raises Violation, or whatever the broker raises."""
        with self.disk.mounted():
            try:
                self._run()
            finally:
                self.agenda.close()
                if self.host is not None:
                    self.disk.chances, self.disk.full = {}, False
                    self.host.connection.close()

    def _run(self) -> None:
        self._boot()
        self._conduct()
        end_ms = self.agenda.now_ms + self.setup.storm_ms
        self._go_on(lambda: self.agenda.now_ms >= end_ms, "the storm")
        self._calm_down()
        self._go_on(lambda: self._actors == 0, "answers for every client")
        drainer = Drainer(self)
        self.agenda.start(drainer.run())
        self._go_on(lambda: drainer.done, "every queue to be empty")
        self._go_on(lambda: self.host is not None and self.host.kernel.at_rest, "rest")
        if self.host is not None:
            audit(self.host, at_rest=True)
        self.ledger.end()

    def _go_on(self, done: Callable[[], bool], waiting_for: str) -> None:
        deadline_ms = self.agenda.now_ms + PATIENCE_MS
        while not done():
            self.agenda.step()
            if self.agenda.now_ms > deadline_ms or self.agenda.steps > _STEPS_MAX:
                raise Violation(f"liveness: waited in vain for {waiting_for}")

    def _calm_down(self) -> None:
        self.calm = True
        self.net.weather = Weather()
        self.setup.weather = self.net.weather
        self.disk.chances = {}
        self._fill(full=False)

    def _conduct(self) -> None:
        """Set the scene: who is there, and when the plug is pulled."""
        for number, kind in enumerate(self.setup.actors):
            actor = make_actor(kind, self, f"{kind}-{number}", Random(self.rng.random()))
            self._actors += 1
            self.agenda.start(self._life(actor.live()))
        for _ in range(self.setup.cuts):
            self.agenda.after(self.rng.randrange(self.setup.storm_ms), self._pull_the_plug)
        for _ in range(self.setup.full_spells):
            at_ms = self.rng.randrange(self.setup.storm_ms)
            warned = Random(at_ms).random() < _WARNED  # nothing is drawn: kept seeds mean what they meant
            self.agenda.after(at_ms, partial(self._fill, full=True, warned=warned))
            self.agenda.after(at_ms + self.rng.randint(100, 2_000), lambda: self._fill(full=False))
        self.agenda.after(_AUDIT_MS, self._audit)

    async def _life(self, life: object) -> None:
        await life  # type: ignore[misc]  # a coroutine
        self._actors -= 1

    def _audit(self) -> None:
        if self.host is not None:
            with self.disk.untroubled():
                audit(self.host, at_rest=self.host.kernel.at_rest)
        self.agenda.after(_AUDIT_MS, self._audit)

    def _fill(self, *, full: bool, warned: bool = False) -> None:
        """Let the disk be full, which it may have said before, or not any more."""
        self.disk.full = full and not self.calm
        self.disk.scarce = self.disk.full and warned

    # -- the broker's lives ------------------------------------------------------------------------

    def _pull_the_plug(self) -> None:
        """Now, or in the middle of what is written next; or the broker is killed, and the power stays."""
        if self.calm or self.host is None:
            return
        fate = self.rng.random()
        if fate < 0.5:
            self.disk.cut_after(self.rng.randint(0, 6))
            return
        host = self.host
        host.before_write = []
        if fate < 0.8:
            self.disk.cut_now()
        self.marks.hit(Mark.KILLED if self.disk.cut is None else Mark.CRASH)
        host.die()
        self._ended(host, None)

    def _ended(self, host: Host, fault: StorageFault | None) -> None:
        """A life is over: by a power cut, or because the disk failed; then the power may stay."""
        self.host = None
        self.crashes += 1
        self.ledger.note(Crashed(self.agenda.now_ms))
        if fault is not None:
            self.marks.hit(Mark.EIO_IN_COMMIT)
        cut = self.disk.cut
        with self.disk.untroubled():
            if cut is not None:
                self._note_cut(cut)
                if host.before_write:
                    self.marks.hit(Mark.CUT_IN_COMMIT)
            self._expected = [*host.before_write, facts(host.connection)] if fault is None else []
            self._close(host, orderly=fault is not None and self.rng.random() < 0.5)
        if cut is not None:
            self.disk.power_up()
        self.agenda.after(self.rng.randint(1, 500), self._boot)

    def _close(self, host: Host, *, orderly: bool) -> None:
        """In an orderly way, which folds the log into the file, or by an end that leaves all as it is."""
        if orderly or self.disk.cut is not None:
            host.connection.close()
        else:
            with self.disk.as_it_is():
                host.connection.close()

    def _note_cut(self, cut: Cut) -> None:
        if cut.torn:
            self.marks.hit(Mark.TORN)
        if cut.lost:
            self.marks.hit(Mark.FORGOTTEN)

    def _boot(self) -> None:
        """Open the store; while the storm lasts, the power may be cut in the middle of that, too."""
        setup = self.setup
        if not self.calm and self.setup.cuts and self.rng.random() < 0.3:
            self.disk.cut_after(self.rng.randint(0, 12))
        self.disk.chances = {} if self.calm else dict(setup.troubles)
        try:
            host = Host(
                self.agenda,
                self.disk,
                Random(self.rng.random()),
                self.marks,
                setup.topology,
                body_budget_bytes=setup.body_budget_bytes,
                checkpoint_pages=setup.checkpoint_pages,
                commit_ms=setup.commit_ms,
                on_end=self._ended,
            )
        except StorageFault:
            self.marks.hit(Mark.EIO_IN_RECOVERY)
            if self.disk.cut is not None:
                self.disk.power_up()
            self.agenda.after(self.rng.randint(1, 500), self._boot)
            return
        if self.disk.cut is not None:
            self.marks.hit(Mark.CUT_IN_RECOVERY)
            host.connection.close()
            self.disk.power_up()
            self.agenda.after(1, self._boot)
            return
        self.host = host
        with self.disk.untroubled():
            check_recovered(host, self._expected)
        self._expected = []
        host.start()

    # -- for the actors ----------------------------------------------------------------------------

    async def connect(self, name: str) -> Connection:
        """Return a connection that has begun, as soon as there is a broker. Raises Lost."""
        while self.host is None:
            await self.agenda.sleep(50)
        connection = Connection(self.agenda, name)
        await connection.begin(Line(self.net, self.host, connection, name))
        return connection

    def result(self, seed: int) -> Result:
        """Return the figures."""
        ledger = self.ledger
        return Result(
            seed,
            ledger.trace,
            self.agenda.steps,
            self.agenda.now_ms,
            ledger.counts.get("Got", 0),
            self.crashes,
            {trouble.value: hits for trouble, hits in self.disk.troubles.items() if hits},
            {mark.value: hits for mark, hits in self.marks.hits.items()},
            features=sorted(self.setup.features),
        )


def run(seed: int) -> Result:
    """Run one seed. What goes wrong is said by the result."""
    world = World(seed)
    failure = None
    try:
        world.run()
    except Violation as violation:
        failure = str(violation)
    except Exception:  # noqa: BLE001  # whatever comes out of the broker, it should not
        failure = f"broken: {traceback.format_exc(limit=-6)}"
    result = world.result(seed)
    result.failure = failure
    return result
