"""Earlier formats of the store, as they were written."""

VERSION_1 = """
CREATE TABLE entity (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    topic_id    INTEGER REFERENCES entity,
    name        TEXT NOT NULL,
    description TEXT NOT NULL
);
CREATE TABLE sequence (
    entity_id   INTEGER PRIMARY KEY,
    last_used   INTEGER NOT NULL
);
CREATE TABLE message (
    key         INTEGER PRIMARY KEY,
    sub_queue   INTEGER NOT NULL,
    enqueued_ms INTEGER NOT NULL,
    expires_ms  INTEGER NOT NULL,
    delivery_count INTEGER NOT NULL,
    session_id  TEXT,
    enqueued_sequence_number INTEGER NOT NULL,
    dead_letter_source TEXT,
    header      BLOB NOT NULL,
    annotations BLOB NOT NULL,
    payload     BLOB NOT NULL
);
CREATE TABLE message_id (
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
