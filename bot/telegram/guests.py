"""Guest messages: questions in chats of which the bot is no member."""

from telegram import Message, Update

from bot.access import SHARED_IDS, Audience
from bot.answer import Answer
from bot.guest_replies import HowToAskAsGuest
from bot.inline_replies import InlineQuote
from bot.keyboards import Keyboard
from bot.messages import Reply, TooMany
from bot.quote_keyboards import quote_keyboard
from bot.requests import Origin, Question
from bot.telegram.asked import asked_in
from bot.telegram.job import Job, JobContext
from bot.telegram.parts import Parts
from bot.telegram.passing import has_lapsed
from bot.throttle import Throttle, Verdict


class GuestMessages:
    """Answers guest messages, each once. They count as questions of their person; nothing of them is stored.

    Whatever Telegram tells of their chat is left alone: its ids are not the bot's own.
    """

    def __init__(self, parts: Parts, throttle: Throttle) -> None:
        """Take what is shared with messages."""
        self._parts = parts
        self._throttle = throttle

    async def on_message(self, update: Update, context: JobContext) -> None:
        """Answer one message, unless it lapses before."""
        message, job = update.guest_message, context.current
        if message is None or message.guest_query_id is None:
            return
        request = asked_in(message, job)
        verdict = self._admit(message, request.origin)
        if verdict is Verdict.SILENT:
            return
        language = job.chosen.language_or(None if message.from_user is None else message.from_user.language_code)
        answering = self._parts.twins.take_as_guest(message)
        if answering is None:
            return
        is_answered = False
        try:
            reply: Reply | None = TooMany()
            if verdict is Verdict.PASS:
                question = request if isinstance(request, Question) else Question("", request.origin)
                reply = await self._reply(question, context.bot.username, job)
            if reply is not None and not has_lapsed(job, self._parts.clock):
                bot = context.bot.username
                keyboard = self._keyboard(reply, bot)
                is_answered = await self._parts.sender.queries.answer_guest(
                    message.guest_query_id, reply, bot, language, keyboard
                )
        finally:
            answering.set_result(is_answered)

    async def _reply(self, question: Question, bot: str, job: Job) -> Reply | None:
        """Return the reply, or None if the message lapsed meanwhile. Commands are for chats that the bot is in."""
        if not question.text:
            return HowToAskAsGuest(bot)
        async with self._parts.passing.turn():
            if has_lapsed(job, self._parts.clock):
                return None
            replies = [it async for it in self._parts.commands.result().run(question)]
        return replies[-1]

    def _keyboard(self, reply: Reply, bot: str) -> Keyboard | None:
        """Return the buttons below an answer: those of its best quote where it is sent into any chat."""
        quotes = self._parts.commands.result().quotes
        if not isinstance(reply, Answer) or not reply.answered or not reply.citations or quotes is None:
            return None
        best = reply.citations[0]
        key = quotes.key_of(best) or ""
        return quote_keyboard(InlineQuote(best, key), key, shares=self._parts.shares, through=bot)

    def _admit(self, message: Message, origin: Origin) -> Verdict:
        """Return what to do with a message: only rules about people apply, since its chat is not one of the bot's."""
        sender = message.from_user
        is_bot = sender is not None and sender.is_bot and sender.id not in SHARED_IDS
        if is_bot or not self._parts.access.may_talk(origin):
            return Verdict.SILENT
        if self._parts.access.allows(origin, Audience.ADMINS):
            return Verdict.PASS
        return self._throttle.admit(0 if sender is None else sender.id, message.date.timestamp())
