"""The presses of buttons under quotes by themselves, in private chats and in messages sent through the bot."""

import logging

from telegram import CallbackQuery
from telegram.error import BadRequest, Forbidden

from bot.messages import PressExpired, QuoteGone
from bot.quote_keyboards import quote_keyboard
from bot.quote_views import QuoteView
from bot.rendering.attachments import Attachment
from bot.requests import QuotePress
from bot.telegram.address import Address
from bot.telegram.job import Job
from bot.telegram.parts import Parts
from bot.telegram.setting_presses import answer

_log = logging.getLogger(__name__)


class QuotePresses:
    """Carries out presses, of anybody: who sees a quote by itself sees nothing that was asked.

    A quote that was sent into any chat stays in the language in which it was sent, which its buttons say.

    What a message shows is not stored, so that any genuine key shows its quote there. In a group, a forged press could
    so put a quote in the place of somebody's answer, and does nothing.
    """

    def __init__(self, parts: Parts) -> None:
        """Take what is shared with messages."""
        self._parts = parts

    async def on_press(self, press: QuotePress, query: CallbackQuery, job: Job) -> None:
        """Answer a press in passing, and then show in its message what it asks for."""
        shown = await self._pressed(press, query)
        await answer(self._parts, query, shown if isinstance(shown, PressExpired | QuoteGone) else None)
        if isinstance(shown, PressExpired | QuoteGone):
            return
        try:
            await self._show(shown, press, query, job)
        except (BadRequest, Forbidden) as error:  # it was deleted, or the bot may not edit it there
            _log.info("the quote of update %d was not edited: %s", job.update.update_id, error.message)

    async def _pressed(
        self, press: QuotePress, query: CallbackQuery
    ) -> QuoteView | Attachment | PressExpired | QuoteGone:
        quotes = self._parts.commands.result().quotes
        is_private = press.origin.is_private
        if quotes is None or not (is_private or query.inline_message_id is not None):
            return PressExpired()
        return await quotes.press(press, is_private=is_private)

    async def _show(self, shown: QuoteView | Attachment, press: QuotePress, query: CallbackQuery, job: Job) -> None:
        sender, origin = self._parts.sender, press.origin
        language = press.language or job.chosen.language_or(query.from_user.language_code)
        through = None if origin.is_private else self._parts.bot.username
        if query.inline_message_id is not None and not isinstance(shown, Attachment):
            keyboard = quote_keyboard(shown, press.key, shares=self._parts.shares, through=through)
            await sender.edit_inline(query.inline_message_id, shown, job, keyboard, language)
        elif origin.chat_id is not None and origin.message_id is not None:
            to = Address(origin.chat_id, origin.topic_id, language=language)
            if isinstance(shown, Attachment):
                await sender.send_file(to, shown, job, reply_to=origin.message_id)
            else:
                keyboard = quote_keyboard(shown, press.key, shares=self._parts.shares)
                await sender.edit(to, origin.message_id, shown, job, keyboard)
