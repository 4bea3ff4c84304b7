"""Replies to messages in a chat: sent, or edited into the place of earlier ones."""

import asyncio
import logging
import warnings
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from telegram import Bot, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter

from bot.messages import Reply
from bot.rendering.html import messages
from bot.rendering.templates import Templates

_log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_MOST_TRIES = 5


class Sender:
    """Sends replies; where Telegram asks to wait, it waits and tries again."""

    def __init__(self, templates: Templates) -> None:
        """Take what renders the replies."""
        self._templates = templates

    async def send(self, bot: Bot, to: Message, reply: Reply, instead_of: list[Message]) -> list[Message]:
        """Send a reply, in the place of the messages of the one before, and return its messages.

        Raises `TelegramError` where a message could not be sent or edited.
        """
        sent: list[Message] = []
        for number, html in enumerate(messages(self._templates.blocks(reply))):
            earlier = instead_of[number] if number < len(instead_of) else None
            sent.append(await _patiently(partial(_put, bot, to, html, earlier)))
        return sent


async def _put(bot: Bot, to: Message, html: str, earlier: Message | None) -> Message:
    """Send a message, or edit an earlier one."""
    if earlier is None:
        return await bot.send_message(
            to.chat_id,
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            message_thread_id=to.message_thread_id if to.is_topic_message else None,
        )
    try:
        edited = await earlier.edit_text(html, parse_mode=ParseMode.HTML, link_preview_options=_NO_PREVIEW)
    except BadRequest as error:
        if "not modified" not in error.message:
            raise
        return earlier
    return edited if isinstance(edited, Message) else earlier


async def _patiently(call: Callable[[], Awaitable[Message]]) -> Message:
    """Carry out a call, again where Telegram refuses it for having had too many."""
    for _ in range(_MOST_TRIES - 1):
        try:
            return await call()
        except RetryAfter as error:
            seconds = _seconds(error)
            _log.warning("Telegram asks to wait %g s", seconds)
            await asyncio.sleep(seconds)
    return await call()


def _seconds(error: RetryAfter) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns that these seconds will one day be a timedelta
        wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else wait
