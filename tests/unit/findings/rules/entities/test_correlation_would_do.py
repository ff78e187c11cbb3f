import pytest

from tests.unit.findings.plans import HEAD, findings_of

from .plans import topic


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Colour = 'red'", "{correlation: {properties: {Colour: red}}}"),
        ("'two words' = Colour", '{correlation: {properties: {Colour: "two words"}}}'),
        ("sys.Label = 'x'", "{correlation: {label: x}}"),
        (
            "sys.ReplyTo = 'x' AND Size = '3' AND Colour = 'red'",
            '{correlation: {reply_to: x, properties: {Size: "3", Colour: red}}}',
        ),
        (
            "Colour IN ('red', 'blue') OR (Size = 'XL')",
            " and ".join(
                f"{{correlation: {{properties: {{{each}}}}}}}"
                for each in ("Colour: red", "Colour: blue", "Size: XL")
            ),
        ),
    ],
)
def test_equality_is_said_by_correlation_filters(text: str, rules: str) -> None:
    (finding,) = findings_of(topic(text), "LS116")

    assert finding.fix == rules


@pytest.mark.parametrize(
    "text",
    [
        "1=1",
        "Colour <> 'red'",
        "Colour = 'red' OR Size > 3",
        "Colour = 'red' AND Colour = 'blue'",
        "Colour = NULL",
        "Colour = 'red' AND Size = 3",
        "Hot = TRUE",
        "Colour NOT IN ('red')",
        "Colour IN (Other)",
        "sys.DeliveryCount = 3",
        "(Colour = 'red' OR Colour = 'blue') AND Size = 3",
        "Colour LIKE 'red'",
        "Colour = Other",
    ],
)
def test_anything_else_needs_sql(text: str) -> None:
    assert findings_of(topic(text), "LS116") == ()


def test_a_rule_with_an_action_stays_as_it_is() -> None:
    properties = "{default_rule: {filter: Colour = 'red', action: SET Hot = TRUE}}"
    text = (
        HEAD + f"topics: [{{topic_name: news, subscriptions: [{{name: all, properties: {properties}}}]}}]\n"
    )

    assert findings_of(text, "LS116") == ()


def test_a_correlation_filter_is_one_already() -> None:
    assert findings_of(topic({"correlation": {"label": "x"}}), "LS116") == ()
