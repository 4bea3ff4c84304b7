"""Answers to presses, inline queries and guest messages. Telegram takes each once, for some seconds."""

import logging
from collections.abc import Mapping

from telegram.error import BadRequest, TelegramError

from bot.inline_replies import InlineReply
from bot.keyboards import Keyboard
from bot.messages import Reply
from bot.rendering.languages import Languages
from bot.rendering.text import plain
from bot.telegram.api import Api
from bot.telegram.guest_answers import to_result
from bot.telegram.inline_answers import to_answer

_log = logging.getLogger(__name__)


class QueryAnswers:
    """Answers queries, each by its id. What Telegram refuses or does not confirm is logged, and ends there."""

    def __init__(self, api: Api, languages: Languages) -> None:
        """Take the client, and the templates by language."""
        self._api = api
        self._languages = languages

    async def answer_press(self, query_id: str, toast: Reply | None = None, language: str | None = None) -> None:
        """Tell Telegram that a press was received, with a text that the person sees in passing, in their language.

        It is not retried: Telegram waits some seconds only, and then refuses it.
        """
        text = plain((await self._languages.prepared(language)).blocks(toast)) if toast is not None else None
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": query_id, "text": text})
        except TelegramError as error:
            _log.info("a press was not answered: %s", error)

    async def inline_answer(self, reply: InlineReply, language: str | None = None) -> dict[str, object]:
        """Return what is shown of a page, in a language."""
        return to_answer(reply, await self._languages.prepared(language))

    async def answer_inline(self, query_id: str, shown: Mapping[str, object]) -> None:
        """Show an `inline_answer` to the person who types.

        It is not retried: a moment later they have typed another letter.
        """
        try:
            await self._api.call("answerInlineQuery", {"inline_query_id": query_id, **shown})
        except BadRequest as error:
            level = logging.INFO if "too old" in error.message else logging.ERROR
            _log.log(level, "an inline query was not answered: %s", error.message)
        except TelegramError as error:
            _log.info("an inline query was not answered: %s", error)

    async def answer_guest(
        self, query_id: str, reply: Reply, bot: str, language: str | None = None, keyboard: Keyboard | None = None
    ) -> bool:
        """Answer a message in a chat of which the bot, of this name, is no member; return whether Telegram took it.

        It is not retried: Telegram takes one answer, for some seconds, and gives its message no id.
        """
        result = to_result(reply, bot, await self._languages.prepared(language), keyboard)
        try:
            await self._api.call("answerGuestQuery", {"guest_query_id": query_id, "result": result})
        except BadRequest as error:
            level = logging.INFO if "too old" in error.message else logging.ERROR
            _log.log(level, "a guest message was not answered: %s", error.message)
            return False
        except TelegramError as error:
            _log.info("a guest message was not answered: %s", error)
            return False
        return True
