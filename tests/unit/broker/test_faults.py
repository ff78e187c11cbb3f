import pytest

from longshore.broker.faults import Act, Fault, Faults
from longshore.model.refusal import Condition, Refusal

NO = Refusal(Condition.NOT_FOUND, "No.")
BUSY = Refusal(Condition.SERVER_BUSY, "Later.")
SEND = frozenset({Act.SEND})


def ordered(*faults: Fault) -> Faults:
    board = Faults()
    for fault in faults:
        board.order(fault)
    return board


def test_nothing_is_refused_unless_a_fault_was_ordered() -> None:
    assert Faults().objection(Act.SEND, "orders", 0) is None


@pytest.mark.parametrize("act", [act for act in Act if act not in SEND])
def test_only_the_acts_of_a_fault_are_refused(act: Act) -> None:
    faults = ordered(Fault(NO, SEND))
    assert faults.objection(act, "orders", 0) is None
    assert faults.objection(Act.SEND, "orders", 0) is NO


@pytest.mark.parametrize(
    "address", ["orders", "ORDERS", "orders/$DeadLetterQueue", "orders/$management", "sb://host/orders"]
)
def test_an_entity_is_meant_however_it_is_addressed(address: str) -> None:
    assert ordered(Fault(NO, SEND, "Orders")).objection(Act.SEND, address, 0) is NO


def test_other_entities_are_not_meant() -> None:
    assert ordered(Fault(NO, SEND, "orders")).objection(Act.SEND, "orders2", 0) is None


def test_without_an_entity_all_are_meant() -> None:
    assert ordered(Fault(NO, SEND)).objection(Act.SEND, "anything", 0) is NO


def test_a_fault_is_used_up_by_what_it_refuses_and_by_nothing_else() -> None:
    faults = ordered(Fault(NO, SEND, "orders", times=2))
    heard = [faults.objection(Act.SEND, path, 0) for path in ("orders", "other", "orders", "orders")]
    assert heard == [NO, None, NO, None]


def test_a_fault_is_over_exactly_at_its_time() -> None:
    faults = ordered(Fault(NO, SEND, until_ms=1_000))
    assert faults.objection(Act.SEND, "orders", 999) is NO
    assert faults.objection(Act.SEND, "orders", 1_000) is None


def test_the_fault_that_was_ordered_first_is_used_up_first() -> None:
    faults = ordered(Fault(NO, SEND, times=1), Fault(BUSY, SEND, times=1))
    assert [faults.objection(Act.SEND, "orders", 0) for _ in range(3)] == [NO, BUSY, None]


def test_cleared_faults_refuse_nothing() -> None:
    faults = ordered(Fault(NO, SEND))
    faults.clear()
    assert faults.objection(Act.SEND, "orders", 0) is None
