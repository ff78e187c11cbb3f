"""Whole documents: from Markdown to a plan, and what is left."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from longshore.documents import Standing, is_document, read_document
from longshore.plan import Plan, PlanError, load_plan, parse_plan

from .markdown import FIRST_LINE, bash, imported, leftover, leftovers, plan_of, yaml

TESTS = Path(__file__).parents[2]
KOREAN = (TESTS / "data" / "plan.ko.md").read_bytes()
HAND_WRITTEN = TESTS.parent / "plans" / "ai-service.yaml"


def sections(plan: Plan) -> dict[str, object]:
    """Return a plan without where it is written; durations compare by length."""
    return {name: getattr(plan, name) for name in Plan.model_fields}


def test_the_document_says_what_the_plan_written_by_hand_says() -> None:
    assert sections(read_document(KOREAN, "plan.ko.md").plan) == sections(load_plan(HAND_WRITTEN))


def test_the_text_is_a_plan_file_that_means_the_same() -> None:
    result = read_document(KOREAN, "plan.ko.md")

    assert sections(parse_plan(result.text.encode(), "plan.yaml")) == sections(result.plan)


def test_all_of_the_document_is_understood() -> None:
    left = read_document(KOREAN, "plan.ko.md").leftovers

    assert [each for each in left if each.standing is Standing.UNKNOWN] == []


def test_verification_and_operation_are_read_and_kept_for_no_key() -> None:
    text = KOREAN.decode()
    guide = text.split("## 9.", maxsplit=1)[0].count("\n") + 1
    left = read_document(KOREAN, "plan.ko.md").leftovers
    kept = [each.text for each in left if each.standing is Standing.IGNORED and each.line > guide]

    in_the_plan = ("4,000", "3,500", "5분", "85%", "늘린다:")
    bullets = [line.strip() for line in text.split("\n")[guide:] if line.strip().startswith("- ")]
    assert kept == [line for line in bullets if not any(words in line for words in in_the_plan)]


def test_a_script_that_says_otherwise_is_told_of_and_the_document_stands() -> None:
    left = read_document(KOREAN, "plan.ko.md").leftovers
    overruled = [each for each in left if each.standing is Standing.OVERRULED]

    assert [each.text.split()[0] for each in overruled] == ["--lock-duration"] * 2 + [
        "--max-delivery-count"
    ] * 3
    line = next(i for i, text in enumerate(KOREAN.decode().split("\n"), 1) if '"PT3M"' in text)
    assert (
        f"lock_duration of user-service-subscription is PT5M here, and PT3M in line {line}, which stands"
        in {each.reason for each in overruled}
    )


def test_comments_name_the_lines_that_a_section_came_from() -> None:
    text = KOREAN.decode().split("\n")
    written = read_document(KOREAN, "plan.ko.md").text
    comment = re.search(r"# lines? ([\d, -]+)\nmonitoring:", written)

    assert comment is not None
    assert "log_analytics_workspace" in text[int(comment[1]) - 1]


def test_keys_stand_in_the_order_of_the_plan() -> None:
    keys = re.findall(r"^(\w+):", read_document(KOREAN, "plan.ko.md").text, re.MULTILINE)

    assert keys == re.findall(r"^(\w+):", HAND_WRITTEN.read_text(), re.MULTILINE)


def test_a_leftover_shows_its_line_and_why() -> None:
    only = leftover("## 큐\n\n- 넉넉하게 잡는다\n")

    assert str(only) == (
        f"plan.md:{FIRST_LINE + 2}: not understood: - 넉넉하게 잡는다 (nothing in it is a key of the plan)"
    )


def test_a_document_without_a_namespace_is_no_plan() -> None:
    with pytest.raises(PlanError, match=r"plan\.md:1:1: the key 'namespace' is missing"):
        read_document(b"# Plan\n", "plan.md")


def test_a_value_that_the_plan_refuses_is_refused_at_its_place_in_the_document() -> None:
    with pytest.raises(PlanError) as refused:
        imported("| Queue | Lock duration |\n|---|---|\n| jobs | soon |\n")

    (problem,) = refused.value.problems
    assert (problem.line, problem.column, problem.source_line) == (FIRST_LINE + 2, 10, "| jobs | soon |")
    assert problem.message == "lock_duration cannot be 'soon'"


def test_a_refusal_speaks_of_other_lines_of_the_document_too() -> None:
    with pytest.raises(PlanError) as refused:
        imported(yaml("queue_name: jobs") + yaml("topic_name: jobs"))

    (problem,) = refused.value.problems
    assert (problem.line, problem.message) == (
        FIRST_LINE + 4,
        f"'jobs' is already the name of the queue or topic in line {FIRST_LINE + 1}",
    )


def test_a_file_that_is_not_utf_8_is_refused() -> None:
    with pytest.raises(PlanError, match="is not UTF-8"):
        read_document(b"# \xff", "plan.md")


def test_what_two_places_say_of_a_queue_comes_together() -> None:
    plan = plan_of(
        yaml("queue_name: jobs\nlock_duration: PT1M") + "| Queue | Sessions |\n|---|---|\n| Jobs | yes |\n"
    )

    (queue,) = plan.queues
    assert (queue.properties.lock_duration.text, queue.properties.enable_sessions) == ("PT1M", True)


@pytest.mark.parametrize(
    ("markdown", "left"),
    [
        ("```hcl\nresource {}\n```\n", [(1, Standing.UNKNOWN)]),
        ("```\nplain words\n```\n", [(1, Standing.UNKNOWN)]),
        (yaml("a: ["), [(2, Standing.UNKNOWN)]),
        (yaml("queue_name: q\ncolour: red"), [(3, Standing.UNKNOWN)]),
        (yaml("queue_name: q\nlock_duration:"), [(3, Standing.UNKNOWN)]),
        (yaml("just text"), [(2, Standing.UNKNOWN)]),
        (yaml("# nothing but a comment"), [(1, Standing.IGNORED)]),
        (yaml("queue_name: q\ndescription: for jobs"), [(3, Standing.IGNORED)]),
        (yaml("queue_name: q\nqueue_name: r"), [(3, Standing.UNKNOWN)]),
        (
            "| Colour | Shape |\n|---|---|\n| red | round |\n",
            [(1, Standing.UNKNOWN)] * 2 + [(3, Standing.UNKNOWN)],
        ),
        ("| a | b |\n|---|\n| 1 | 2 |\n", [(1, Standing.UNKNOWN)]),
        ("- a bullet\n", [(1, Standing.UNKNOWN)]),
        ("- colour: red\n", [(1, Standing.UNKNOWN)]),
        ("<table></table>\n", [(1, Standing.UNKNOWN)]),
        ("<!-- a comment -->\n", []),
        ("Prose is no leftover.\n", []),
        ("- Geo-DR: enabled\n", [(1, Standing.IGNORED)]),
        ("- 관리 ID: 사용\n", [(1, Standing.IGNORED)]),
        ("## Verification\n\n- see that it works\n", [(3, Standing.IGNORED)]),
        ("## Operations\n\n| When | What |\n|---|---|\n| daily | look |\n", [(5, Standing.IGNORED)]),
        (bash("echo hello"), [(1, Standing.UNKNOWN)]),
        (bash("az monitor action-group create -n x"), [(2, Standing.UNKNOWN)]),
        (bash("az servicebus queue list"), [(2, Standing.IGNORED)]),
        (
            yaml("queue_name: q\nsessions: true")
            + bash("az servicebus queue create -n q --enable-session false"),
            [(6, Standing.OVERRULED)],
        ),
    ],
)
def test_what_is_not_in_the_plan_is_listed(markdown: str, left: list[tuple[int, Standing]]) -> None:
    assert leftovers(markdown) == left


@pytest.mark.parametrize(
    ("file", "data", "answer"),
    [
        ("plan.md", b"", True),
        ("PLAN.MARKDOWN", b"plan: 1", True),
        ("plan.yaml", b"## Queues", False),
        ("-", b"# a comment\nplan: 1\n## another\n", False),
        ("-", b"# Plan\n\n## Queues\n", True),
        ("-", b'{"UserConfig": {}}', False),
        ("-", b"```json\n{}\n```\n", True),
        ("notes", b"nothing", False),
    ],
)
def test_a_document_is_known_by_its_name_or_else_by_its_text(file: str, data: bytes, answer: bool) -> None:
    assert is_document(file, data) is answer


LINES = st.one_of(
    st.sampled_from(KOREAN.decode().split("\n")),
    st.sampled_from(
        ["```", "```yaml", "---", "| 큐 | 세션 |", "|---|---|", "| a | O |", "name: x", "- a: b", "  - c"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=20),
)


@settings(max_examples=60)
@given(st.lists(LINES, max_size=12))
def test_any_text_is_a_plan_or_a_plan_error(lines: list[str]) -> None:
    with suppress(PlanError):
        result = imported("\n".join(lines))
        assert sections(parse_plan(result.text.encode(), "plan.yaml")) == sections(result.plan)
