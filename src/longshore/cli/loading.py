"""What a file given to `longshore up` asks for, be it a plan or the Microsoft emulator's Config.json."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from longshore import emulator
from longshore.model.entities import Topology
from longshore.plan import topology
from longshore.plan.load import plan_in, read
from longshore.plan.source import Source
from longshore.plan.text import decode
from longshore.security.rights import Right


@dataclass(frozen=True, slots=True)
class Wanted:
    """A namespace, its entities, and its access policies besides the root policy."""

    namespace: str
    topology: Topology
    policies: Mapping[str, Right] = field(default_factory=dict)


def load(path: Path) -> Wanted:
    """Read a file of either format, told apart by the key `UserConfig`; raises PlanError."""
    source = Source(decode(str(path), read(path)), emulator.spelled)
    if emulator.is_config(source):
        config = emulator.read_config(source)
        return Wanted(config.namespace, config.topology)
    plan = plan_in(source)
    policies = {policy.name: _rights(policy.rights) for policy in plan.access_policies}
    return Wanted(plan.namespace.name, topology(plan), policies)


def _rights(names: Iterable[str]) -> Right:
    rights = Right(0)
    for name in names:
        rights |= Right[name.upper()]
    return rights
