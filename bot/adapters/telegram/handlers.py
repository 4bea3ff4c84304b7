"""Updates to requests, and replies to messages: ordinary python-telegram-bot handlers."""

import asyncio
import logging
import warnings
from contextlib import aclosing
from datetime import timedelta
from typing import Any

from telegram import Bot, LinkPreviewOptions, Message, Update
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.ext import Application, CallbackContext, CommandHandler, MessageHandler, filters

from bot.commands import COMMANDS, Commands
from bot.messages import Notice, NoticeKind, Reply, Request
from bot.rendering.html import messages
from bot.rendering.templates import Templates

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
AnyContext = CallbackContext[Any, Any, Any, Any]

_log = logging.getLogger(__name__)

_NEW_MESSAGE = filters.UpdateType.MESSAGE  # not an edit, not a channel's post
_PRIVATE = _NEW_MESSAGE & filters.ChatType.PRIVATE


class Handlers:
    """Hears messages, runs them as commands or questions, and sends the replies."""

    def __init__(self, commands: Commands, templates: Templates) -> None:
        """Take what runs a request and what renders the replies."""
        self._commands = commands
        self._templates = templates

    def add_to(self, application: AnyApplication) -> None:
        """Add the handlers: a command each, then questions, then all that is not text."""
        for command in COMMANDS:
            # A long command is not waited for: others go on asking while the corpus is read anew.
            application.add_handler(
                CommandHandler(command.name, self._run, filters=_NEW_MESSAGE, block=not command.is_long),
            )
        application.add_handler(MessageHandler(_PRIVATE & filters.TEXT, self._run))
        application.add_handler(MessageHandler(_PRIVATE & ~filters.StatusUpdate.ALL, self._not_text))
        application.add_error_handler(self._failed)

    async def _run(self, update: Update, context: AnyContext) -> None:
        if (message := update.effective_message) is None:
            return
        sent: list[Message] = []
        missed: Reply | None = None
        async with aclosing(self._commands.run(to_request(message))) as replies:
            async for reply in replies:
                try:
                    sent = await self._send(context.bot, message, reply, instead_of=sent)
                    missed = None
                except TelegramError as error:
                    if not sent:
                        raise
                    # An edit on the way may be missed; the last one is sent again, as a message of its own.
                    _log.warning("a message could not be edited: %s", error)
                    missed = reply
                    await asyncio.sleep(_wait_after(error))
        if missed is not None:
            await self._send(context.bot, message, missed, instead_of=[])

    async def _not_text(self, update: Update, context: AnyContext) -> None:
        if (message := update.effective_message) is not None:
            await self._send(context.bot, message, Notice(NoticeKind.NOT_TEXT), instead_of=[])

    async def _send(self, bot: Bot, to: Message, reply: Reply, instead_of: list[Message]) -> list[Message]:
        """Send a reply, in the place of the messages of the one before, and return its messages."""
        sent: list[Message] = []
        for number, html in enumerate(messages(self._templates.blocks(reply))):
            if number < len(instead_of):
                sent.append(await _edit(instead_of[number], html))
            else:
                sent.append(
                    await bot.send_message(
                        to.chat_id,
                        html,
                        parse_mode=ParseMode.HTML,
                        link_preview_options=LinkPreviewOptions(is_disabled=True),
                        message_thread_id=to.message_thread_id if to.is_topic_message else None,
                    ),
                )
        return sent

    async def _failed(self, update: object, context: AnyContext) -> None:
        """Log what went wrong, and tell the person whose message it was."""
        if not isinstance(update, Update):
            _log.warning("fetching updates failed, and is tried again: %s", context.error)
            return
        _log.error("update %d could not be answered", update.update_id, exc_info=context.error)
        if isinstance(context.error, TelegramError) and not isinstance(context.error, BadRequest):
            return  # Telegram could not be reached in time: the answer may have arrived all the same
        if (message := update.effective_message) is not None:
            await self._send(context.bot, message, Notice(NoticeKind.FAILED), instead_of=[])


def to_request(message: Message) -> Request:
    """Convert a message to a request."""
    return Request(text=message.text or "", user_id=message.from_user.id if message.from_user else None)


def _wait_after(error: TelegramError) -> float:
    """Return how many seconds Telegram asks to wait."""
    if not isinstance(error, RetryAfter):
        return 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns that these seconds will one day be a timedelta
        seconds = error.retry_after
    return seconds.total_seconds() if isinstance(seconds, timedelta) else seconds


async def _edit(message: Message, html: str) -> Message:
    try:
        edited = await message.edit_text(
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )
    except BadRequest as error:
        if "not modified" not in error.message:
            raise
        return message
    return edited if isinstance(edited, Message) else message
