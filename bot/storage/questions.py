"""The questions that were asked, where the operator has chosen to keep them, with what came of each."""

import sqlite3
from dataclasses import dataclass

from bot.given_answer import GivenAnswer
from bot.storage.inbox import escaped

_COLUMNS = "key, person_id, text, answered, asked_at, vote, given"


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question, `asked_at` some POSIX time by a person, None if it is not known who that is.

    `key` is that of its answer. `disliked` is the answer that the asker disliked, None if there is none.
    """

    key: str
    person_id: int | None
    text: str
    answered: bool
    asked_at: float
    disliked: GivenAnswer | None = None


class Questions:
    """The questions in a database. Methods run in the caller's transaction, and do not commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection whose schema is current."""
        self._execute = connection.execute
        self.has_erased = False
        """Whether erased texts may still be in the write-ahead log."""

    def put(self, question: StoredQuestion) -> None:
        """Store a question; of one that is stored, change the text and whether it was answered."""
        self._execute(
            "INSERT INTO questions (key, person_id, text, answered, asked_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET text = excluded.text, answered = excluded.answered",
            (question.key, question.person_id, escaped(question.text), question.answered, question.asked_at),
        )

    def take_back_vote(self, key: str) -> None:
        """Forget what was thought of an answer to a question."""
        self._execute("UPDATE questions SET vote = 0, given = NULL WHERE key = ?", (key,))

    def vote(self, key: str, vote: int, given: GivenAnswer) -> None:
        """Store what the asker of a question, if that is stored, thinks of an answer to it: 1 or -1."""
        self._execute("UPDATE questions SET vote = ?, given = ? WHERE key = ?", (vote, given.to_json(), key))

    def people(self, since: float) -> int:
        """Return how many people asked from that time on; the anonymous are not counted."""
        (count,) = self._execute(
            "SELECT count(DISTINCT person_id) FROM questions WHERE asked_at >= ?", (since,)
        ).fetchone()
        return int(count)

    def unanswered(self, since: float) -> list[StoredQuestion]:
        """Return the questions without an answer, from that time on, the oldest first."""
        return self._list("NOT answered AND asked_at >= ?", (since,))

    def disliked(self, since: float) -> list[StoredQuestion]:
        """Return the questions whose answer was disliked, asked from that time on, the oldest first."""
        return self._list("vote = -1 AND asked_at >= ?", (since,))

    def erase(self, person_id: int) -> int:
        """Erase a person's questions, in every chat; return how many."""
        self.has_erased = True
        return self._execute("DELETE FROM questions WHERE person_id = ?", (person_id,)).rowcount

    def remove(self, key: str) -> None:
        """Erase a question, as if it had not been asked."""
        self.has_erased = True
        self._execute("DELETE FROM questions WHERE key = ?", (key,))

    def purge(self, before: float, limit: int = 5000) -> int:
        """Delete at most `limit` questions older than that time; return how many."""
        self.has_erased = True
        return self._execute(
            "DELETE FROM questions WHERE key IN (SELECT key FROM questions WHERE asked_at < ? LIMIT ?)", (before, limit)
        ).rowcount

    def _list(self, condition: str, values: tuple[object, ...]) -> list[StoredQuestion]:
        statement = f"SELECT {_COLUMNS} FROM questions WHERE {condition} ORDER BY asked_at, key"  # noqa: S608  # constant
        return [
            StoredQuestion(
                key, person_id, text, bool(answered), asked_at, GivenAnswer.from_json(given) if vote < 0 else None
            )
            for key, person_id, text, answered, asked_at, vote, given in self._execute(statement, values)
        ]
