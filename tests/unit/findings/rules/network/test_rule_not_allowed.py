from longshore.plan import Plan
from tests.unit.findings.plans import findings_of, settled

from .plans import access

DENY = "default_action: Deny"
KEPT_OUT = "{action: Deny, ip_mask: 20.41.0.7}"
LET_IN = "{action: Allow, ip_mask: 20.41.0.0/24}"
IPV6 = '{action: Allow, ip_mask: "2603:1040::/32"}'


def rules(*rules: str, default: str = DENY) -> str:
    return access(default, f"ip_rules: [{', '.join(rules)}]")


def of(plan: Plan) -> tuple[list[str], str | None]:
    network = plan.network_access
    assert network is not None
    return [rule.ip_mask for rule in network.ip_rules], network.public_network_access


def test_rules_that_azure_has_no_word_for_go() -> None:
    assert of(settled(rules(KEPT_OUT, LET_IN, IPV6), "LS308")) == (["20.41.0.0/24"], None)


def test_with_the_last_rule_goes_the_public_endpoint() -> None:
    assert of(settled(rules(KEPT_OUT), "LS308")) == ([], "Disabled")


def test_not_where_everybody_may_come_in() -> None:
    assert of(settled(rules(IPV6, default="default_action: Allow"), "LS308")) == ([], None)


def test_each_is_found_at_what_is_wrong_with_it() -> None:
    text = rules(KEPT_OUT, IPV6).replace("ip_rules: ", "ip_rules:\n  ")
    findings = findings_of(text, "LS308")

    assert [text.splitlines()[finding.line - 1][finding.column - 1 :][:5] for finding in findings] == [
        "Deny,",
        '"2603',
    ]
