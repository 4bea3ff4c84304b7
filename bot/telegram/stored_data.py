"""The personal data that commands read and change, in the tables of the bot."""

from bot.asking import TURN_SECONDS
from bot.citation_keys import CitationKeys
from bot.clock import Clock
from bot.given_answer import GivenAnswer
from bot.requests import Origin
from bot.storage import AnswerRow, Asker, GroupCommit, Tables
from bot.telegram.chosen import Chosen
from bot.telegram.question_links import QuestionLinks


class StoredData:
    """The personal data in the tables."""

    def __init__(  # noqa: PLR0913, PLR0917  (what holds a part of the data)
        self,
        store: GroupCommit[Tables],
        chosen: Chosen,
        links: QuestionLinks,
        answer_seconds: float,
        clock: Clock,
        citation_keys: CitationKeys,
    ) -> None:
        """Take the tables, what is kept of them in memory, and for how many seconds answers are kept."""
        self.citation_keys = citation_keys
        self._store = store
        self._chosen = chosen
        self._links = links
        self._answer_seconds = answer_seconds
        self._clock = clock

    async def erase(self, person_id: int, except_id: int | None) -> None:
        """Erase what is stored about a person, except the update that asks for the erasure."""
        self._links.forget(person_id)
        await self._store.run(lambda tables: tables.erase(person_id, except_id))
        self._chosen.drop(person_id)

    async def find(self, key: str, chat_id: int) -> AnswerRow | None:
        """Return the answer of a key, given in a chat; None if there is none, or not any more."""
        since = self._clock.time() - self._answer_seconds
        return await self._store.run(lambda tables: tables.find(key, chat_id, since))

    async def find_by_question(self, chat_id: int, message_id: int) -> AnswerRow | None:
        """Return the answer to a message; None if there is none, or not any more."""
        since = self._clock.time() - self._answer_seconds
        return await self._store.run(lambda tables: tables.answers.by_question(chat_id, message_id, since))

    async def answer_in(self, chat_id: int, message_id: int) -> GivenAnswer | None:
        """Return the answer that a message of the bot gave, or None if it has expired or never gave one."""
        since = self._clock.time() - self._answer_seconds
        row = await self._store.run(lambda tables: tables.answers.by_message(chat_id, message_id, since))
        return None if row is None else row.given

    async def last_turn(self, origin: Origin) -> GivenAnswer | None:
        """Return what the next message of a person may follow; None if there is nothing."""
        asker, before, at = _asker(origin), origin.message_id, origin.sent_at
        if asker is None or before is None or at is None:
            return None
        return await self._store.run(lambda tables: tables.last_turn(asker, before, at - TURN_SECONDS, at))

    async def end_turns(self, origin: Origin) -> None:
        """Let no later message of the person there follow what was said before this one."""
        asker, by = _asker(origin), origin.message_id
        if asker is not None and by is not None:
            await self._store.run(lambda tables: tables.end_turns(asker, by))

    async def linked_question(self, key: str, person_id: int) -> str | None:
        """Return the question to which a link leads this person; None if there is none, or not any more."""
        return await self._links.question(key, person_id)

    async def vote(self, key: str, vote: int) -> None:
        """Store what the asker thinks of an answer, 1 or -1."""
        await self._store.run(lambda tables: tables.vote(key, vote))


def _asker(origin: Origin) -> Asker | None:
    """Return whose conversation a message belongs to; None if that is not known."""
    if origin.chat_id is None or origin.person_id is None:
        return None
    return Asker(origin.chat_id, origin.topic_id, origin.person_id)
