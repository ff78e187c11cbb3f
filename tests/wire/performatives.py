"""Random performatives with random fields, all of the right types."""

from typing import Final

from hypothesis import strategies as st

from longshore.wire.fields import (
    BINARY,
    BOOLEAN,
    MAP,
    STRING,
    SYMBOL,
    SYMBOLS,
    UBYTE,
    UINT,
    ULONG,
    USHORT,
    Field,
    Fielded,
    FieldType,
)
from longshore.wire.performatives import PERFORMATIVES
from longshore.wire.states import (
    COMPOSITES,
    Accepted,
    Coordinator,
    Declared,
    Error,
    Modified,
    Received,
    Rejected,
    Released,
    Source,
    Target,
    TransactionalState,
)
from longshore.wire.values import Symbol

from .values import arrays, ints, unsigned

words: Final = st.text(max_size=8)
names: Final = st.text("abc:-", min_size=1, max_size=8).map(Symbol)
name_lists: Final = st.lists(names, min_size=1, max_size=3)
maps: Final = st.dictionaries(
    names, st.one_of(words, ints, st.booleans(), st.none(), st.uuids(), st.binary(max_size=8)), max_size=3
)

BY_TYPE: Final[dict[FieldType, st.SearchStrategy[object]]] = {
    STRING: words,
    SYMBOL: names,
    SYMBOLS: names | arrays(0xA3, names),
    BOOLEAN: st.booleans(),
    UBYTE: unsigned(8),
    USHORT: unsigned(16),
    UINT: unsigned(32),
    ULONG: unsigned(64),
    BINARY: st.binary(max_size=32),
    MAP: maps,
}


def composites(kind: type[Fielded], **chosen: st.SearchStrategy[object]) -> st.SearchStrategy[Fielded]:
    """Return composites of a kind; some fields may be chosen, the others follow from their types."""
    return st.builds(kind, **{name: optional(name, spec, chosen) for name, spec in kind.FIELDS.items()})


def optional(
    name: str, spec: Field, chosen: dict[str, st.SearchStrategy[object]]
) -> st.SearchStrategy[object]:
    if name in chosen:
        return chosen[name]
    usual = BY_NAME[name] if name in BY_NAME else BY_TYPE[spec.type]
    return usual if spec.mandatory else st.none() | usual


BY_NAME: Final[dict[str, st.SearchStrategy[object]]] = {
    "address": words,
    "global_id": st.binary(max_size=8),
}
BY_NAME["error"] = composites(Error)
BY_NAME["outcome"] = BY_NAME["default_outcome"] = st.one_of(
    *(composites(kind) for kind in (Accepted, Rejected, Released, Modified))
)
BY_NAME["state"] = BY_NAME["outcome"] | st.one_of(
    *(composites(kind) for kind in (Received, Declared, TransactionalState))
)
BY_NAME["source"] = composites(Source)
BY_NAME["target"] = composites(Target) | composites(Coordinator)

performatives: Final[st.SearchStrategy[Fielded]] = st.one_of(
    *(composites(kind) for kind in PERFORMATIVES.values())
)
inner_composites: Final[st.SearchStrategy[Fielded]] = st.one_of(
    *(composites(kind) for kind in COMPOSITES.values())
)
"""What stands inside performatives, and what a coordinator is asked."""
