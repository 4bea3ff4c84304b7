"""The handlers of python-telegram-bot: they convert updates to requests, and send the replies."""

import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial

from telegram import Message, Update
from telegram.error import TelegramError
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.access import Audience
from bot.answer import Answer
from bot.asked import Asked
from bot.commands import COMMANDS, is_long
from bot.given_answer import GivenAnswer
from bot.health import Health
from bot.messages import AskWhat, Failed, NotText, QuestionTooLong, Reply, TooMany, Upgrading
from bot.requests import Origin, Question, Typed
from bot.spacing import spaced
from bot.telegram.address import Address
from bot.telegram.addressing import MeantForBot
from bot.telegram.asked import asked_in
from bot.telegram.chat_action import showing
from bot.telegram.edits import Edits
from bot.telegram.group_waits import GroupWaits
from bot.telegram.guests import GuestMessages
from bot.telegram.inline import InlineQueries
from bot.telegram.job import AnyApplication, Job, JobContext
from bot.telegram.membership import Membership
from bot.telegram.moved_chats import MovedChats
from bot.telegram.origin import origin_of
from bot.telegram.outcomes import Took, store
from bot.telegram.parts import Parts
from bot.telegram.presses import Presses
from bot.throttle import Throttle, Verdict
from bot.views import remembered

_log = logging.getLogger(__name__)

# No edits, no messages by or through another bot, and no posts of a channel that its discussion group shows.
_FROM_A_PERSON = filters.UpdateType.MESSAGE & ~filters.VIA_BOT & ~filters.IS_AUTOMATIC_FORWARD
_PRIVATE = _FROM_A_PERSON & filters.ChatType.PRIVATE
_IN_GROUP = _FROM_A_PERSON & filters.ChatType.GROUPS & MeantForBot()

_MOST_ALBUMS = 1000
_ALBUM_SECONDS = 1.0
"""How long a message of an album without a caption waits for the others, which Telegram sends one by one."""

EDIT_SECONDS = 3.0
"""The least time between two edits of a message: Telegram limits bots that edit more often."""


class Handlers:
    """Answer messages: admit them, run them as commands or questions, and send the replies."""

    def __init__(
        self,
        application: AnyApplication,
        parts: Parts,
        throttle: Throttle,
        health: Health,
        edit_seconds: float = EDIT_SECONDS,
    ) -> None:
        """Add handlers to the application: one for each command, one for questions, one for messages without text.

        A message that shows progress is edited at most every `edit_seconds`.
        """
        self._application = application
        self._parts = parts
        self._throttle = throttle
        self._health = health
        self._edit_seconds = edit_seconds
        self._notified: set[int] = set()
        self._albums: OrderedDict[tuple[int, str], bool] = OrderedDict()  # whether a caption was answered
        for command in (it for it in COMMANDS if it.audience is not Audience.CONSOLE):
            application.add_handler(CommandHandler(command.name, self._on_text, filters=_FROM_A_PERSON))
        application.add_handler(
            MessageHandler((_PRIVATE | _IN_GROUP) & (filters.TEXT | filters.CAPTION), self._on_text)
        )
        application.add_handler(MessageHandler(_PRIVATE & ~filters.StatusUpdate.ALL, self._on_other))
        application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, MovedChats(parts).on_moved))
        self._waits = GroupWaits(parts)
        self._membership = Membership(parts)
        on_change, ours = self._membership.on_change, ChatMemberHandler.MY_CHAT_MEMBER
        application.add_handler(ChatMemberHandler(on_change, ours))
        application.add_handler(CallbackQueryHandler(Presses(parts).on_press))
        application.add_handler(InlineQueryHandler(InlineQueries(parts).on_query))
        guests = GuestMessages(parts, throttle)
        application.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, guests.on_message))
        edits = Edits(parts)
        application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE & ~filters.VIA_BOT, edits.on_edit))
        application.add_error_handler(self._on_error)

    async def handle(self, job: Job) -> None:
        """Answer an update, or send its chat one notice if the job `is_notice_only`.

        Raises what a handler raises, and the error of python-telegram-bot if it cannot parse the update.
        """
        update = Update.de_json(dict(job.update.body), self._application.bot)
        if (place := job.update.place) is not None:
            job.chosen = await self._parts.chosen.of(place)
        self._application.bot_data[id(update)] = job
        try:
            await self._application.process_update(update)
        finally:
            del self._application.bot_data[id(update)]
        if job.error is not None:
            raise job.error

    async def _on_text(self, update: Update, context: JobContext) -> None:
        message, job = update.message, context.current
        if message is None:
            return
        request = asked_in(message, job)
        origin = request.origin
        address = Address.of(message, job.chosen, request.text if isinstance(request, Question) else "")
        if await self._membership.leaves(origin, job) or not self._may_talk(message, origin):
            return
        if job.is_notice_only:
            if message.chat_id not in self._notified:
                self._notified.add(message.chat_id)
                await self._parts.sender.send(address, Upgrading())
            return
        if self._is_answered_album(message) or not await self._admits(message, origin, job):
            return
        if origin.is_group and not await self._parts.twins.take_as_member(message):
            return
        await self._waits.tell(address, job)
        commands = self._parts.commands.result()
        request = await commands.question_linked(request)
        if isinstance(request, Question):
            self._health.question_received()
        replies = commands.run(request)
        if is_long(request):
            replies = spaced(replies, self._edit_seconds, self._parts.clock)
        replies = showing(replies, partial(self._parts.sender.actions.typing, address), self._parts.clock)
        await self._reply(address, replies, job, request)

    async def _on_other(self, update: Update, context: JobContext) -> None:
        message, job = update.message, context.current
        if message is None or job.is_notice_only:
            return
        if message.media_group_id is not None and await self._goes_on(message, job):
            return
        origin = origin_of(message, job)
        if self._may_talk(message, origin) and await self._admits(message, origin, job):
            await self._parts.sender.send(Address.of(message, job.chosen), NotText(), job)

    async def _reply(self, address: Address, replies: AsyncGenerator[Reply], job: Job, request: Typed) -> None:
        """Send replies; each replaces the one before by an edit."""
        origin = request.origin
        sent: list[int] = []
        missed: Reply | None = None
        begun = self._parts.clock.monotonic()
        key = self._parts.keys.of(job.update.update_id)
        async with aclosing(replies):
            async for reply in replies:
                answered = self._parts.clock.monotonic()
                try:
                    kept = remembered(reply) or _kept_for_an_edit(reply, request)
                    keyboard = self._parts.keyboard(reply, key, kept.alternatives if kept else (), origin.chosen)
                    sent = await self._parts.sender.send(address, reply, job, instead_of=sent, keyboard=keyboard)
                    missed = None
                except TelegramError as error:
                    if not sent:
                        raise
                    # An intermediate edit may be lost; the last reply is sent again as a new message.
                    _log.warning("a message of update %d was not edited: %s", job.update.update_id, error)
                    missed = reply
                if kept is not None and sent:
                    store(kept, key, origin, (sent[-1], address.language), job)
                if isinstance(reply, Answer) and sent:
                    took = Took(answered - begun, self._parts.clock.monotonic() - answered)
                    self._parts.outcomes.record(reply, key, job, took)
        if missed is not None:
            await self._parts.sender.send(address, missed, job)

    async def _goes_on(self, message: Message, job: Job) -> bool:
        """Tell whether the reply to an album without a caption so far was sent, or is left to a later message of it."""
        album = message.chat_id, message.media_group_id or ""
        if not job.is_superseded and album not in self._albums:
            await job.wait_without_slot(self._parts.clock.sleep(_ALBUM_SECONDS))
        if job.is_superseded or album in self._albums:
            return True
        self._note_album(album, is_answered=False)
        return False

    def _is_answered_album(self, message: Message) -> bool:
        """Tell whether another caption of the same album was answered: an album gets one answer."""
        if message.media_group_id is None:
            return False
        album = message.chat_id, message.media_group_id
        if self._albums.get(album):
            return True
        self._note_album(album, is_answered=True)
        return False

    def _note_album(self, album: tuple[int, str], *, is_answered: bool) -> None:
        self._albums[album] = is_answered
        if len(self._albums) > _MOST_ALBUMS:
            self._albums.popitem(last=False)

    def _may_talk(self, message: Message, origin: Origin) -> bool:
        sender = message.from_user
        is_bot = sender is not None and sender.is_bot and origin.person_id is not None
        return not is_bot and self._parts.access.may_talk(origin)

    async def _admits(self, message: Message, origin: Origin, job: Job) -> bool:
        """Return whether the rate limit admits a message; beyond it, a person is warned once and then ignored."""
        if self._parts.access.allows(origin, Audience.ADMINS) or job.update.is_exempt:
            return True
        verdict = Verdict.WARN if job.is_excess else Verdict.PASS
        if not job.is_excess and job.update.asker is not None:
            # By when it was written: messages that waited for the bot arrive at once.
            verdict = self._throttle.admit(job.update.asker, message.date.timestamp())
        if verdict is Verdict.WARN:
            await self._parts.sender.send(Address.of(message, job.chosen), TooMany(), job)
        return verdict is Verdict.PASS

    async def _on_error(self, update: object, context: JobContext) -> None:
        """Record a handler's error in the job, and reply `Failed`, unless Telegram refused a reply."""
        job = context.current
        job.error = context.error
        if job.is_notice_only or isinstance(job.error, TelegramError):
            return
        if not isinstance(update, Update) or update.message is None:
            return
        try:
            await self._parts.sender.send(Address.of(update.message, job.chosen), Failed(), job)
        except TelegramError as error:
            _log.warning("the reply that update %d failed was not sent: %s", job.update.update_id, error)


def _kept_for_an_edit(reply: Reply, request: Typed) -> GivenAnswer | None:
    """Return what is remembered of a reply that asks for another question: then an edit of this one finds it."""
    if isinstance(request, Question) and isinstance(reply, AskWhat | QuestionTooLong):
        return GivenAnswer.without_quotes(Asked.plainly(request.text))
    return None
