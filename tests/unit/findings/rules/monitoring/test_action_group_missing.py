import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import alert, alerts


def test_a_group_is_added_once_and_with_somebody_to_write_to() -> None:
    plan = settled(alerts(alert("x"), alert("y", name="b").replace("people", "People")), "LS610")

    (group,) = plan.action_groups
    assert (group.name, group.short_name) == ("people", "people")
    assert [receiver.email_address for receiver in group.email_receivers] == ["{alert-email}"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("twelve-chars", "twelve-chars"),
        ("tripgen-ai-alerts-prod", "tripgen-ai"),
        ("everybody-everywhere", "everybody"),
        ("internationalisation", "internationa"),
        ("-------------", "alerts"),
    ],
)
def test_the_short_name_has_as_many_words_as_fit(name: str, short: str) -> None:
    plan = settled(alerts(alert("x").replace("people", f'"{name}"')), "LS610")

    assert plan.action_groups[0].short_name == short


@pytest.mark.parametrize("name", ["{action-group}", "/subscriptions/s/x/actionGroups/y", "PEOPLE"])
def test_a_group_that_is_elsewhere_or_there_is_not_missing(name: str) -> None:
    text = (
        alerts(alert("x").replace("people", f'"{name}"')) + "action_groups: [{name: people, short_name: p}]\n"
    )

    assert findings_of(text, "LS610") == ()
