"""Fetch what is only on disk: bodies, and the states of sessions."""

from typing import Final, cast

import apsw

from longshore.store.errors import StorageFault, translate

_KEYS_PER_STATEMENT: Final = 64


class Pager:
    """Reads through a connection of its own."""

    __slots__ = ("_connection",)

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def payloads(self, keys: list[int]) -> dict[int, bytes]:
        """Return the bodies by key. Raises StorageFault when one that must be there is not."""
        found: dict[int, bytes] = {}
        try:
            for start in range(0, len(keys), _KEYS_PER_STATEMENT):
                some = keys[start : start + _KEYS_PER_STATEMENT]
                sql = f"SELECT key, payload FROM message WHERE key IN ({', '.join('?' * len(some))})"  # noqa: S608  # only question marks
                found.update(cast("dict[int, bytes]", dict(self._connection.execute(sql, some))))
        except apsw.Error as error:
            raise translate(error) from error
        missing = [key for key in keys if key not in found]
        if missing:
            raise StorageFault(
                f"{len(missing)} bodies are not where they were written, the first is {missing[0]}"
            )
        return found

    def unused_bytes(self) -> int:
        """Return how much of the file holds nothing: messages that are gone leave room for others."""
        try:
            return int(self._connection.pragma("freelist_count")) * int(self._connection.pragma("page_size"))
        except apsw.Error as error:
            raise translate(error) from error

    def session_state(self, entity_id: int, session_id: str) -> bytes | None:
        """Return a session's state, None when it has none."""
        sql = "SELECT state FROM session_state WHERE entity_id = ? AND session_id = ?"
        try:
            rows = self._connection.execute(sql, (entity_id, session_id)).fetchall()
        except apsw.Error as error:
            raise translate(error) from error
        return cast("bytes", rows[0][0]) if rows else None
