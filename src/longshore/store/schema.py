"""The tables, and the version that every data folder carries from the first commit."""

from typing import Final

APPLICATION_ID: Final = 0x4C53484F
"""`LSHO` in SQLite's header: tells our files from other SQLite files."""

VERSION: Final = 1

CREATE: Final = """
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
CREATE TABLE message (                      -- ordered by queue, then by sequence number: see model/keys.py
    key         INTEGER PRIMARY KEY,
    sub_queue   INTEGER NOT NULL,           -- 0 main, 1 dead-letter
    enqueued_ms INTEGER NOT NULL,
    expires_ms  INTEGER NOT NULL,
    delivery_count INTEGER NOT NULL,
    session_id  TEXT,
    enqueued_sequence_number INTEGER NOT NULL,
    dead_letter_source TEXT,
    header      BLOB NOT NULL,              -- encoded header fields that delivery repeats
    annotations BLOB NOT NULL,              -- encoded message annotations that delivery repeats
    payload     BLOB NOT NULL               -- bare message and footer, verbatim
);
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
    PRIMARY KEY (entity_id, session_id)
) WITHOUT ROWID;
"""
