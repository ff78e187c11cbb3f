"""Microsoft's JavaScript SDK, in the versions that `js/package.json` pins, and the ways it can take."""

from typing import Any, Final

import pytest

from tests.clients.broker import Broker

from .peer import ROOT, Peer, facts, version_of

FOLDER: Final = ROOT / "tests" / "peers" / "js"
RELEASED: Final = "@azure/service-bus"
BETA: Final = "service-bus-beta"

every_way = pytest.mark.parametrize("way", ["tcp", "tls", "wss"])
"""The SDK has no plain WebSockets: they are always inside TLS."""


def peer_of(package: str, name: str) -> Peer:
    """Return a version of the SDK as a peer."""
    version = f"`${{require('{package}/package.json').version}}, Node ${{process.versions.node}}`"
    return Peer(name, version_of(["node", "--print", version], FOLDER))


def played(scenario: str, broker: Broker, *, package: str = RELEASED, way: str = "tcp") -> Any:  # noqa: ANN401  # whatever JSON says
    """Let a version of the SDK play a scenario, by one of its ways; returns what it has to say."""
    script = FOLDER / "scenarios" / f"{scenario}.js"
    return facts(["node", script], broker, way, LONGSHORE_SDK=package, NODE_EXTRA_CA_CERTS=broker.ca_file)
