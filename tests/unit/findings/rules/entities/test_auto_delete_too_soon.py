import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled


@pytest.mark.parametrize(("idle", "found"), [("PT4M59S", 1), ("PT5M", 0)])
def test_an_idle_queue_stays_for_five_minutes_at_least(idle: str, found: int) -> None:
    text = HEAD + f"queues: [{{queue_name: jobs, properties: {{auto_delete_on_idle: {idle}}}}}]\n"

    assert len(findings_of(text, "LS107")) == found


def test_five_minutes_are_put_in_its_place() -> None:
    text = HEAD + "queues: [{queue_name: jobs, properties: {auto_delete_on_idle: PT1S}}]\n"

    assert str(settled(text, "LS107").queues[0].properties.auto_delete_on_idle) == "PT5M"
