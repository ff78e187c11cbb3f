"""What a file given to `longshore up` asks for."""

from pathlib import Path

import pytest

from longshore.cli.loading import load
from longshore.plan import PlanError, load_plan, topology
from longshore.security.rights import Right

ROOT = Path(__file__).parents[3]
AI_SERVICE = ROOT / "plans" / "ai-service.yaml"
HARBOUR = ROOT / "tests" / "data" / "Config.json"


def test_a_plan_gives_its_namespace_and_entities() -> None:
    wanted = load(AI_SERVICE)

    assert wanted.namespace == "ai-servicebus-prod"
    assert wanted.topology == topology(load_plan(AI_SERVICE))


def test_a_plan_gives_its_access_policies(tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "plan: 1\nnamespace: {name: demo}\naccess_policies:\n"
        "  - {name: worker, rights: [Send, Listen]}\n  - {name: chief, rights: [Manage]}\n"
    )

    assert load(plan).policies == {"worker": Right.SEND | Right.LISTEN, "chief": Right.MANAGE}


def test_a_config_gives_its_namespace_and_entities_and_no_policies() -> None:
    wanted = load(HARBOUR)

    assert (wanted.namespace, wanted.policies) == ("harbour", {})
    assert list(wanted.topology.queues) == ["cranes", "salvage"]


def test_the_format_is_told_by_the_content_not_by_the_name(tmp_path: Path) -> None:
    config = tmp_path / "plan.yaml"
    config.write_text("userConfig:\n  namespaces: [{name: harbour}]\n")

    assert load(config).namespace == "harbour"


@pytest.mark.parametrize("text", ["namespace: {name: demo}\n", '{"UserConfigs": {}}'])
def test_a_file_of_neither_format_is_a_plan_with_problems(tmp_path: Path, text: str) -> None:
    path = tmp_path / "some.file"
    path.write_text(text)

    with pytest.raises(PlanError, match="the key 'plan' is missing"):
        load(path)


def test_a_config_with_mistakes_has_problems_in_its_own_words(tmp_path: Path) -> None:
    config = tmp_path / "Config.json"
    config.write_text('{"UserConfig": {"Namespaces": [{"Name": "harbour", "Quues": []}]}}')

    with pytest.raises(PlanError, match="expected: Queues"):
        load(config)


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="the file cannot be read"):
        load(tmp_path / "none.json")
