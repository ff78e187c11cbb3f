"""What must hold for any plan that loads, however odd."""

import json
from collections import Counter

from hypothesis import given, settings

from longshore.findings.check import check
from longshore.findings.draft import Draft
from longshore.findings.finding import Finding, Severity
from longshore.findings.resolve import resolve

from .generated import Values, plans
from .plans import plan_of, with_edits
from .test_rules import UNRESOLVABLE

several = settings(max_examples=60, deadline=None)


@several
@given(plans())
def test_resolving_a_resolved_plan_changes_nothing(values: Values) -> None:
    once = resolve(plan_of(json.dumps(values)))

    twice = resolve(plan_of(once.text))

    assert twice.made == ()
    assert twice.text == once.text


@several
@given(plans())
def test_a_resolved_plan_has_no_errors(values: Values) -> None:
    left = check(Draft(resolve(plan_of(json.dumps(values))).plan))

    errors = {finding.code for finding in left if finding.severity is Severity.ERROR}
    assert errors <= UNRESOLVABLE.keys()


@several
@given(plans())
def test_the_edits_of_every_finding_remove_that_finding(values: Values) -> None:
    plan = plan_of(json.dumps(values))
    before = check(Draft(plan))
    for finding in before:
        if finding.edits:
            left = check(Draft(with_edits(plan, finding.edits)))
            assert said(left)[finding.code, finding.message] < said(before)[finding.code, finding.message]


def said(findings: tuple[Finding, ...]) -> Counter[tuple[str, str]]:
    """Return how often the same is said; of two places that have the same wrong, one may be left."""
    return Counter((finding.code, finding.message) for finding in findings)
