"""The sender: replies and files become messages of a chat, sent or edited, and retried until Telegram has them."""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeVar

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.access import is_basic_group
from bot.answer import Answer
from bot.clock import SYSTEM_CLOCK, Clock
from bot.grouping import up_to
from bot.keyboards import Keyboard
from bot.message_room import fitting
from bot.messages import Reply
from bot.rendering.attachments import Attachment, WithFile, attachment_of
from bot.rendering.html import RenderedMessage, messages
from bot.rendering.languages import Languages
from bot.rendering.templates import Templates
from bot.settings_menu import SettingsMenu
from bot.telegram.address import Address, ReplyTo
from bot.telegram.api import Api
from bot.telegram.chat_action import ChatActions
from bot.telegram.job import Job
from bot.telegram.keyboards import to_markup
from bot.telegram.message_calls import MessageCalls
from bot.telegram.moves import KnownMoves
from bot.telegram.query_answers import QueryAnswers
from bot.telegram.rate_limit import Place, RateLimit, backoff, retry_after

_log = logging.getLogger(__name__)

# The errors beside 403 by which Telegram says that a chat is gone, or that the bot may not write there.
_IS_UNWANTED = re.compile(
    r"not enough rights|have no rights|write_forbidden|chat not found|topic_closed|topic_deleted|thread not found"
    r"|chat_restricted|user_is_blocked|need administrator rights|plain_forbidden",
    re.IGNORECASE,
)
_FIRST_WAIT, _LONGEST_WAIT = 0.25, 60.0
_MOST_RENDERED = 512
_STORED_SECONDS = 3.0
"""A longer pause of a chat is stored, so that it survives a restart."""

Result = TypeVar("Result")


class Sender:
    """Sends replies, and repeats what may be lost until Telegram confirms it.

    Telegram has no idempotency key: a reply whose confirmation is lost may arrive twice; none is lost.
    """

    def __init__(  # noqa: PLR0913, PLR0917  (each a part of sending)
        self,
        api: Api,
        languages: Languages,
        limit: RateLimit,
        on_retry: Callable[[], None],
        store_pause: Callable[[int, float], Awaitable[None]],
        clock: Clock = SYSTEM_CLOCK,
        moves: KnownMoves | None = None,
    ) -> None:
        """Wire the parts; `store_pause` stores that Telegram wants no message to a chat before a POSIX time.

        `moves` are those of groups that are known already.
        """
        self._api = api
        self._calls = MessageCalls(api)
        self._languages = languages
        self.actions = ChatActions(api, limit)
        self.queries = QueryAnswers(api, languages)
        self.limit = limit
        self._on_retry = on_retry
        self._store_pause = store_pause
        self._clock = clock
        self.moves = KnownMoves() if moves is None else moves
        self._rendered: OrderedDict[tuple[int, Templates], tuple[Answer, list[RenderedMessage]]] = OrderedDict()

    async def send(
        self,
        to: Address,
        reply: Reply,
        job: Job | None = None,
        *,
        instead_of: Sequence[int] = (),
        keyboard: Keyboard | SettingsMenu | None = None,
    ) -> list[int]:
        """Send a reply, or edit the messages `instead_of`, and return the ids of its messages.

        The keyboard stands under the last of them; an edit without one takes it away. The first of them shows which
        message it answers, if the address names one.

        Return no ids if the person has blocked the bot, or the bot may not write to the chat. `job` is the job of the
        update that the reply answers, if there is one. Raises `TelegramError` if Telegram refuses the message itself.
        """
        job = job or Job.without_update()
        sent: list[int] = []
        templates = await self._languages.prepared(to.language)
        shown = self._messages(reply, templates)
        for number, rendered in enumerate(shown):
            earlier = instead_of[number] if number < len(instead_of) else None
            is_last = number == len(shown) - 1
            markup = to_markup(keyboard, templates.text) if keyboard is not None and is_last else None
            part = to if number == 0 else replace(to, reply_to=None)
            message_id = await self._unless_unwanted(to, partial(self._calls.put, part, rendered, earlier, markup), job)
            if message_id is None:
                return []
            sent.append(message_id)
        await self._send_attachment(to, reply, job)
        return sent

    async def send_file(
        self, to: Address, file: Attachment, job: Job | None = None, *, reply_to: int | None = None
    ) -> int | None:
        """Send a file, paced and retried as messages are, and return the id of its message.

        It replies to the message `reply_to`, if there is one and it was not deleted. Return None if the chat takes no
        messages from the bot. Raises `TelegramError` if Telegram refuses the file itself.
        """
        to = replace(to, reply_to=None if reply_to is None else ReplyTo(reply_to))
        return await self._unless_unwanted(to, partial(self._calls.put_file, to, file), job or Job.without_update())

    async def _send_attachment(self, to: Address, reply: Reply, job: Job) -> None:
        """Send the file that comes with a reply, if there is one. The reply is worth something without it."""
        if not isinstance(reply, WithFile):
            return
        try:
            text = (await self._languages.prepared(to.language)).text
            if (file := await asyncio.to_thread(attachment_of, reply, text)) is not None:
                await self.send_file(to, file, job)
        except BadRequest as error:
            _log.error("Telegram refuses the file of a reply: %s", error.message)

    async def edit(
        self, to: Address, message_id: int, reply: Reply, job: Job, keyboard: Keyboard | SettingsMenu | None
    ) -> None:
        """Show a reply in the place of a message. Raises `TelegramError` if Telegram refuses the edit itself.

        Of a reply of several messages one is shown: of an answer the last, which has its buttons, else the first. If
        the group has become a supergroup, which has none of its messages, the reply is sent there.
        """
        templates = await self._languages.prepared(to.language)
        rendered = self._messages(reply, templates)[-1 if isinstance(reply, Answer) else 0]
        markup = to_markup(keyboard, templates.text) if keyboard else None
        call = partial(self._calls.put, to, rendered, message_id, markup)
        is_known = self.moves.now(to.chat_id) != to.chat_id
        try:
            await self._until_delivered(to.chat_id, call, job)
        except BadRequest:  # perhaps for that reason, which Telegram does not give
            if is_known or not is_basic_group(to.chat_id) or await self.moved_to(to.chat_id) is None:
                raise
            await self._until_delivered(to.chat_id, call, job)

    async def edit_inline(
        self, inline_message_id: str, reply: Reply, job: Job, keyboard: Keyboard | None, language: str | None
    ) -> None:
        """Show a reply in the place of a message that was sent through the bot, in a chat that it does not know.

        It is paced by the message, and retried as messages are. Raises `TelegramError` if Telegram refuses the edit.
        """
        templates = await self._languages.prepared(language)
        rendered = self._messages(reply, templates)[0]
        markup = to_markup(keyboard, templates.text, templates.language) if keyboard else None
        call = partial(self._calls.edit_inline, inline_message_id, rendered, markup)
        await self._repeated(inline_message_id, call, job)

    async def leave(self, chat_id: int, job: Job) -> None:
        """Leave a group, unless the bot is out of it already. Raises `TelegramError` if Telegram refuses."""

        async def call(group_id: int) -> int:
            await self._api.call("leaveChat", {"chat_id": group_id})
            return 0

        await self._unless_unwanted(Address(chat_id), call, job)

    async def moved_to(self, group_id: int) -> int | None:
        """Return the supergroup that a group has become; None if it has not, or Telegram does not tell.

        Telegram tells only what would write there, so that one that has not moved sees the sign of writing.
        """
        try:
            await self._api.call("sendChatAction", {"chat_id": group_id, "action": "typing"})
        except ChatMigrated as error:
            self.moves.note(group_id, error.new_chat_id)
            return error.new_chat_id
        except TelegramError as error:
            _log.info("whether group %d has become a supergroup is not known: %s", group_id, error)
        return None

    def _messages(self, reply: Reply, templates: Templates) -> list[RenderedMessage]:
        """Render a reply. The service returns the same answer object for the same question: it is rendered once."""
        if not isinstance(reply, Answer):
            return messages(templates.blocks(reply))
        key = id(reply), templates
        if (known := self._rendered.get(key)) is not None:
            self._rendered.move_to_end(key)
            return known[1]
        shown = replace(reply, groups=up_to(reply.groups, fitting(reply.citations)))
        rendered = messages(templates.blocks(shown))
        self._rendered[key] = reply, rendered  # while it is held here, no other object has its id
        if len(self._rendered) > _MOST_RENDERED:
            self._rendered.popitem(last=False)
        return rendered

    async def _unless_unwanted(self, to: Address, call: Callable[[int], Awaitable[int]], job: Job) -> int | None:
        """Deliver what `call` sends, and return its message's id, or None if the chat takes no messages."""
        try:
            return await self._until_delivered(to.chat_id, call, job)
        except (Forbidden, BadRequest) as error:
            if isinstance(error, BadRequest) and not _IS_UNWANTED.search(error.message):
                raise
            _log.info("chat %d takes no messages from the bot, the reply is dropped: %s", to.chat_id, error.message)
            return None

    async def _until_delivered(self, chat_id: int, call: Callable[[int], Awaitable[int]], job: Job) -> int:
        """Call Telegram for a chat, in the supergroup that it has become if it has; see `_repeated`."""
        had_replied = job.may_have_replied
        while True:
            chat_id = self.moves.now(chat_id)
            try:
                return await self._repeated(chat_id, partial(call, chat_id), job)
            except ChatMigrated as error:
                self.moves.note(chat_id, error.new_chat_id)
            job.may_have_replied = had_replied
            self._on_retry()

    async def _repeated(self, place: Place, call: Callable[[], Awaitable[Result]], job: Job) -> Result:
        """Call Telegram, and retry transient errors; while this waits, other jobs use the worker's slot."""
        had_replied = job.may_have_replied
        tries = 0
        while True:
            if not self.limit.take(place):
                await job.wait_without_slot(self.limit.turn(place))
            job.may_have_replied = True
            try:
                return await call()
            except RetryAfter as error:
                await self._pause(place, retry_after(error))
            except (BadRequest, ChatMigrated, Forbidden):
                raise
            except TelegramError as error:
                tries += 1
                wait = backoff(tries, _FIRST_WAIT, _LONGEST_WAIT)
                _log.warning("a message to chat %s was not confirmed, retrying in %.1f s: %s", place, wait, error)
                job.may_have_replied = had_replied  # a restart repeats no more than the retry does
                await job.wait_without_slot(self._clock.sleep(wait))
            job.may_have_replied = had_replied
            self._on_retry()

    async def _pause(self, place: Place, seconds: float) -> None:
        _log.warning("Telegram asks for a pause of %g s in chat %s, messages wait", seconds, place)
        self.limit.pause(place, seconds)
        if seconds > _STORED_SECONDS and isinstance(place, int):
            await self._store_pause(place, self._clock.time() + seconds)
