"""Durations and names."""

import pytest

from longshore.plan import Duration

from .plans import HEAD, plan_of, problems_of


def test_a_duration_keeps_its_text_beside_its_length() -> None:
    duration = Duration.parse("PT72H")

    assert (duration.ms, duration.text, str(duration)) == (259_200_000, "PT72H", "PT72H")


def test_durations_of_one_length_are_equal_however_they_are_written() -> None:
    assert Duration.parse("PT72H") == Duration.parse("P3D")
    assert hash(Duration.parse("PT72H")) == hash(Duration.parse("P3D"))


def test_text_that_is_no_duration_is_refused() -> None:
    with pytest.raises(ValueError, match="'72h' is not a duration"):
        Duration.parse("72h")


@pytest.mark.parametrize("name", ["a", "a1", "A-b_c.d/e", "0", "a" * 260])
def test_a_queue_may_have_this_name(name: str) -> None:
    assert plan_of(f"{HEAD}queues:\n  - queue_name: '{name}'\n").queues[0].queue_name == name


@pytest.mark.parametrize(
    "name", ["", "-a", "a-", "/a", "a/", "a b", "a@b", "a?", "a#", "a*", "a\\b", "a" * 261]
)
def test_no_queue_has_this_name(name: str) -> None:
    (problem,) = problems_of(f"{HEAD}queues:\n  - queue_name: '{name}'\n")

    assert problem.expected == "1 to 260 letters, digits and . _ - /, with a letter or digit at both ends"


RULE = (
    HEAD
    + """\
topics:
  - topic_name: news
    subscriptions:
      - name: all
        properties: {rules: [{name: '%s', filter: 1=1}]}
"""
)


@pytest.mark.parametrize("name", ["$Default", "a", "A-b_c.d", "a" * 50])
def test_a_rule_may_have_this_name(name: str) -> None:
    assert not problems_of(RULE % name)


@pytest.mark.parametrize("name", ["", "$default2", "a/b", "a" * 51])
def test_no_rule_has_this_name(name: str) -> None:
    (problem,) = problems_of(RULE % name)

    assert problem.expected == "1 to 50 letters, digits and . _ -, with a letter or digit at both ends"


@pytest.mark.parametrize("mask", ["10.0.0.0/16", "10.1.2.3/16", "203.0.113.7", "2001:db8::/32"])
def test_an_ip_rule_may_have_this_mask(mask: str) -> None:
    rules = f"network_access: {{default_action: Deny, ip_rules: [{{action: Allow, ip_mask: '{mask}'}}]}}\n"

    assert not problems_of(HEAD + rules)
