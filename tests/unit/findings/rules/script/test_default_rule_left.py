import pytest

from tests.unit.findings.plans import HEAD, script_findings_of

IN = "-g demo --namespace-name demo-namespace --topic-name t --subscription-name s"
OTHER = IN.removesuffix("s") + "other"
RULE = f"az servicebus topic subscription rule create {IN} --filter-sql-expression 'a = 1' -n "


@pytest.mark.parametrize(
    ("script", "found"),
    [
        (f"{RULE}mine", 1),
        (f"{RULE}'$Default'", 0),
        (f"{RULE}'$Default'\n{RULE}mine", 0),
        (f"{RULE}mine\naz servicebus topic subscription rule delete {IN} -n '$default'", 0),
        (
            f"{RULE}mine\naz servicebus topic subscription rule delete {OTHER} -n '$Default'",
            1,
        ),
        (f"{RULE}$1", 0),
    ],
)
def test_the_rule_that_lets_all_through_is_replaced_or_deleted(script: str, found: int) -> None:
    assert len(script_findings_of(HEAD, script, "LS716")) == found
