import pytest

from tests.unit.findings.plans import HEAD, script_findings_of

SHOW = "az group show -n demo"


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        (f"{SHOW}\n{SHOW}", [1]),
        (f"az account set --subscription s\n{SHOW}", []),
        (f"ID=$(az account show --query id -o tsv)\n{SHOW}", []),
        (f"az login\n{SHOW}", []),
        (f"{SHOW} --subscription s", []),
        ("echo done", []),
    ],
)
def test_a_script_says_or_asks_in_which_subscription_it_works(script: str, lines: list[int]) -> None:
    assert [each.line for each in script_findings_of(HEAD, script, "LS711")] == lines
