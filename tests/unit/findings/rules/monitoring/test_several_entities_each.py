from tests.unit.findings.plans import findings_of, settled

from .plans import alert, alerts, criterion


def watching(*entities: str, name: str = "stuck") -> str:
    criteria = (criterion("ActiveMessages", more=f"entities: [{each}]") for each in entities)
    return alert("x", f"criteria: [{', '.join(criteria)}]", name)


def test_each_entity_gets_an_alert_of_its_own() -> None:
    plan = settled(alerts(watching("orders, returns", "Returns, Orders", "orders")), "LS617")

    assert {each.name: [one.entities for one in each.criteria] for each in plan.alerts} == {
        "stuck": [("orders",), ("orders",), ("orders",)],
        "stuck returns": [("returns",), ("returns",), ("orders",)],
    }


def test_the_new_alert_has_a_name_of_its_own() -> None:
    both = watching("orders, returns", "orders, returns")

    plan = settled(alerts(both, alert("y", name="stuck Returns")), "LS617")

    assert [each.name for each in plan.alerts] == ["stuck", "stuck Returns", "stuck returns 2"]


def test_criteria_of_different_entities_are_left_to_the_user() -> None:
    (finding,) = findings_of(alerts(watching("orders, returns", "returns, refunds")), "LS617")

    assert finding.edits == ()


def test_a_single_criterion_may_look_at_several() -> None:
    assert findings_of(alerts(watching("orders, returns")), "LS617") == ()


def test_several_criteria_may_look_at_one_each() -> None:
    assert findings_of(alerts(watching("orders", "returns")), "LS617") == ()
