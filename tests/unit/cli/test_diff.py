"""`longshore diff`."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from longshore.cli.main import app

ROOT = Path(__file__).parents[3]
HEAD = "plan: 1\nnamespace: {name: demo}\n"


def run(folder: Path, old: str, new: str, *options: str) -> Result:
    """Compare two texts as a.yaml and b.yaml."""
    (folder / "a.yaml").write_text(old)
    (folder / "b.yaml").write_text(new)
    return CliRunner().invoke(app, ["diff", str(folder / "a.yaml"), str(folder / "b.yaml"), *options])


def shown(folder: Path, old: str, new: str) -> list[str]:
    """Return the lines for people, without the folder in places."""
    result = run(folder, HEAD + old, HEAD + new)
    assert result.exit_code == 1
    return result.output.replace(f"{folder}/", "").splitlines()


def test_plans_that_mean_the_same_end_with_0_and_print_nothing(tmp_path: Path) -> None:
    result = run(tmp_path, HEAD, HEAD + "queues: []\n")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "mean the same" in result.stderr


def test_each_entity_has_its_changes_below_it(tmp_path: Path) -> None:
    queue = "queues:\n  - queue_name: orders\n    properties: {lock_duration: %s, max_delivery_count: %d}\n"

    assert shown(tmp_path, queue % ("PT15M", 3), queue % ("PT5M", 4)) == [
        "queues / orders",
        "  ~ lock_duration: PT15M -> PT5M  a.yaml:5, b.yaml:5",
        "  ~ max_delivery_count: 3 -> 4    a.yaml:5, b.yaml:5",
    ]


def test_a_default_is_called_one(tmp_path: Path) -> None:
    old, new = "queues: [{queue_name: a}]", "queues: [{queue_name: a, properties: {lock_duration: PT2M}}]"

    assert shown(tmp_path, old, new)[1] == "  ~ lock_duration: PT1M (default) -> PT2M  b.yaml:3"


def test_what_is_added_or_removed_has_a_sign(tmp_path: Path) -> None:
    assert shown(tmp_path, "service: Orders", "queues:\n  - queue_name: a") == [
        "plan",
        "  - service: Orders  a.yaml:3",
        "queues",
        '  + a: {"queue_name": "a"}  b.yaml:4',
    ]


def test_long_values_are_cut(tmp_path: Path) -> None:
    assert f"{'x' * 60}...  " in shown(tmp_path, "", f"service: {'x' * 99}")[1]


def test_json_has_every_difference_with_its_places(tmp_path: Path) -> None:
    result = run(tmp_path, HEAD, HEAD + "service: Orders\n", "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "differences": [
            {
                "kind": "added",
                "path": ["service"],
                "old": None,
                "new": "Orders",
                "old_position": None,
                "new_position": {"file": str(tmp_path / "b.yaml"), "line": 3, "column": 10},
            }
        ]
    }


def test_json_of_no_differences_is_an_empty_list(tmp_path: Path) -> None:
    result = run(tmp_path, HEAD, HEAD, "--json")

    assert (result.exit_code, json.loads(result.stdout)) == (0, {"differences": []})


def test_every_file_that_is_no_plan_is_told_and_ends_with_2(tmp_path: Path) -> None:
    result = run(tmp_path, "plan: 2", "queues")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "a.yaml:1:" in result.stderr
    assert "b.yaml:1:" in result.stderr


def test_there_are_no_colours_where_nobody_sees_them(tmp_path: Path) -> None:
    assert "\x1b" not in run(tmp_path, HEAD, HEAD + "service: Orders\n").output


def test_the_plan_and_what_azure_takes_of_it_differ_in_these_places() -> None:
    plans = [str(ROOT / "plans/ai-service.yaml"), str(ROOT / "tests/data/ai-service.azure.yaml")]
    found = json.loads(CliRunner().invoke(app, ["diff", *plans, "--json"]).stdout)["differences"]
    locks = {each["path"][-3]: each["old"] for each in found if each["path"][-1] == "lock_duration"}

    assert locks == {
        "ai-trip-generation": "PT30M",
        "ai-recommendation": "PT10M",
        "ai-analysis": "PT15M",
        "ai-model-training": "PT2H",
        "model-management-subscription": "PT10M",
    }
