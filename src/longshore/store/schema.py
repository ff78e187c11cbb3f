"""The tables, and the version that every data folder carries from the first commit."""

from typing import Final

APPLICATION_ID: Final = 0x4C53484F
"""`LSHO` in SQLite's header: tells our files from other SQLite files."""

VERSION: Final = 2

_MESSAGE: Final = """
CREATE TABLE message (                      -- ordered by queue, then by sequence number: see model/keys.py
    key         INTEGER PRIMARY KEY,
    sub_queue   INTEGER NOT NULL,           -- 0 main, 1 dead-letter, 2 transfer dead-letter
    kind        INTEGER NOT NULL,           -- 0 active, 1 deferred, 2 scheduled
    enqueued_ms INTEGER NOT NULL,
    due_ms      INTEGER NOT NULL,           -- when it is enqueued, or comes again; 0 is at once
    expires_ms  INTEGER NOT NULL,
    delivery_count INTEGER NOT NULL,
    hops        INTEGER NOT NULL,           -- how often it was forwarded
    session_id  TEXT,
    enqueued_sequence_number INTEGER NOT NULL,
    dead_letter_source TEXT,
    header      BLOB NOT NULL,              -- encoded header fields that delivery repeats
    annotations BLOB NOT NULL,              -- encoded message annotations that delivery repeats
    payload     BLOB NOT NULL               -- bare message and footer, verbatim
);
"""

_PLANNED: Final = """
CREATE TABLE planned (                      -- what a plan last said of an entity
    entity_id   INTEGER PRIMARY KEY,
    description TEXT NOT NULL               -- JSON
);
"""

CREATE: Final = f"""
CREATE TABLE entity (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,              -- queue, topic, subscription
    topic_id    INTEGER REFERENCES entity,  -- of a subscription
    name        TEXT NOT NULL,              -- as it was created
    description TEXT NOT NULL               -- JSON
);
CREATE TABLE sequence (                     -- the last sequence number ever given
    entity_id   INTEGER PRIMARY KEY,
    last_used   INTEGER NOT NULL
);
{_PLANNED}
{_MESSAGE}
CREATE TABLE message_id (                   -- duplicate detection history, in the order in which ids came
    entity_id   INTEGER NOT NULL,
    seen_ms     INTEGER NOT NULL,
    message_id  TEXT NOT NULL,
    PRIMARY KEY (entity_id, seen_ms, message_id)
) WITHOUT ROWID;
CREATE TABLE session_state (
    entity_id   INTEGER NOT NULL,
    session_id  TEXT NOT NULL,
    state       BLOB NOT NULL,
    set_ms      INTEGER NOT NULL,           -- when it was set
    PRIMARY KEY (entity_id, session_id)
) WITHOUT ROWID;
"""

MIGRATIONS: Final = {
    1: f"""
ALTER TABLE message RENAME TO message_1;
{_MESSAGE}
INSERT INTO message
    SELECT key, sub_queue, 0, enqueued_ms, 0, expires_ms, delivery_count, 0, session_id,
           enqueued_sequence_number, dead_letter_source, header, annotations, payload
      FROM message_1;
DROP TABLE message_1;
ALTER TABLE session_state ADD COLUMN set_ms INTEGER NOT NULL DEFAULT 0;
{_PLANNED}
"""  # noqa: S608  # a text of ours
}
"""What turns a store of one version into one of the next."""
