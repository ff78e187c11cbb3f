import pytest

from longshore.findings.finding import Severity
from tests.unit.findings.plans import findings_of, settled


def plan(size: int, sku: str = "Premium") -> str:
    return (
        f"plan: 1\nnamespace: {{name: demo-namespace, sku: {sku}}}\n"
        f"queues: [{{queue_name: jobs, properties: {{max_message_size_in_kilobytes: {size}}}}}]\n"
    )


@pytest.mark.parametrize(("written", "taken"), [(1_023, 1_024), (102_401, 102_400)])
def test_premium_takes_the_nearest_bound(written: int, taken: int) -> None:
    assert settled(plan(written), "LS109").queues[0].properties.max_message_size_in_kilobytes == taken


@pytest.mark.parametrize("size", [1_024, 102_400])
def test_the_bounds_are_fine(size: int) -> None:
    assert findings_of(plan(size), "LS109") == ()


def test_on_standard_a_larger_size_is_a_promise_that_only_the_user_can_take_back() -> None:
    (finding,) = findings_of(plan(1_024, "Standard"), "LS109")

    assert (finding.severity, finding.edits) == (Severity.WARNING, ())


def test_on_standard_the_size_that_all_messages_have_there_may_be_written() -> None:
    assert findings_of(plan(256, "Standard"), "LS109") == ()


def test_what_is_not_written_is_another_finding() -> None:
    assert findings_of("plan: 1\nnamespace: {name: demo}\nqueues: [{queue_name: jobs}]\n", "LS109") == ()
