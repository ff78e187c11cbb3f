"""A script beside the plan that it is to deploy."""

import pytest

from longshore.plan.problems import Position

from .plans import HEAD, deployment_of

QUEUE = "az servicebus queue create -g demo --namespace-name demo-namespace -n "


@pytest.mark.parametrize(
    ("line", "column", "width"),
    [
        (QUEUE + "jobs", 1, len("az servicebus queue create")),
        (QUEUE + "jobs", len(QUEUE) + 1, 4),
        (QUEUE + '"jobs of $X" --x', len(QUEUE) + 1, len('"jobs of $X"')),
        (QUEUE + "'a b'\"c\";", len(QUEUE) + 1, len("'a b'\"c\"")),
        (QUEUE + "$(az group list)", len(QUEUE) + 3, len("az group list")),
        ("", 1, 1),
        ('"not ended', 1, 1),
    ],
)
def test_a_word_is_as_wide_as_it_is_written_and_a_command_as_its_name(
    line: str, column: int, width: int
) -> None:
    deployment = deployment_of(HEAD, line)

    assert deployment.width(Position("deploy.sh", 1, column)) == width


def test_things_are_found_by_any_parts_of_their_name_without_case() -> None:
    deployment = deployment_of(HEAD, QUEUE + "jobs")

    for name in (["JOBS"], ["demo-namespace", "Jobs"], ["demo-namespace"]):
        assert deployment.find("queue", *name) is deployment.resources.made[0]
    assert deployment.find("queue", "other") is None
    assert deployment.find("topic", "jobs") is None


def test_what_is_asked_for_is_there_and_what_only_a_run_knows_may_be() -> None:
    asked = deployment_of(HEAD, "az group show -n demo")
    unknown = deployment_of(HEAD, "az group create -n $GROUP")

    assert (asked.is_there("resource_group", "Demo"), asked.find("resource_group", "demo")) == (True, None)
    assert not asked.is_there("resource_group", "other")
    assert unknown.is_there("resource_group", "other")


@pytest.mark.parametrize(
    "command", ["deployment group create", "deployment sub create", "stack group create"]
)
def test_a_template_may_hold_anything(command: str) -> None:
    assert deployment_of(HEAD, f"az {command} --template-file all.json").deploys_template
    assert not deployment_of(HEAD, "az deployment group validate --template-file x").deploys_template
