import pytest

from tests.unit.findings.plans import findings_of, settled

from .plans import NAMESPACES, PAIR, role, roles

PRIMARY = role(f"{NAMESPACES}/demo-namespace")
SECONDARY = role(f"{NAMESPACES}/demo-secondary")


@pytest.mark.parametrize("one", [PRIMARY, SECONDARY])
def test_the_other_side_gets_the_same(one: str) -> None:
    first, second = settled(roles(one, head=PAIR), "LS401").role_assignments

    assert {first.scope, second.scope} == {f"{NAMESPACES}/demo-namespace", f"{NAMESPACES}/demo-secondary"}
    assert (second.principal_id, second.role_definition) == (first.principal_id, first.role_definition)


def test_on_a_single_queue_too() -> None:
    plan = settled(roles(role(f"{NAMESPACES}/demo-namespace/queues/q"), head=PAIR), "LS401")

    assert plan.role_assignments[1].scope == f"{NAMESPACES}/demo-secondary/queues/q"


@pytest.mark.parametrize("scope", ["/subscriptions/s/resourceGroups/g", f"{NAMESPACES}/another", "demo"])
def test_a_scope_that_is_neither_has_no_other_side(scope: str) -> None:
    assert findings_of(roles(role(scope), head=PAIR), "LS401") == ()


def test_the_other_side_may_name_the_role_by_its_id() -> None:
    sender = role(f"{NAMESPACES}/demo-secondary", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39")

    assert findings_of(roles(PRIMARY, sender, head=PAIR), "LS401") == ()


def test_the_same_role_twice_is_missing_once() -> None:
    plan = settled(roles(PRIMARY, PRIMARY, head=PAIR), "LS401")

    assert len(plan.role_assignments) == 3


@pytest.mark.parametrize(
    "text",
    [
        roles(role(f"{NAMESPACES}/demo"), head=PAIR.replace("demo-namespace", "demo")),
        roles(role(f"{NAMESPACES}/demo-namespace", "Sendr"), head=PAIR),
    ],
)
def test_what_another_rule_changes_is_copied_when_it_has(text: str) -> None:
    (finding,) = findings_of(text, "LS401")

    assert finding.edits == ()
