from tests.unit.findings.plans import HEAD, script_findings_of

PLAN = (
    HEAD
    + """\
topics:
  - topic_name: events
    subscriptions:
      - {name: billing, properties: {default_rule: {filter: "Kind = 'paid'"}}}
      - {name: audit, properties: {default_rule: {filter: "1=1"}}}
      - {name: mail, properties: {rules: [{name: mine, filter: {correlation: {label: sent}}}]}}
"""
)
IN = "-g demo --namespace-name demo-namespace --topic-name events"
SUBSCRIPTION = f"az servicebus topic subscription create {IN} -n "
RULE = f"az servicebus topic subscription rule create {IN} -n mine --subscription-name "
TEMPLATE = "az deployment group create -g demo --template-file all.json"


def test_all_are_named_at_the_last_subscription_but_filters_that_let_all_through() -> None:
    script = f"{SUBSCRIPTION}billing\n{SUBSCRIPTION}mail\naz group show -n demo"

    (found,) = script_findings_of(PLAN, script, "LS706")
    assert found.line == 2
    assert found.message == "the filters of billing and mail are never created (lines 6 and 8 of plan.yaml)"


def test_a_rule_of_the_subscription_is_enough() -> None:
    (found,) = script_findings_of(PLAN, f"{SUBSCRIPTION}billing\n{RULE}Mail", "LS706")

    assert (found.line, found.message.partition(" (")[0]) == (2, "the filter of billing is never created")


def test_a_template_may_have_them() -> None:
    assert script_findings_of(PLAN, TEMPLATE, "LS706") == ()
