"""An IP rule lets an IPv4 address or range in; there is no other kind.

A rule cannot keep somebody out: who is not let in is kept out by `default_action: Deny`. And the public
endpoint has no IPv6 addresses to be reached from. Such rules go. Where no other rule is left that would make
`Deny` count, the public endpoint is closed as well, so that nobody comes in whom the plan kept out.
"""

from collections.abc import Iterator

from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.network._addresses import IP_RULES, PUBLIC_ACCESS, as_tree, is_allowed
from longshore.plan.edits import Edit, Put
from longshore.plan.surroundings import IpRule, NetworkAccess


def find(draft: Draft) -> Iterator[Found]:
    """Yield every IP rule that Azure has no word for."""
    access = draft.plan.network_access
    for index, rule in enumerate(access.ip_rules if access is not None else ()):
        if access is not None and not is_allowed(rule):
            key = "action" if rule.action == "Deny" else "ip_mask"
            yield Found(
                path=(*IP_RULES, index, key),
                message=_message(rule),
                fix=_fix(rule),
                edits=_edits(access),
            )


def _message(rule: IpRule) -> str:
    if rule.action == "Deny":
        return f"a rule cannot deny {rule.ip_mask}: IP rules only let somebody in"
    return f"{rule.ip_mask} is IPv6, where IP rules take IPv4 addresses and ranges"


def _fix(rule: IpRule) -> str:
    if rule.action == "Deny":
        return "no such rule: `default_action: Deny` keeps out whom no rule lets in"
    return "the IPv4 address of whoever is to come in; no such rule otherwise"


def _edits(access: NetworkAccess) -> tuple[Edit, ...]:
    left = [rule for rule in access.ip_rules if is_allowed(rule)]
    drop = Put(IP_RULES, as_tree(left))
    is_opened = access.default_action == "Deny" and not left and not access.virtual_network_rules
    return (drop, Put(PUBLIC_ACCESS, "Disabled")) if is_opened else (drop,)


RULE = Rule(
    code="LS308",
    name="rule-not-allowed",
    severity=Severity.ERROR,
    on_azure="refused: `action` has the one value Allow, and an address has to be IPv4",
    evidence=Evidence.SOURCE,
    reference="the ARM specification of Microsoft.ServiceBus/namespaces/networkRuleSets",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
network_access:
  default_action: Deny
  public_network_access: Enabled
  ip_rules:
    - {action: Allow, ip_mask: 20.41.0.0/24}
    - {action: Deny, ip_mask: 20.41.0.7}
    - {action: Allow, ip_mask: "2603:1040::/32"}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
network_access:
  default_action: Deny
  public_network_access: Enabled
  ip_rules:
    - {action: Allow, ip_mask: 20.41.0.0/24}
""",
)
