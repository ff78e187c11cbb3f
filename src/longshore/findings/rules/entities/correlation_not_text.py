"""A correlation filter compares an application property with a text; anything else takes SQL.

Messages carry numbers and truth values as well, and clients of Service Bus can make a filter that compares
with them. Resource Manager cannot: its properties of a correlation filter go from text to text, and to a
filter the text '3' is not the number 3. The same condition as SQL tells them apart.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from longshore.filters import FilterSyntaxError, compile_filter
from longshore.findings.draft import Draft
from longshore.findings.finding import Evidence, Found, Rule, Severity
from longshore.findings.rules.entities._filters import filters
from longshore.model.entities import SqlFilter
from longshore.plan.edits import Put
from longshore.plan.entities import Correlation

_SYSTEM: Final[Mapping[str, str]] = {
    "correlation_id": "CorrelationId",
    "message_id": "MessageId",
    "to": "To",
    "reply_to": "ReplyTo",
    "label": "Label",
    "session_id": "SessionId",
    "reply_to_session_id": "ReplyToSessionId",
    "content_type": "ContentType",
}
"""The properties that a message has by itself: as a plan and as SQL writes them."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_WORDS: Final = frozenset(
    ("and", "or", "not", "is", "null", "in", "like", "escape", "exists", "true", "false")
)


def find(draft: Draft) -> Iterator[Found]:
    """Yield every property that a correlation filter compares with something else than text."""
    for each in filters(draft):
        if isinstance(each.rule.filter, str):
            continue
        correlation = each.rule.filter.correlation
        sql = _sql(correlation)
        for name, value in correlation.properties.items():
            if not isinstance(value, str):
                yield Found(
                    path=(*each.path, "correlation", "properties", name),
                    message=f"the filter of {each.subscription} compares {name} with {_constant(value)},"
                    " which is no text",
                    fix=sql or "a SQL condition that does the same, of at most 1,024 characters",
                    edits=(Put(each.path, sql),) if sql else (),
                )


def _sql(correlation: Correlation) -> str | None:
    """Return the condition as SQL; None where SQL is too long, or cannot name a property."""
    written = correlation.model_dump(exclude_none=True, exclude={"properties"})
    system = [f"sys.{_SYSTEM[key]} = {_constant(value)}" for key, value in written.items()]
    own = [f"{_name(name)} = {_constant(value)}" for name, value in correlation.properties.items()]
    sql = " AND ".join([*system, *own])
    try:
        compile_filter(SqlFilter(sql))
    except FilterSyntaxError:
        return None
    return sql


def _name(name: str) -> str:
    if _PLAIN.fullmatch(name) and name.casefold() not in _WORDS:
        return name
    return "[" + name.replace("]", "]]") + "]"


def _constant(value: str | float) -> str:
    match value:
        case str():
            return "'" + value.replace("'", "''") + "'"
        case bool():
            return "TRUE" if value else "FALSE"
    return repr(value)


RULE = Rule(
    code="LS125",
    name="correlation-not-text",
    severity=Severity.ERROR,
    on_azure="refused: the properties of a correlationFilter are texts, and az makes texts of them, which are"
    " equal to no number",
    evidence=Evidence.SOURCE,
    reference="the ARM specification of CorrelationFilter.properties, a map from string to string",
    find=find,
    about=__doc__,
    failing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: urgent
        properties:
          default_rule: {filter: {correlation: {label: order, properties: {Priority: 1}}}}
""",
    passing="""\
plan: 1
namespace: {name: demo-namespace}
topics:
  - topic_name: events
    subscriptions:
      - name: urgent
        properties:
          default_rule: {filter: sys.Label = 'order' AND Priority = 1}
""",
)
