"""Updates to requests, and replies to messages: ordinary python-telegram-bot handlers."""

import logging
from contextlib import aclosing
from typing import Any

from telegram import Message, Update
from telegram.error import BadRequest, TelegramError
from telegram.ext import Application, CallbackContext, CommandHandler, MessageHandler, filters

from bot.adapters.telegram.sender import Sender
from bot.commands import COMMANDS, Commands
from bot.messages import Notice, NoticeKind, Reply, Request
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
        self._sender = Sender(templates)

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
                    sent = await self._sender.send(context.bot, message, reply, instead_of=sent)
                    missed = None
                except TelegramError as error:
                    if not sent:
                        raise
                    # An edit on the way may be missed; the last one is sent again, as a message of its own.
                    _log.warning("a message could not be edited: %s", error)
                    missed = reply
        if missed is not None:
            await self._sender.send(context.bot, message, missed, instead_of=[])

    async def _not_text(self, update: Update, context: AnyContext) -> None:
        if (message := update.effective_message) is not None:
            await self._sender.send(context.bot, message, Notice(NoticeKind.NOT_TEXT), instead_of=[])

    async def _failed(self, update: object, context: AnyContext) -> None:
        """Log what went wrong, and tell the person whose message it was."""
        if not isinstance(update, Update):
            _log.warning("fetching updates failed, and is tried again: %s", context.error)
            return
        _log.error("update %d could not be answered", update.update_id, exc_info=context.error)
        if isinstance(context.error, TelegramError) and not isinstance(context.error, BadRequest):
            return  # Telegram could not be reached in time: the answer may have arrived all the same
        if (message := update.effective_message) is not None:
            await self._sender.send(context.bot, message, Notice(NoticeKind.FAILED), instead_of=[])


def to_request(message: Message) -> Request:
    """Convert a message to a request."""
    return Request(text=message.text or "", user_id=message.from_user.id if message.from_user else None)
