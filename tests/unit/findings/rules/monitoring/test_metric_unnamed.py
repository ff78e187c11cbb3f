import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import first_metric, metric, metrics


@pytest.mark.parametrize(
    ("name", "azure", "entities"),
    [
        ("Queue Depth", "ActiveMessages", ()),
        ("Orders queue depth", "ActiveMessages", ("orders",)),
        ("Dead letters of returns", "DeadletteredMessages", ("returns",)),
        ("Processor use of orders", "NamespaceCpuUsage", ()),
    ],
)
def test_azures_name_and_the_queues_are_written_down(
    name: str, azure: str, entities: tuple[str, ...]
) -> None:
    found = first_metric(settled(metrics(metric(name)), "LS603"))

    assert (found.metric_name, found.entities) == (azure, entities)


def test_entities_that_are_written_stay() -> None:
    text = metrics(metric("Orders queue depth", more="entities: [returns]"))

    assert first_metric(settled(text, "LS603")).entities == ("returns",)


@pytest.mark.parametrize(
    "written",
    [metric("ActiveMessages"), metric("Queue Depth", more="source: application"), metric("Weather")],
)
def test_only_what_has_another_name_is_found(written: str) -> None:
    assert findings_of(metrics(written), "LS603") == ()
