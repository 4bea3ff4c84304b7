"""The answers that were given: one row each, by which buttons, edits and follow-ups find what was answered."""

import base64
import hashlib
import sqlite3
from dataclasses import dataclass

from bot.given_answer import GivenAnswer

_KEY_BYTES = 16
_COLUMNS = (
    "key, chat_id, topic_id, person_id, question_id, message_id, given, answered, shown, vote, created_at, language"
)


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes the keys of answers: nobody else can make one, and an update that is handled again has the same."""

    secret: bytes

    def of(self, update_id: int) -> str:
        """Return the key of the answer to an update, in 22 characters of Base64 for URLs."""
        digest = hashlib.blake2b(update_id.to_bytes(8, "big", signed=True), key=self.secret, digest_size=_KEY_BYTES)
        return base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Asker:
    """A person in a topic of a chat, if it has topics: each has a conversation of their own."""

    chat_id: int
    topic_id: int | None
    person_id: int


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer in a chat. `question_id` and `message_id` are the messages; `created_at` is the question's date.

    `person_id` is who asked, None if that is not known. `shown` is the view that the message shows now, empty for the
    answer as it was sent. `vote` is 1 for a like and -1 for a dislike. `language` is the tag of the language in which
    it was sent, None if that is not known.
    """

    key: str
    chat_id: int
    topic_id: int | None
    person_id: int | None
    question_id: int
    message_id: int
    given: GivenAnswer
    created_at: float
    shown: str = ""
    vote: int = 0
    language: str | None = None


class Answers:
    """The rows in a database. Methods run in the caller's transaction, and do not commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection whose schema is current."""
        self._execute = connection.execute
        self.has_erased = False
        """Whether erased texts may still be in the write-ahead log."""

    def keys(self) -> Keys:
        """Return what makes keys, by the secret of this database."""
        (secret,) = self._execute("SELECT secret FROM secrets").fetchone()
        return Keys(secret)

    def put(self, row: AnswerRow) -> None:
        """Store a row, in place of one of the same key, from which follow-ups are completed if it answers."""
        given = row.given.to_json()
        self._execute(
            f"INSERT INTO answers ({_COLUMNS}, turn) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  # constant
            " ON CONFLICT (key) DO UPDATE SET message_id = excluded.message_id, given = excluded.given,"
            " answered = excluded.answered, shown = excluded.shown, vote = excluded.vote, turn = excluded.turn",
            (
                row.key,
                row.chat_id,
                row.topic_id,
                row.person_id,
                row.question_id,
                row.message_id,
                given,
                row.given.answered,
                row.shown,
                row.vote,
                row.created_at,
                row.language,
                given if row.given.answered else None,
            ),
        )

    def by_key(self, key: str, since: float) -> AnswerRow | None:
        """Return the answer of a key, unless its question is older than that time."""
        return self._one("key = ? AND created_at >= ?", (key, since))

    def by_question(self, chat_id: int, message_id: int, since: float) -> AnswerRow | None:
        """Return the answer to a message."""
        return self._one("chat_id = ? AND question_id = ? AND created_at >= ?", (chat_id, message_id, since))

    def by_message(self, chat_id: int, message_id: int, since: float) -> AnswerRow | None:
        """Return the answer that a message of the bot holds."""
        return self._one("chat_id = ? AND message_id = ? AND created_at >= ?", (chat_id, message_id, since))

    def last_turn(self, asker: Asker, before: int, since: float, until: float) -> GivenAnswer | None:
        """Return the newest answer to a person that answered a message with an id below `before`.

        The message must have been sent between the two times. None also if /new, in a message with an id below
        `before`, ended what was said until then.
        """
        found = self._execute(
            "SELECT turn FROM answers WHERE chat_id = ? AND person_id = ? AND topic_id IS ? AND question_id < ?"
            " AND turn IS NOT NULL AND created_at BETWEEN ? AND ? AND (ended_by IS NULL OR ended_by >= ?)"
            " ORDER BY question_id DESC LIMIT 1",
            (asker.chat_id, asker.person_id, asker.topic_id, before, since, until, before),
        ).fetchone()
        return None if found is None else GivenAnswer.from_json(found[0])

    def end_turns(self, asker: Asker, by: int) -> None:
        """End what a person has said so far, for messages with an id above that of /new, `by`."""
        self._execute(
            "UPDATE answers SET ended_by = ? WHERE chat_id = ? AND person_id = ? AND topic_id IS ? AND question_id < ?"
            " AND ended_by IS NULL",
            (by, asker.chat_id, asker.person_id, asker.topic_id, by),
        )

    def vote(self, key: str, vote: int) -> bool:
        """Store what the asker thinks of an answer: 1 or -1. Returns False if there is no such answer."""
        return self._execute("UPDATE answers SET vote = ? WHERE key = ?", (vote, key)).rowcount > 0

    def show(self, key: str, shown: str, given: GivenAnswer, vote: int) -> None:
        """Store which view the message of an answer shows, the answer, and the vote for it.

        Follow-ups are completed from the answer as it was given. Only if it answered nothing, they are from this one.
        How far its quotes were listed is noted there too.
        """
        found = self._execute("SELECT turn FROM answers WHERE key = ?", (key,)).fetchone() or (None,)
        turn = None if found[0] is None else GivenAnswer.from_json(found[0]).after(given)
        if turn is None and given.answered:
            turn = given
        self._execute(
            "UPDATE answers SET shown = ?, vote = ?, given = ?, answered = ?, turn = ? WHERE key = ?",
            (shown, vote, given.to_json(), given.answered, None if turn is None else turn.to_json(), key),
        )

    def outcome(self, key: str, *, answered: bool) -> bool | None:
        """Store as what the question of an answer is counted; return as what it was, None if it was not."""
        found = self._execute("SELECT outcome FROM answers WHERE key = ?", (key,)).fetchone()
        self._execute("UPDATE answers SET outcome = ? WHERE key = ?", (answered, key))
        return None if found is None or found[0] is None else bool(found[0])

    def erase(self, person_id: int) -> int:
        """Erase the answers to a person, in every chat, and in the private chat with them; return how many."""
        self.has_erased = True
        return self._execute("DELETE FROM answers WHERE person_id = ? OR chat_id = ?", (person_id, person_id)).rowcount

    def purge(self, before: float, limit: int = 5000) -> int:
        """Delete at most `limit` answers to questions older than that time; return how many."""
        self.has_erased = True
        return self._execute(
            "DELETE FROM answers WHERE key IN (SELECT key FROM answers WHERE created_at < ? LIMIT ?)", (before, limit)
        ).rowcount

    def _one(self, condition: str, values: tuple[object, ...]) -> AnswerRow | None:
        found = self._execute(
            f"SELECT {_COLUMNS} FROM answers WHERE {condition} ORDER BY created_at DESC, key LIMIT 1",  # noqa: S608
            values,
        ).fetchone()
        if found is None:
            return None
        key, chat_id, topic_id, person_id, question_id, message_id, given, _, shown, vote, created_at, language = found
        given = GivenAnswer.from_json(given)
        return AnswerRow(
            key, chat_id, topic_id, person_id, question_id, message_id, given, created_at, shown, vote, language
        )
