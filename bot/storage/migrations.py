"""The schema, as the numbered steps that lead to it. A step that was ever released is never changed: add another."""

Migration = tuple[str, ...]

MIGRATIONS: tuple[Migration, ...] = (
    (
        # The number of the update's arrival orders what waits: the clock may be set back, and ids may start anew.
        """
        CREATE TABLE inbox (
            update_id INTEGER PRIMARY KEY,
            state TEXT NOT NULL CHECK (state IN ('received', 'working', 'done', 'dead')),
            arrival INTEGER NOT NULL,
            body TEXT,
            chat_id INTEGER,
            user_id INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
            error TEXT,
            received_at REAL NOT NULL,
            finished_at REAL,
            is_reported INTEGER NOT NULL DEFAULT 0,
            CHECK ((finished_at IS NULL) = (state IN ('received', 'working')))
        )
        """,
        # By whether it is finished, not by state: so neither index is written when work on an update starts.
        "CREATE INDEX inbox_waiting ON inbox (arrival) WHERE finished_at IS NULL",
        "CREATE INDEX inbox_finished ON inbox (finished_at) WHERE finished_at IS NOT NULL",
        "CREATE INDEX inbox_dead ON inbox (finished_at) WHERE state = 'dead'",
        # Counted apart from the rows, since these are purged: a number never comes twice.
        "CREATE TABLE arrivals (last INTEGER NOT NULL)",
        "INSERT INTO arrivals VALUES (0)",
        "CREATE TABLE pauses (chat_id INTEGER PRIMARY KEY, until REAL NOT NULL)",
    ),
)
