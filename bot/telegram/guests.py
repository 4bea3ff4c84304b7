"""Guest messages: questions in chats of which the bot is no member."""

from telegram import Message, Update

from bot.access import SHARED_IDS, Audience
from bot.guest_replies import HowToAskAsGuest
from bot.messages import Reply, TooMany
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
                is_answered = await self._parts.sender.answer_guest(
                    message.guest_query_id, reply, context.bot.username, language
                )
        finally:
            answering.set_result(is_answered)

    async def _reply(self, question: Question, bot: str, job: Job) -> Reply | None:
        """Return the reply, or None if the message lapsed meanwhile. Commands are for chats that the bot is in."""
        if not question.text:
            return HowToAskAsGuest(bot)
        async with self._parts.passing:
            if has_lapsed(job, self._parts.clock):
                return None
            replies = [it async for it in self._parts.commands.result().run(question)]
        return replies[-1]

    def _admit(self, message: Message, origin: Origin) -> Verdict:
        """Return what to do with a message: only rules about people apply, since its chat is not one of the bot's."""
        sender = message.from_user
        is_bot = sender is not None and sender.is_bot and sender.id not in SHARED_IDS
        if is_bot or not self._parts.access.may_talk(origin):
            return Verdict.SILENT
        if self._parts.access.allows(origin, Audience.ADMINS):
            return Verdict.PASS
        return self._throttle.admit(0 if sender is None else sender.id, message.date.timestamp())
