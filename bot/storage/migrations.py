"""The schema as numbered migrations. A released migration never changes: add another."""

Migration = tuple[str, ...]

MIGRATIONS: tuple[Migration, ...] = (
    (
        # `arrival` orders what waits: the clock may be set back, and Telegram's ids may begin again.
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
        # On `finished_at`, not on `state`: then neither index is written when work on an update begins.
        "CREATE INDEX inbox_waiting ON inbox (arrival) WHERE finished_at IS NULL",
        "CREATE INDEX inbox_finished ON inbox (finished_at) WHERE finished_at IS NOT NULL",
        "CREATE INDEX inbox_dead ON inbox (finished_at) WHERE state = 'dead'",
        # Rows are purged, so the last arrival number is kept apart: none is used twice.
        "CREATE TABLE arrivals (last INTEGER NOT NULL)",
        "INSERT INTO arrivals VALUES (0)",
        "CREATE TABLE pauses (chat_id INTEGER PRIMARY KEY, until REAL NOT NULL)",
    ),
    (
        # One row for each answer that has buttons. Its key is made with the secret from the id of the update.
        """
        CREATE TABLE answers (
            key TEXT PRIMARY KEY,
            chat_id INTEGER NOT NULL,
            topic_id INTEGER,
            person_id INTEGER,
            question_id INTEGER NOT NULL,
            message_id INTEGER NOT NULL,
            given TEXT NOT NULL,
            answered INTEGER NOT NULL,
            shown TEXT NOT NULL DEFAULT '',
            vote INTEGER NOT NULL DEFAULT 0 CHECK (vote IN (-1, 0, 1)),
            created_at REAL NOT NULL
        ) WITHOUT ROWID
        """,
        "CREATE INDEX answers_question ON answers (chat_id, question_id)",
        "CREATE INDEX answers_message ON answers (chat_id, message_id)",
        "CREATE INDEX answers_created ON answers (created_at)",
        "CREATE INDEX answers_person ON answers (person_id)",
        "CREATE TABLE secrets (secret BLOB NOT NULL)",
        "INSERT INTO secrets VALUES (randomblob(32))",
    ),
    (
        # Counts of a day, which have no ids: they are never purged.
        """
        CREATE TABLE counters (
            day TEXT NOT NULL,
            name TEXT NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (day, name)
        ) WITHOUT ROWID
        """,
    ),
    (
        # One row for each question, only where the operator has chosen to keep them. `given` is what was voted on.
        """
        CREATE TABLE questions (
            key TEXT PRIMARY KEY,
            person_id INTEGER,
            text TEXT NOT NULL,
            answered INTEGER NOT NULL,
            vote INTEGER NOT NULL DEFAULT 0 CHECK (vote IN (-1, 0, 1)),
            given TEXT,
            asked_at REAL NOT NULL,
            CHECK ((vote = 0) = (given IS NULL))
        ) WITHOUT ROWID
        """,
        "CREATE INDEX questions_asked ON questions (asked_at)",
        "CREATE INDEX questions_person ON questions (person_id)",
    ),
    (
        # What a question that follows is completed from: `turn` is the answer as it was given, if it answered, whatever
        # buttons show of it later; /new, the message `ended_by`, ends it for the messages that come after.
        "ALTER TABLE answers ADD COLUMN turn TEXT",
        "ALTER TABLE answers ADD COLUMN ended_by INTEGER",
        "UPDATE answers SET turn = given WHERE answered",
        "CREATE INDEX answers_turn ON answers (chat_id, person_id, question_id)",
    ),
    (
        # What the question is counted as: 1 answered, 0 not, NULL not counted. Only answers have a fingerprint.
        "ALTER TABLE answers ADD COLUMN outcome INTEGER",
        'UPDATE answers SET outcome = answered WHERE instr(given, \'"fingerprint":""\') = 0',
    ),
    (
        # Groups that became supergroups. Groups are no persons: the rows stay.
        "CREATE TABLE moves (chat_id INTEGER PRIMARY KEY, to_id INTEGER NOT NULL)",
    ),
    (
        # What Telegram shows of each bot that has used the folder. `chat_id` is that of an admin's private chat.
        """
        CREATE TABLE profile (
            bot_id INTEGER NOT NULL,
            place TEXT NOT NULL,
            chat_id INTEGER,
            digest TEXT NOT NULL,
            checked_at REAL NOT NULL,
            PRIMARY KEY (bot_id, place)
        ) WITHOUT ROWID
        """,
    ),
    (
        # What was chosen for a chat; NULL where nothing was. The id of a private chat is the person's.
        """
        CREATE TABLE settings (
            chat_id INTEGER PRIMARY KEY,
            language TEXT,
            time_zone TEXT,
            quotes INTEGER,
            has_buttons INTEGER NOT NULL DEFAULT 1
        )
        """,
    ),
    (
        # What was typed in other chats, where nothing answered it: a button asks it in the private chat.
        """
        CREATE TABLE links (
            key TEXT PRIMARY KEY,
            person_id INTEGER NOT NULL,
            question TEXT NOT NULL,
            created_at REAL NOT NULL
        ) WITHOUT ROWID
        """,
        "CREATE INDEX links_person ON links (person_id)",
        "CREATE INDEX links_created ON links (created_at)",
    ),
    (
        # The language in which an answer was sent, so that it stays in it whoever presses its buttons.
        "ALTER TABLE answers ADD COLUMN language TEXT",
    ),
)
