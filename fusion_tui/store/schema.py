"""The database's shape: an append-only list of migrations under `PRAGMA user_version`."""

from __future__ import annotations

import sqlite3

_FIRST = """
CREATE TABLE document (
    sha256 TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    size INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE comparison (
    id TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    title TEXT NOT NULL,
    prompt TEXT NOT NULL,
    panel TEXT NOT NULL,
    seed INTEGER NOT NULL,
    blind INTEGER NOT NULL,
    demo INTEGER NOT NULL,
    prompt_version INTEGER NOT NULL,
    thread_id TEXT NOT NULL,
    parent_id TEXT,
    owner TEXT
);
CREATE INDEX comparison_by_time ON comparison (created_at DESC, id DESC);

CREATE TABLE attachment (
    comparison_id TEXT NOT NULL REFERENCES comparison (id),
    place INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES document (sha256),
    name TEXT NOT NULL,
    PRIMARY KEY (comparison_id, place)
) WITHOUT ROWID;

CREATE TABLE candidate (
    comparison_id TEXT NOT NULL REFERENCES comparison (id),
    letter TEXT NOT NULL,
    place INTEGER NOT NULL,
    kind TEXT NOT NULL,
    member TEXT,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL,
    error TEXT,
    finish_reason TEXT,
    model_served TEXT,
    usage TEXT NOT NULL,
    cost_usd REAL,
    ttft_s REAL,
    seconds REAL,
    PRIMARY KEY (comparison_id, letter)
);
CREATE INDEX candidate_state ON candidate (comparison_id, status);

CREATE TABLE earlier_attempt (
    comparison_id TEXT NOT NULL,
    letter TEXT NOT NULL,
    at TEXT NOT NULL,
    status TEXT NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL
);

CREATE TABLE journal (
    comparison_id TEXT NOT NULL,
    letter TEXT NOT NULL,
    seq INTEGER NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT NOT NULL,
    PRIMARY KEY (comparison_id, letter, seq)
) WITHOUT ROWID;

CREATE TABLE call (
    id TEXT PRIMARY KEY,
    comparison_id TEXT NOT NULL REFERENCES comparison (id),
    role TEXT NOT NULL,
    letter TEXT,
    member TEXT NOT NULL,
    provider TEXT NOT NULL,
    model_requested TEXT NOT NULL,
    model_served TEXT,
    request_id TEXT,
    started_at TEXT NOT NULL,
    status TEXT NOT NULL,
    finish_reason TEXT,
    error TEXT,
    usage TEXT NOT NULL,
    cost_usd REAL,
    ttft_s REAL,
    seconds REAL,
    attempts INTEGER NOT NULL
);
CREATE INDEX call_of_comparison ON call (comparison_id, started_at);
CREATE INDEX call_by_time ON call (started_at, cost_usd);

CREATE TABLE ballot (
    id TEXT PRIMARY KEY,
    comparison_id TEXT NOT NULL REFERENCES comparison (id),
    kind TEXT NOT NULL,
    letters TEXT NOT NULL,
    seed INTEGER NOT NULL,
    created_at TEXT NOT NULL
);
CREATE INDEX ballot_of_comparison ON ballot (comparison_id, created_at);

CREATE TABLE pick (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    ballot_id TEXT NOT NULL REFERENCES ballot (id),
    comparison_id TEXT NOT NULL REFERENCES comparison (id),
    created_at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    best TEXT,
    blind INTEGER NOT NULL,
    undoes TEXT,
    detail TEXT NOT NULL
);
CREATE INDEX pick_of_comparison ON pick (comparison_id, seq);
CREATE TRIGGER pick_is_never_changed BEFORE UPDATE ON pick
BEGIN SELECT RAISE(ABORT, 'picks are only ever added'); END;
CREATE TRIGGER pick_is_never_removed BEFORE DELETE ON pick
BEGIN SELECT RAISE(ABORT, 'picks are only ever added'); END;

CREATE TABLE reveal (
    comparison_id TEXT NOT NULL REFERENCES comparison (id),
    at TEXT NOT NULL,
    how TEXT NOT NULL
);
CREATE INDEX reveal_of_comparison ON reveal (comparison_id);

CREATE TABLE memory (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
"""

_THREADS = """
ALTER TABLE comparison ADD COLUMN context TEXT NOT NULL DEFAULT '[]';
CREATE INDEX comparison_of_thread ON comparison (thread_id, created_at DESC, id DESC);
"""

_TRIAGE = """
CREATE TABLE decision (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    comparison_id TEXT NOT NULL REFERENCES comparison (id),
    issue TEXT NOT NULL,
    accepted INTEGER,
    at TEXT NOT NULL
);
CREATE INDEX decision_of_comparison ON decision (comparison_id, seq);
CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
CREATE TRIGGER decision_is_never_removed BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
"""

_COUNTS = """
CREATE TABLE text_count (
    comparison_id TEXT NOT NULL,
    letter TEXT NOT NULL,
    rules INTEGER NOT NULL,
    chars INTEGER NOT NULL,
    words INTEGER NOT NULL,
    headings INTEGER NOT NULL,
    bolds INTEGER NOT NULL,
    items INTEGER NOT NULL,
    PRIMARY KEY (comparison_id, letter)
) WITHOUT ROWID;
CREATE TRIGGER text_count_is_of_this_text AFTER UPDATE OF text ON candidate
BEGIN DELETE FROM text_count WHERE comparison_id = old.comparison_id AND letter = old.letter; END;
CREATE TRIGGER text_count_goes_with_its_text AFTER DELETE ON candidate
BEGIN DELETE FROM text_count WHERE comparison_id = old.comparison_id AND letter = old.letter; END;
"""

_ROUNDS = """
ALTER TABLE candidate ADD COLUMN inputs TEXT NOT NULL DEFAULT '[]';
ALTER TABLE candidate ADD COLUMN brief TEXT;
CREATE TABLE reply (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    comparison_id TEXT NOT NULL REFERENCES comparison (id),
    kind TEXT NOT NULL,
    member TEXT,
    about TEXT NOT NULL,
    text TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX reply_of_comparison ON reply (comparison_id, seq);
"""

_DELETION = """
ALTER TABLE comparison ADD COLUMN deleted_at TEXT;
CREATE INDEX comparison_deleted ON comparison (deleted_at) WHERE deleted_at IS NOT NULL;
DROP TRIGGER pick_is_never_removed;
CREATE TRIGGER pick_is_never_removed BEFORE DELETE ON pick
WHEN EXISTS (SELECT 1 FROM comparison WHERE id = OLD.comparison_id AND deleted_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'picks are only ever added'); END;
DROP TRIGGER decision_is_never_removed;
CREATE TRIGGER decision_is_never_removed BEFORE DELETE ON decision
WHEN EXISTS (SELECT 1 FROM comparison WHERE id = OLD.comparison_id AND deleted_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'decisions are only ever added'); END;
CREATE TABLE purged_call (
    started_at TEXT NOT NULL,
    cost_usd REAL NOT NULL
);
"""

# What filters ask of a comparison stands in one short row; its texts stand beside it as they were indexed,
# since an index without the texts can give them back only when it is told them again.
LINES = """
CREATE TABLE line (
    place INTEGER PRIMARY KEY,
    comparison_id TEXT NOT NULL UNIQUE,
    answers INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    tags TEXT NOT NULL,
    members TEXT NOT NULL,
    panel TEXT NOT NULL,
    kinds TEXT NOT NULL,
    demo INTEGER NOT NULL,
    live INTEGER NOT NULL
);
CREATE INDEX line_by_answers ON line (answers, place);
CREATE INDEX line_live ON line (live) WHERE live;
CREATE TABLE line_text (
    place INTEGER PRIMARY KEY,
    text BLOB NOT NULL
);
CREATE TABLE line_due (
    seq INTEGER PRIMARY KEY,
    comparison_id TEXT NOT NULL UNIQUE
);
INSERT INTO line_due (comparison_id) SELECT id FROM comparison ORDER BY created_at, id;
"""

_DUE = """
CREATE TRIGGER line_due_when_asked AFTER INSERT ON comparison
BEGIN INSERT OR IGNORE INTO line_due (comparison_id) VALUES (NEW.id); END;
CREATE TRIGGER line_due_when_deleted AFTER UPDATE OF deleted_at ON comparison
BEGIN INSERT OR IGNORE INTO line_due (comparison_id) VALUES (NEW.id); END;
CREATE TRIGGER line_due_when_added AFTER INSERT ON candidate
BEGIN INSERT OR IGNORE INTO line_due (comparison_id) VALUES (NEW.comparison_id); END;
CREATE TRIGGER line_due_when_written AFTER UPDATE OF text ON candidate
BEGIN INSERT OR IGNORE INTO line_due (comparison_id) VALUES (NEW.comparison_id); END;
CREATE TRIGGER line_due_when_picked AFTER INSERT ON pick
BEGIN INSERT OR IGNORE INTO line_due (comparison_id) VALUES (NEW.comparison_id); END;
CREATE TRIGGER line_due_when_revealed AFTER INSERT ON reveal
BEGIN INSERT OR IGNORE INTO line_due (comparison_id) VALUES (NEW.comparison_id); END;
"""

MIGRATIONS: tuple[str, ...] = (_FIRST, _THREADS, _TRIAGE, _COUNTS, _ROUNDS, _DELETION, LINES + _DUE)
"""Number n brings a database of version n to n + 1. Never changed once released, only added to."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database to the newest version.

    The version is read again inside the transaction: two first starts may race for it.
    """
    if version(connection) >= len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number in range(version(connection), len(MIGRATIONS)):
            for statement in statements(MIGRATIONS[number]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def version(connection: sqlite3.Connection) -> int:
    """The version a database has; 0 is empty."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def lend(connection: sqlite3.Connection) -> None:
    """Give an older database, opened only to read, what queries ask for; nothing is written to the file."""
    columns = {row[1] for row in connection.execute("PRAGMA main.table_info(comparison)")}
    if "deleted_at" not in columns:
        for view in (
            "comparison AS SELECT *, NULL AS deleted_at FROM main.comparison",
            "purged_call AS SELECT '' AS started_at, 0.0 AS cost_usd WHERE 0",
        ):
            connection.execute(f"CREATE TEMP VIEW {view}")


def statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would end the transaction."""
    found, current = [], ""
    for line in script.splitlines():
        current += line + "\n"
        if sqlite3.complete_statement(current):
            found.append(current.strip())
            current = ""
    return [statement for statement in found if statement]
