from tests.unit.findings.plans import HEAD, findings_of

from .plans import topic


def test_a_filter_has_to_take_the_place_of_the_default() -> None:
    (finding,) = findings_of(topic("Colour = 'red'"), "LS112")

    assert finding.edits == ()
    assert "`$Default`" in finding.message


def test_a_correlation_filter_has_to_as_well() -> None:
    assert len(findings_of(topic({"correlation": {"label": "x"}}), "LS112")) == 1


def test_a_filter_that_equals_the_default_does_no_harm_beside_it() -> None:
    assert findings_of(topic("1=1"), "LS112") == ()


def test_named_rules_are_no_default() -> None:
    rules = "{rules: [{name: red, filter: Colour = 'red'}]}"
    text = HEAD + f"topics: [{{topic_name: news, subscriptions: [{{name: all, properties: {rules}}}]}}]\n"

    assert findings_of(text, "LS112") == ()
