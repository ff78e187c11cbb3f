"""Random syntax trees, and random messages that have something to do with them."""

from hypothesis import strategies as st

from longshore.filters import FilterInput, Value
from longshore.filters.syntax import (
    All,
    Any,
    Arithmetic,
    Comparison,
    Condition,
    Constant,
    Exists,
    Expression,
    In,
    IsNull,
    Like,
    NamedProperty,
    NewId,
    Not,
    Property,
    Sign,
)

_NAMES = ("a", "b", "c d", "e]f")
_SYSTEM_NAMES = ("label", "messageid")

# Few and small values, so that equality and LIKE happen. Doubles are whole: their sums are exact.
_texts = st.text("ab%_!'", max_size=4)
_values: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.booleans(), st.integers(0, 5), st.integers(0, 5).map(float), _texts, st.sampled_from(_NAMES)
)
_properties = st.builds(Property, st.just("user"), st.sampled_from(_NAMES)) | st.builds(
    Property, st.just("sys"), st.sampled_from(_SYSTEM_NAMES)
)


def _larger_expressions(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    return st.one_of(
        st.builds(NamedProperty, parts),
        st.builds(Sign, st.sampled_from(("+", "-")), parts),
        st.builds(Arithmetic, st.sampled_from(("+", "-", "*", "/", "%")), parts, parts),
    )


expressions: st.SearchStrategy[Expression] = st.recursive(
    st.builds(Constant, _values) | _properties | st.builds(NewId), _larger_expressions, max_leaves=4
)

# Patterns that no message can change are checked by the parser, so they must be good ones.
_good_patterns = st.lists(st.sampled_from(("a", "b", "%", "_", "!!", "!%", "!_")), max_size=5).map("".join)
_likes = st.builds(
    Like, expressions, st.builds(Constant, st.text("ab%_", max_size=5)), st.none(), st.booleans()
) | st.builds(
    Like,
    expressions,
    st.builds(Constant, _good_patterns) | _properties,
    st.just(Constant("!")),
    st.booleans(),
)
_predicates: st.SearchStrategy[Condition] = st.one_of(
    st.builds(Comparison, st.sampled_from(("=", "<>", "<", "<=", ">", ">=")), expressions, expressions),
    st.builds(IsNull, _properties, st.booleans()),
    st.builds(In, expressions, st.lists(expressions, min_size=1, max_size=3).map(tuple), st.booleans()),
    _likes,
    st.builds(Exists, _properties),
)


def _larger_conditions(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.builds(Not, parts) | st.builds(All, several) | st.builds(Any, several)


conditions: st.SearchStrategy[Condition] = st.recursive(_predicates, _larger_conditions, max_leaves=5)

messages: st.SearchStrategy[FilterInput] = st.builds(
    FilterInput,
    st.dictionaries(st.sampled_from(_SYSTEM_NAMES), st.none() | _texts),
    st.dictionaries(st.sampled_from(_NAMES), _values),
)
