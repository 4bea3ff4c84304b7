"""The calls of the Bot API that put a message into a chat, or change one there. Each raises `TelegramError`."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.rendering.attachments import Attachment, FileKind
from bot.rendering.html import RenderedMessage
from bot.telegram.address import Address, ReplyTo
from bot.telegram.api import Api

_log = logging.getLogger(__name__)

Result = TypeVar("Result")
Markup = dict[str, object] | None
_NO_PREVIEW = {"is_disabled": True}
_METHODS = {FileKind.DOCUMENT: "sendDocument", FileKind.PHOTO: "sendPhoto"}


class MessageCalls:
    """Makes each call once; a chat's id comes last, since it may change before the call succeeds."""

    def __init__(self, api: Api) -> None:
        """Use a client of the Bot API."""
        self._api = api

    async def put(
        self, to: Address, rendered: RenderedMessage, earlier: int | None, markup: Markup, chat_id: int
    ) -> int:
        """Send a message or edit an `earlier` one, as plain text if Telegram refuses its HTML; return its id."""
        if chat_id != to.chat_id:  # a supergroup by now, which has none of the group's messages
            to, earlier = Address(chat_id), None
        return await _with_html(rendered, lambda text, mode: self._put_as(text, mode, to, earlier, markup, chat_id))

    async def edit_inline(self, inline_message_id: str, rendered: RenderedMessage, markup: Markup) -> None:
        """Edit a message that was sent through the bot. Telegram confirms that without the message."""

        async def edit(text: str, mode: ParseMode | None) -> None:
            message = {
                "inline_message_id": inline_message_id,
                "text": text,
                "parse_mode": mode,
                "link_preview_options": _NO_PREVIEW,
                "reply_markup": markup,
            }
            try:
                await self._api.call("editMessageText", message)
            except BadRequest as error:
                if "not modified" not in error.message:
                    raise

        await _with_html(rendered, edit)

    async def _put_as(  # noqa: PLR0913, PLR0917  (the parts of a message)
        self,
        text: str,
        mode: ParseMode | None,
        to: Address,
        earlier: int | None,
        markup: Markup,
        chat_id: int,
    ) -> int:
        message = {
            "chat_id": chat_id,
            "text": text,
            "parse_mode": mode,
            "link_preview_options": _NO_PREVIEW,
            "reply_markup": markup,
        }
        if earlier is None:
            return await self._send({**message, "message_thread_id": to.thread_id}, to.reply_to)
        try:
            return await self._api.message_id("editMessageText", {**message, "message_id": earlier})
        except BadRequest as error:
            if "not modified" not in error.message:
                raise
            return earlier

    async def _send(self, message: dict[str, object], reply_to: ReplyTo | None) -> int:
        """Send a message, without its quote of the one that it answers if Telegram refuses that."""
        if reply_to is None:
            return await self._api.message_id("sendMessage", message)
        try:
            return await self._api.message_id("sendMessage", {**message, "reply_parameters": reply_to.parameters()})
        except BadRequest as error:
            if reply_to.quote is None or "quote" not in error.message.lower():
                raise
            _log.info("Telegram refuses the quote of a question, which is answered without: %s", error.message)
            return await self._send(message, ReplyTo(reply_to.message_id))

    async def put_file(self, to: Address, file: Attachment, chat_id: int) -> int:
        """Send a file, and return the id of its message."""
        to = to if chat_id == to.chat_id else Address(chat_id)  # see `put`
        message = {
            "chat_id": chat_id,
            "message_thread_id": to.thread_id,
            "caption": file.caption or None,
            "reply_parameters": None if to.reply_to is None else to.reply_to.parameters(),
        }
        return await self._api.message_id(_METHODS[file.kind], message, files={file.kind.value: file})


async def _with_html(rendered: RenderedMessage, put: Callable[[str, ParseMode | None], Awaitable[Result]]) -> Result:
    """Put a text into its place, as plain text if Telegram refuses its HTML."""
    try:
        return await put(rendered.html, ParseMode.HTML)
    except BadRequest as error:
        if "entit" not in error.message.lower():
            raise
        _log.error(
            "Telegram refuses the HTML of a reply, check its template; it is sent as plain text: %s", error.message
        )
        return await put(rendered.plain, None)
