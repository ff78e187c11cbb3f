"""Random values of every type of [AMQP 1.6]."""

from hypothesis import strategies as st

from longshore.wire.decode import MAX_EMPTY_ELEMENTS
from longshore.wire.values import (
    Array,
    Byte,
    Char,
    Decimal32,
    Decimal64,
    Decimal128,
    Described,
    Float32,
    Int,
    Long,
    Short,
    Symbol,
    Timestamp,
    UByte,
    UInt,
    ULong,
    UShort,
)


def unsigned(bits: int) -> st.SearchStrategy[int]:
    return st.integers(0, 2**bits - 1) | st.sampled_from([0, 255, 256, 2**bits - 1]).filter(
        lambda number: number < 2**bits
    )


def signed(bits: int) -> st.SearchStrategy[int]:
    return st.integers(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) | st.integers(-130, 130).filter(
        lambda number: -(2 ** (bits - 1)) <= number < 2 ** (bits - 1)
    )


ubytes = unsigned(8).map(UByte)
ushorts = unsigned(16).map(UShort)
uints = unsigned(32).map(UInt)
ulongs = unsigned(64).map(ULong)
bytes_ = signed(8).map(Byte)
shorts = signed(16).map(Short)
ints = signed(32).map(Int)
longs = signed(64).map(Long)
timestamps = signed(64).map(Timestamp)
floats = st.floats(width=32).map(Float32)
doubles = st.floats()
texts = st.text(max_size=20) | st.sampled_from(["x" * 255, "x" * 256, "\u00e9" * 128])
ascii_texts = st.text(st.characters(max_codepoint=127), max_size=20) | st.just("x" * 256)
symbols = ascii_texts.map(Symbol)
binaries = st.binary(max_size=20) | st.sampled_from([bytes(255), bytes(256)])
chars = st.characters(exclude_categories=["Cs"]).map(Char)
decimals = (
    st.binary(min_size=4, max_size=4).map(Decimal32)
    | st.binary(min_size=8, max_size=8).map(Decimal64)
    | st.binary(min_size=16, max_size=16).map(Decimal128)
)

common: st.SearchStrategy[object] = st.one_of(
    st.none(),
    st.booleans(),
    ubytes,
    ushorts,
    uints,
    ulongs,
    bytes_,
    shorts,
    ints,
    longs,
    timestamps,
    floats,
    doubles,
    texts,
    symbols,
    binaries,
    st.uuids(),
)
"""What the official client's codec knows, too."""

scalars: st.SearchStrategy[object] = st.one_of(common, chars, decimals)


def arrays(constructor: int, items: st.SearchStrategy[object], most: int = 5) -> st.SearchStrategy[Array]:
    return st.lists(items, max_size=most).map(lambda found: Array(bytes((constructor,)), found))


short_texts = st.text(max_size=20)
small_lists: st.SearchStrategy[object] = st.lists(st.booleans(), max_size=5).map(list)
small_maps: st.SearchStrategy[object] = st.dictionaries(uints, st.booleans(), max_size=5)

flat_arrays: st.SearchStrategy[Array] = st.one_of(
    arrays(0x40, st.none(), MAX_EMPTY_ELEMENTS),
    arrays(0x41, st.just(value=True), MAX_EMPTY_ELEMENTS),
    arrays(0x43, st.just(UInt(0)), MAX_EMPTY_ELEMENTS),
    arrays(0x45, st.builds(list)),
    arrays(0x50, ubytes, 300),
    arrays(0x51, bytes_),
    arrays(0x52, unsigned(8).map(UInt)),
    arrays(0x53, unsigned(8).map(ULong)),
    arrays(0x54, signed(8).map(Int)),
    arrays(0x55, signed(8).map(Long)),
    arrays(0x56, st.booleans()),
    arrays(0x60, ushorts),
    arrays(0x61, shorts),
    arrays(0x70, uints),
    arrays(0x71, ints),
    arrays(0x72, floats),
    arrays(0x73, chars),
    arrays(0x80, ulongs),
    arrays(0x81, longs),
    arrays(0x82, doubles),
    arrays(0x83, timestamps),
    arrays(0x98, st.uuids()),
    arrays(0xA0, st.binary(max_size=255)),
    arrays(0xA1, short_texts),
    arrays(0xA3, st.text(st.characters(max_codepoint=127), max_size=20).map(Symbol)),
    arrays(0xB0, binaries),
    arrays(0xB1, texts),
    arrays(0xB3, symbols),
    arrays(0xC0, small_lists),
    arrays(0xC1, small_maps),
    arrays(0xD0, small_lists),
    arrays(0xD1, small_maps),
)

all_arrays = flat_arrays | arrays(0xF0, flat_arrays)


def compounds(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(scalars, inner, max_size=4),
        st.builds(Described, symbols | ulongs, inner),
    )


values: st.SearchStrategy[object] = st.recursive(scalars | all_arrays, compounds, max_leaves=12)
