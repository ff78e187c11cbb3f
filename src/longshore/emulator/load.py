"""From a file's values to what the emulator would start with."""

from collections.abc import Mapping
from dataclasses import dataclass

from longshore.emulator.crosscheck import crosscheck
from longshore.emulator.document import Document
from longshore.emulator.spelling import ROOT
from longshore.emulator.topology import topology
from longshore.model.entities import Topology
from longshore.plan.load import checked
from longshore.plan.source import Source


@dataclass(frozen=True, slots=True)
class EmulatorConfig:
    """A namespace and its entities."""

    namespace: str
    topology: Topology


def is_config(source: Source) -> bool:
    """Say whether a file, read with `spelled` keys, is a Config.json."""
    return isinstance(source.data, Mapping) and ROOT in source.data


def read_config(source: Source) -> EmulatorConfig:
    """Return what a Config.json asks for; raises PlanError with every problem of the file."""
    (namespace,) = checked(source, Document, crosscheck).UserConfig.Namespaces
    return EmulatorConfig(namespace.Name, topology(namespace))
