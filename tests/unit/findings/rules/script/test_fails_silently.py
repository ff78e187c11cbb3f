import pytest

from tests.unit.findings.plans import HEAD, script_findings_of

GROUP = "az group create -n demo -l koreacentral"


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        (f"{GROUP}\n{GROUP}2", [1]),
        (f"set -e\n{GROUP}", []),
        (f"#!/bin/bash -e\n{GROUP}", []),
        (f"set -euo pipefail\n{GROUP}", []),
        (f"{GROUP}\nset -e\n{GROUP}", [1]),
        (f"set -e\n{GROUP}\nset +e\n{GROUP}", [4]),
        (f"{GROUP} || exit 1", []),
        (f"{GROUP} \\\n  || exit 1", []),
        (f"{GROUP} && echo done", []),
        (f"trap 'exit 1' ERR\n{GROUP}", []),
        ("az group show -n demo", []),
    ],
)
def test_a_command_that_changes_something_may_not_fail_unnoticed(script: str, lines: list[int]) -> None:
    assert [each.line for each in script_findings_of(HEAD, script, "LS709")] == lines


def test_the_others_are_counted() -> None:
    def message(count: int) -> str:
        script = "\n".join([GROUP] * count)
        return script_findings_of(HEAD, script, "LS709")[0].message

    assert message(1) == "the script goes on where this command fails"
    assert message(2) == "the script goes on where this command fails, and so for one more command"
    assert message(3) == "the script goes on where this command fails, and so for 2 more commands"
