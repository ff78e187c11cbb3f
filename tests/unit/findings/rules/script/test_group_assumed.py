import pytest

from tests.unit.findings.plans import HEAD, script_findings_of

NAMESPACE = "az servicebus namespace create -n demo-namespace --resource-group "


@pytest.mark.parametrize(
    ("before", "found"),
    [
        ("", 1),
        ("az group create -n Demo -l koreacentral", 0),
        ("az group show -n demo || exit 1", 0),
        ('[ "$(az group exists -n demo)" = true ] || exit 1', 0),
        ("az group create -n $GROUP -l koreacentral", 0),
        ("az group create -n other -l koreacentral", 1),
    ],
)
def test_a_group_is_created_or_asked_for(before: str, found: int) -> None:
    script = f"{before}\n{NAMESPACE}demo\n{NAMESPACE}demo\n"

    assert len(script_findings_of(HEAD, script, "LS710")) == found


def test_each_is_told_where_it_is_used_first() -> None:
    plan = "plan: 1\nnamespace: {name: demo-namespace, location: Korea Central}\n"

    first, second = script_findings_of(plan, f"{NAMESPACE}one\n{NAMESPACE}two\n{NAMESPACE}ONE", "LS710")
    assert (first.line, first.width, second.line) == (1, 3, 2)
    assert first.fix == "`az group create --name one --location koreacentral` first"


def test_one_that_only_a_run_knows_is_not_judged() -> None:
    assert script_findings_of(HEAD, f"{NAMESPACE}$GROUP", "LS710") == ()
