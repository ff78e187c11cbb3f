import pytest

from tests.unit.findings.plans import HEAD, findings_of, settled


def plan(length: int) -> str:
    return HEAD + f"queues: [{{queue_name: jobs, properties: {{user_metadata: {'m' * length}}}}}]\n"


@pytest.mark.parametrize(("length", "found"), [(1_024, 0), (1_025, 1)])
def test_1024_characters_are_the_most(length: int, found: int) -> None:
    assert len(findings_of(plan(length), "LS111")) == found


def test_the_rest_is_cut_off() -> None:
    assert settled(plan(2_000), "LS111").queues[0].properties.user_metadata == "m" * 1_024
