"""The link to the coordinator: declare and discharge."""

import pytest

from longshore.broker.transactions import MAX_TRANSACTIONS
from longshore.model.entities import QueueDescription
from longshore.model.limits import TRANSACTION_TIMEOUT_MS
from longshore.wire.performatives import Attach, Disposition, Flow
from longshore.wire.states import Accepted, Coordinator, Declare, Declared, Discharge, Rejected
from tests.unit.broker.transacting import CONTROL, Controller, coordinated
from tests.unit.broker.world import World, message

QUEUES = {"orders": QueueDescription()}
UNKNOWN = "amqp:transaction:unknown-id"


def controller() -> tuple[World, Controller]:
    world = World(QUEUES)
    return world, Controller(world)


def sending() -> tuple[World, Controller]:
    """Return a controller with a sending link on handle 0."""
    world, control = controller()
    control.client.attach_sender("orders")
    control.client.hear()
    return world, control


def test_a_link_to_the_coordinator_is_granted_credit() -> None:
    client = World(QUEUES).client()
    client.attach_sender(Coordinator(), CONTROL)
    attach, flow = client.hear()
    assert isinstance(attach, Attach)
    assert isinstance(attach.target, Coordinator)
    assert isinstance(flow, Flow)
    assert flow.link_credit == 100


def test_its_credit_comes_back() -> None:
    _world, control = controller()
    for _ in range(200):
        control.discharge(control.declare(), fail=True)
        assert control.client.outcomes() == [Accepted()]


def test_a_declaration_is_answered_at_once_with_an_id() -> None:
    _world, control = controller()
    control.client.send(coordinated(Declare()), CONTROL)
    (answer,) = control.client.hear()
    assert isinstance(answer, Disposition)
    assert answer.settled
    assert isinstance(answer.state, Declared)
    assert len(answer.state.txn_id) == 16


def test_two_transactions_have_two_ids() -> None:
    _world, control = controller()
    assert control.declare() != control.declare()


def test_a_discharge_is_answered_after_the_commit() -> None:
    world, control = sending()
    txn = control.declare()
    control.send(0, txn, message(b"one"))
    control.client.hear()
    control.discharge(txn)
    assert control.client.outcomes() == []
    world.commit()
    assert control.client.outcomes() == [Accepted()]


def test_an_empty_transaction_commits() -> None:
    _world, control = controller()
    assert control.commit(control.declare()) == [Accepted()]


def test_a_discharge_without_the_flag_commits() -> None:
    world, control = sending()
    txn = control.declare()
    control.send(0, txn, message(b"one"))
    control.discharge(txn, fail=None)
    world.commit()
    assert world.receive("orders").bodies() == [b"one"]


def test_a_rollback_is_answered_at_once_and_writes_nothing() -> None:
    world, control = sending()
    txn = control.declare()
    control.send(0, txn, message(b"one"))
    control.client.hear()
    control.discharge(txn, fail=True)
    assert control.client.outcomes() == [Accepted()]
    assert world.kernel.take_unit() is None


def test_a_failing_commit_rejects_the_discharge_and_leaves_nothing() -> None:
    world, control = sending()
    txn = control.declare()
    control.send(0, txn, message(b"one"))
    control.client.hear()
    control.discharge(txn)
    world.fail()
    assert control.client.errors() == ["amqp:resource-limit-exceeded"]
    assert world.namespace.queues["orders"].messages == {}


@pytest.mark.parametrize("fail", [True, False])
def test_an_unknown_id_is_said_to_be_unknown(*, fail: bool) -> None:
    _world, control = controller()
    control.discharge(b"nothing", fail=fail)
    assert control.client.errors() == [UNKNOWN]


def test_a_transaction_is_discharged_once() -> None:
    _world, control = controller()
    txn = control.declare()
    control.commit(txn)
    control.discharge(txn)
    assert control.client.errors() == [UNKNOWN]


def test_a_transaction_belongs_to_its_connection() -> None:
    world, control = controller()
    other = Controller(world)
    other.discharge(control.declare())
    assert other.client.errors() == [UNKNOWN]


def test_a_transaction_that_lasts_too_long_is_rolled_back() -> None:
    world, control = sending()
    txn = control.declare()
    control.send(0, txn, message(b"one"))
    control.client.hear()
    world.now_ms += TRANSACTION_TIMEOUT_MS
    control.discharge(txn)
    assert control.client.errors() == ["amqp:transaction:timeout"]
    world.commit()
    assert world.namespace.queues["orders"].messages == {}


def test_one_millisecond_earlier_it_commits() -> None:
    world, control = sending()
    txn = control.declare()
    control.send(0, txn, message(b"one"))
    world.now_ms += TRANSACTION_TIMEOUT_MS - 1
    assert control.commit(txn) == [Accepted()]


def test_nothing_more_is_enlisted_when_time_is_up() -> None:
    world, control = sending()
    txn = control.declare()
    world.now_ms += TRANSACTION_TIMEOUT_MS
    control.send(0, txn, message(b"one"))
    assert control.client.errors() == ["amqp:transaction:timeout"]


def test_a_rollback_of_what_lasted_too_long_succeeds() -> None:
    world, control = controller()
    txn = control.declare()
    world.now_ms += TRANSACTION_TIMEOUT_MS
    control.discharge(txn, fail=True)
    assert control.client.outcomes() == [Accepted()]


def test_a_connection_has_a_hundred_transactions_at_most() -> None:
    _world, control = controller()
    for _ in range(MAX_TRANSACTIONS):
        control.declare()
    control.client.send(coordinated(Declare()), CONTROL)
    assert control.client.errors() == ["amqp:resource-limit-exceeded"]


def test_transactions_whose_time_is_up_make_room() -> None:
    world, control = controller()
    for _ in range(MAX_TRANSACTIONS):
        control.declare()
    world.now_ms += TRANSACTION_TIMEOUT_MS
    assert control.declare()


def test_a_control_link_that_goes_takes_its_transactions_along() -> None:
    world, control = sending()
    txn = control.declare()
    control.send(0, txn, message(b"one"))
    control.client.detach(CONTROL)
    control.client.hear()
    control.send(0, txn, message(b"two"))
    assert control.client.errors() == [UNKNOWN]
    world.commit()
    assert world.namespace.queues["orders"].messages == {}


def test_transactions_of_another_control_link_stay() -> None:
    _world, control = controller()
    txn = control.declare()
    control.client.attach_sender(Coordinator(), CONTROL + 1)
    control.client.detach(CONTROL + 1)
    assert control.commit(txn) == [Accepted()]


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        message(b"text"),
        b"\x00\x53\x77\xa1\x01x",
        b"\x00\x53\x77" + Accepted().encode(),
        b"\x00\x53\x77\x00\x53\x32\x45",
        coordinated(Discharge(b"x"))[:-1],
        bytes(70_000),
    ],
)
def test_what_is_neither_is_rejected_and_the_link_lives(payload: bytes) -> None:
    _world, control = controller()
    control.client.send(payload, CONTROL)
    (state,) = control.client.outcomes()
    assert isinstance(state, Rejected)
    assert state.error is not None
    assert state.error.condition == "amqp:decode-error"
    assert control.declare()


@pytest.mark.parametrize("discharged", [True, False])
def test_a_settled_request_ends_the_link_and_its_transactions(*, discharged: bool) -> None:
    world, control = sending()
    txn = control.declare()
    control.send(0, txn, message(b"one"))
    control.client.hear()
    request = coordinated(Discharge(txn) if discharged else Declare())
    control.client.send(request, CONTROL, settled=True)
    assert control.client.errors() == ["amqp:not-allowed"]
    assert len(control.client.peer.transactions) == 0
    world.commit()
    assert world.namespace.queues["orders"].messages == {}


def test_refusals_are_logged() -> None:
    world, control = controller()
    control.discharge(b"nothing")
    assert [event for event, _fields in world.logged] == ["transaction refused"]
