"""All tables of the bot on one connection, so that one transaction can change several of them."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace

from bot.chat_settings import ChatSettings
from bot.given_answer import GivenAnswer
from bot.storage.answers import AnswerRow, Answers, Asker
from bot.storage.counters import Counters
from bot.storage.inbox import Inbox
from bot.storage.links import Links
from bot.storage.moves import Moves
from bot.storage.profile import ShownProfile
from bot.storage.questions import Questions, StoredQuestion
from bot.storage.settings import Settings


class Tables:
    """The tables, each as the class that reads and writes it.

    A new table has a module of its own in this package, a migration, a line here, and an `erase` for `/forget`
    if it has ids.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use a connection whose schema is current."""
        self.inbox = Inbox(connection)
        self.answers = Answers(connection)
        self.counters = Counters(connection)
        self.questions = Questions(connection)
        self.moves = Moves(connection)
        self.profile = ShownProfile(connection)
        self.settings = Settings(connection)
        self.links = Links(connection)
        self._all = self.inbox, self.answers, self.questions, self.profile, self.settings, self.links

    @property
    def has_erased(self) -> bool:
        """Whether erased texts may still be in the write-ahead log."""
        return any(table.has_erased for table in self._all)

    @has_erased.setter
    def has_erased(self, value: bool) -> None:
        for table in self._all:
            table.has_erased = value

    def erase(self, person_id: int, except_id: int | None = None) -> None:
        """Erase all data about a person but the ids of updates; `except_id` is the update that asks for it."""
        self.inbox.forget(person_id, except_id)
        self.answers.erase(person_id)
        self.questions.erase(person_id)
        self.profile.erase(person_id)
        self.settings.erase(person_id)
        self.links.erase(person_id)

    def settings_of(self, chat_id: int) -> tuple[int, ChatSettings]:
        """Return a chat, or what it has become, and the settings there."""
        place = self.moves.where_now(chat_id)
        return place, self.settings.of(place)

    def choose(
        self, chat_id: int, change: Callable[[ChatSettings], ChatSettings], update_id: int
    ) -> tuple[int, ChatSettings]:
        """Change the settings of a chat, and return as `settings_of` does.

        If the update that asks for it was erased, nothing changes.
        """
        place, before = self.settings_of(chat_id)
        if not self.inbox.is_open(update_id):
            return place, before
        changed = change(before)
        self.settings.put(place, changed)
        return place, changed

    def give(self, row: AnswerRow) -> None:
        """Store an answer, in the chat that its own has become."""
        self.answers.put(self.moves.row_now(row))

    def find(self, key: str, chat_id: int, since: float) -> AnswerRow | None:
        """Return the answer of a key if it was given in a chat, to a question that is no older than that time."""
        row = self.answers.by_key(key, since)
        return row if row is not None and row.chat_id == self.moves.where_now(chat_id) else None

    def last_turn(self, asker: Asker, before: int, since: float, until: float) -> GivenAnswer | None:
        """Return what the next message of a person may follow; see `Answers.last_turn`."""
        return self.answers.last_turn(*self.moves.asker_now(asker, before), since, until)

    def end_turns(self, asker: Asker, by: int) -> None:
        """End what a person has said so far; see `Answers.end_turns`."""
        self.answers.end_turns(*self.moves.asker_now(asker, by))

    def vote(self, key: str, vote: int) -> None:
        """Store what the asker thinks of an answer, 1 or -1, and count it. A repeated vote changes nothing.

        Nor does one for an answer that is not stored any more.
        """
        if (row := self.answers.by_key(key, since=0)) is not None:
            self.counters.count_vote(row.created_at, row.vote, vote)
            self.questions.vote(key, vote, row.given)
            self.answers.vote(key, vote)

    def show(self, key: str, shown: str, given: GivenAnswer) -> None:
        """Store which view the message of an answer shows, and the answer. A vote on another question is undone."""
        if (row := self.answers.by_key(key, since=0)) is not None:
            self.answers.show(key, shown, given, self._vote_that_stays(row, given))

    def edit(self, key: str, given: GivenAnswer) -> None:
        """Store the answer to an edited question in place of the one before, whose vote is taken back."""
        if (row := self.answers.by_key(key, since=0)) is not None:
            self.answers.put(replace(row, given=given, shown="", vote=self._vote_that_stays(row, given)))

    def count(self, key: str, text: str, seconds: float, *, answered: bool, keeps: bool) -> None:
        """Count the question of a stored answer, which took some seconds, and store it if the operator `keeps` them.

        One that is counted or stored already is so once, with its last text and outcome.
        """
        if (row := self.answers.by_key(key, since=0)) is None:
            return
        before = self.answers.outcome(key, answered=answered)
        if before is None:
            self.counters.count_answer(row.created_at, seconds, answered=answered)
        elif before != answered:
            self.counters.change_outcome(row.created_at, answered=answered)
        if keeps:
            self.questions.put(StoredQuestion(key, row.person_id, text, answered, row.created_at))

    def _vote_that_stays(self, row: AnswerRow, given: GivenAnswer) -> int:
        """Return the vote for an answer if it is one for `given` as well; else take it back, and return 0."""
        if row.given.asked.asks_the_same(given.asked):
            return row.vote
        self.counters.count_vote(row.created_at, row.vote, 0)
        self.questions.take_back_vote(row.key)
        return 0
