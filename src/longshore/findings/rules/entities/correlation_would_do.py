"""Where a filter only asks whether properties are equal to values, a correlation filter is the cheaper one.

Azure finds the correlation filters that match a message in a table, and reads a SQL filter anew for each
message. Two values of one property make two rules, which are joined by OR. Longshore's broker is fast with
either, so this matters on Azure only, and only where there are many messages or many filters.
"""

import json
import re
from collections.abc import Iterator

from longshore.filters.syntax import All, Any, Comparison, Condition, Constant, In, Property
from longshore.filters.values import Value
from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.entities._filters import filters, spelled

_SYSTEM = {
    "contenttype": "content_type",
    "correlationid": "correlation_id",
    "label": "label",
    "messageid": "message_id",
    "replyto": "reply_to",
    "replytosessionid": "reply_to_session_id",
    "sessionid": "session_id",
    "to": "to",
}
_Equality = tuple[Property, Value]
_Wanted = dict[Property, Value]


def find(draft: Draft) -> Iterator[Found]:
    """Yield every SQL filter that correlation filters could replace."""
    for each in filters(draft):
        wanted = _correlations(each.condition) if each.condition and each.rule.action is None else []
        if wanted and each.sql is not None:
            yield Found(
                path=each.path,
                message=f"the filter of {each.subscription} only compares for equality: {_rules(len(wanted))}"
                " the same for less",
                fix=" and ".join(_written(one, each.sql) for one in wanted),
            )


def _rules(count: int) -> str:
    return "a correlation filter does" if count == 1 else f"{count} rules with correlation filters do"


def _correlations(condition: Condition) -> list[_Wanted]:
    """Return one mapping for each correlation filter; nothing where they cannot say the same."""
    alternatives = [one for part in _flat(condition) for one in _alternatives(part)]
    return [dict(one) for one in alternatives] if all(_can_be_said(one) for one in alternatives) else []


def _flat(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, Any):
        for operand in condition.operands:
            yield from _flat(operand)
    else:
        yield condition


def _alternatives(condition: Condition) -> list[list[_Equality]]:
    """Return what a part of the filter wants, as rows of equalities; an empty row for what is none."""
    match condition:
        case All(operands=operands):
            rows = [row for operand in operands for row in _alternatives(operand)]
            return [
                [pair for row in rows for pair in row] if len(rows) == len(operands) and all(rows) else []
            ]
        case In(operand=Property() as operand, choices=choices, negated=False):
            return [[(operand, choice.value)] if isinstance(choice, Constant) else [] for choice in choices]
        case Comparison(operator="=", left=Property() as name, right=Constant(value=value)):
            return [[(name, value)]]
        case Comparison(operator="=", left=Constant(value=value), right=Property() as name):
            return [[(name, value)]]
    return [[]]


def _can_be_said(row: list[_Equality]) -> bool:
    names = {name for name, _ in row}
    return bool(row) and len(names) == len(row) and all(_has_field(*equality) for equality in row)


def _has_field(name: Property, value: Value) -> bool:
    """Say whether a correlation filter has a place for it; only texts are compared there [LS125]."""
    return isinstance(value, str) and (name.scope != "sys" or name.name in _SYSTEM)


def _written(wanted: _Wanted, sql: str) -> str:
    system = [f"{_SYSTEM[key.name]}: {_text(value)}" for key, value in wanted.items() if key.scope == "sys"]
    user = [f"{spelled(key, sql)}: {_text(value)}" for key, value in wanted.items() if key.scope == "user"]
    properties = [f"properties: {{{', '.join(user)}}}"] if user else []
    return f"{{correlation: {{{', '.join([*system, *properties])}}}}}"


def _text(value: Value) -> str:
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z][\w.-]*", value):
        return value
    return json.dumps(value, ensure_ascii=False)


RULE = Rule(
    code="LS116",
    name="correlation-would-do",
    severity=Severity.NOTE,
    on_azure="it works; Microsoft recommends correlation filters, which lower the throughput of a topic less",
    evidence=Evidence.DOCUMENTED,
    reference="Topic filters and actions (2026-02)",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: billing
        properties:
          default_rule: {filter: EventType = 'OrderPaid' OR EventType = 'OrderRefunded'}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: billing
        properties:
          rules:
            - {name: paid, filter: {correlation: {properties: {EventType: OrderPaid}}}}
            - {name: refunded, filter: {correlation: {properties: {EventType: OrderRefunded}}}}
""",
)
