"""Inline queries: what people type behind the bot's name in any chat."""

from dataclasses import replace

from telegram import Update

from bot.inline_quotes import InlineQuotes
from bot.inline_replies import NothingQuoted
from bot.requests import InlineQuestion, Origin
from bot.telegram.job import JobContext
from bot.telegram.parts import Parts
from bot.telegram.passing import has_lapsed
from bot.throttle import Throttle, Verdict

QUERIES_PER_MINUTE = 240
"""The most queries of a person that are answered: Telegram sends up to one for each letter."""


class InlineQueries:
    """Answers inline queries. They count neither as questions nor as open ones.

    Nothing of them is stored, but for the text that nothing answers, to which a link leads.
    """

    def __init__(self, parts: Parts) -> None:
        """Take what is shared with messages."""
        self._parts = parts
        self._throttle = Throttle(QUERIES_PER_MINUTE, parts.clock.monotonic)

    async def on_query(self, update: Update, context: JobContext) -> None:
        """Answer one query, unless it lapses before. Its chat is not known, so that only rules about people apply."""
        query, job = update.inline_query, context.current
        question = job.update.request
        if query is None or not isinstance(question, InlineQuestion):
            return
        origin = Origin(person_id=query.from_user.id, update_id=job.update.update_id, chosen=job.chosen)
        if not self._parts.access.may_talk(origin):
            return
        if self._throttle.admit(query.from_user.id) is not Verdict.PASS:
            return
        commands = self._parts.commands.result()
        if commands.quotes is None:
            return
        quotes = InlineQuotes(commands.quotes, commands.asking, commands.question_length, context.bot.username)
        async with self._parts.passing.turn():
            if has_lapsed(job, self._parts.clock):
                return
            page = await quotes.page(replace(question, origin=origin))
            if has_lapsed(job, self._parts.clock):
                return
            if isinstance(page, NothingQuoted) and len(question.text) <= commands.question_length:
                page = NothingQuoted(self._parts.links.key_of(query.from_user.id, question.text.strip()))
            language = job.chosen.language_or(query.from_user.language_code)
            shown = await self._parts.sender.queries.inline_answer(page, language)
        await self._parts.sender.queries.answer_inline(query.id, shown)
