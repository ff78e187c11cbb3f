"""All that a store holds, to be compared."""

import apsw

_TABLES = ("entity", "sequence", "planned", "message", "message_id", "session_state")

Facts = list[tuple[str, ...]]


def facts(connection: apsw.Connection) -> Facts:
    """Return every row of every table."""
    return [
        (table, *map(repr, row))
        for table in _TABLES
        for row in connection.execute(f"SELECT * FROM {table}")  # noqa: S608  # a name of ours
    ]
