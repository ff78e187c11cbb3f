"""Valid bytes, broken a little."""

from hypothesis import strategies as st


def damaged(whole: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    """Return bytes with some of them changed, and perhaps cut short."""
    changes = st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), min_size=1, max_size=3)

    def change(data: bytes, places: list[tuple[int, int]], cut: int) -> bytes:
        broken = bytearray(data)
        for place, byte in places:
            if broken:
                broken[place % len(broken)] = byte
        return bytes(broken[: len(broken) - cut]) if cut < len(broken) else bytes(broken)

    return st.builds(change, whole, changes, st.just(0) | st.integers(0, 20))
