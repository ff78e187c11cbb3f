"""The clients of the simulation, by name."""

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from .actor import Actor
from .malicious import Malicious
from .receiver import DEFERRING, DELETING, GREEDY, HONEST, SLOW, Receiver
from .scheduler import Scheduler
from .sender import Repeater, Sender
from .session import SessionReceiver
from .transactor import Transactor

if TYPE_CHECKING:
    from tests.sim.world import World

Maker = Callable[["World", str, Random], Actor]

_MAKERS: dict[str, Maker] = {
    "sender": Sender,
    "repeater": Repeater,
    "receiver": lambda world, name, rng: Receiver(world, name, rng, HONEST),
    "slow": lambda world, name, rng: Receiver(world, name, rng, SLOW),
    "greedy": lambda world, name, rng: Receiver(world, name, rng, GREEDY),
    "deleting": lambda world, name, rng: Receiver(world, name, rng, DELETING),
    "deferrer": lambda world, name, rng: Receiver(world, name, rng, DEFERRING),
    "scheduler": Scheduler,
    "session": SessionReceiver,
    "transactor": Transactor,
    "malicious": Malicious,
}


def make_actor(kind: str, world: "World", name: str, rng: Random) -> Actor:
    """Return a client of a kind."""
    return _MAKERS[kind](world, name, rng)
