"""A client that does things in transactions."""

from longshore.wire.states import Coordinator, Declare, Declared, Discharge, Outcome, TransactionalState
from tests.unit.broker.world import Client, World

CONTROL = 20


def coordinated(payload: Declare | Discharge) -> bytes:
    """Return the message to the coordinator that asks for this."""
    return b"\x00\x53\x77" + payload.encode()


class Controller:
    """A connection with a link to the coordinator."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.client: Client = world.client()
        self.client.attach_sender(Coordinator(), CONTROL)
        self.client.hear()

    def declare(self) -> bytes:
        """Return the id of a new transaction."""
        self.client.send(coordinated(Declare()), CONTROL)
        (declared,) = self.client.outcomes()
        assert isinstance(declared, Declared)
        return declared.txn_id

    def send(self, handle: int, txn_id: bytes, *payloads: bytes, settled: bool = False) -> None:
        for payload in payloads:
            self.client.send(payload, handle, settled=settled, state=TransactionalState(txn_id))

    def settle(self, delivery_id: int, txn_id: bytes, outcome: Outcome, *, settled: bool = False) -> None:
        self.client.settle(delivery_id, state=TransactionalState(txn_id, outcome), settled=settled)

    def discharge(self, txn_id: bytes, *, fail: bool | None = False) -> None:
        self.client.send(coordinated(Discharge(txn_id, fail)), CONTROL)

    def commit(self, txn_id: bytes) -> list[object]:
        """Return what was answered to a discharge, after a commit."""
        self.client.hear()
        self.discharge(txn_id)
        self._world.commit()
        return self.client.outcomes()
