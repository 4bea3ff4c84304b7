"""Updates to requests, and replies to messages: ordinary python-telegram-bot handlers."""

import logging
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import Application, CallbackContext, CommandHandler, MessageHandler, filters

from bot.access import STAND_INS, Access, Audience
from bot.commands import COMMANDS, Commands, is_long, parse_request
from bot.health import Health
from bot.messages import Answer, Failed, NotText, Origin, Question, Reply, Request, TooMany
from bot.spacing import spaced
from bot.telegram.job import CURRENT, Work
from bot.telegram.raw_update import is_exempt
from bot.telegram.sender import Address, Sender
from bot.throttle import Throttle, Verdict

AnyApplication = Application[Any, Any, Any, Any, Any, Any]
AnyContext = CallbackContext[Any, Any, Any, Any]

_log = logging.getLogger(__name__)
_answers = logging.getLogger("verbatim.answers")

# Not an edit, nor a channel's post, nor what another bot wrote or was used to write.
_FROM_A_PERSON = filters.UpdateType.MESSAGE & ~filters.VIA_BOT & ~filters.SenderChat.CHANNEL
_PRIVATE = _FROM_A_PERSON & filters.ChatType.PRIVATE


EDIT_SECONDS = 3.0
"""How far apart the edits of a message are, at least: Telegram holds up bots that edit oftener."""


class Handlers:
    """Hears messages, runs them as commands or questions, and sends the replies."""

    def __init__(  # noqa: PLR0913  (all that a message goes through)
        self,
        commands: Commands,
        sender: Sender,
        throttle: Throttle,
        health: Health,
        *,
        logs_questions: bool,
        edit_seconds: float = EDIT_SECONDS,
    ) -> None:
        """Take what runs a request, what sends the replies, what keeps people from asking too much, and what counts.

        A message that tells how far something is gets edited no oftener than every `edit_seconds`.
        """
        self._commands = commands
        self._sender = sender
        self._throttle = throttle
        self._health = health
        self._logs_questions = logs_questions
        self._edit_seconds = edit_seconds

    def add_to(self, application: AnyApplication) -> None:
        """Add the handlers: a command each, then questions, then all that is not text."""
        for command in COMMANDS:
            application.add_handler(CommandHandler(command.name, self._run, filters=_FROM_A_PERSON))
        application.add_handler(MessageHandler(_PRIVATE & filters.TEXT, self._run))
        application.add_handler(MessageHandler(_PRIVATE & ~filters.StatusUpdate.ALL, self._not_text))
        application.add_error_handler(self._failed)

    async def _run(self, update: Update, _: AnyContext) -> None:
        message = update.message
        if message is None:
            return
        request, address = parse_request(message.text or "", origin_of(message)), Address.of(message)
        if not await self._admits(message, request.origin):
            return
        if isinstance(request, Question):
            self._health.question_received()
        sent: list[int] = []
        missed: Reply | None = None
        begun = time.perf_counter()
        async with aclosing(self._replies(request)) as replies:
            async for reply in replies:
                answered = time.perf_counter()
                try:
                    sent = await self._sender.send(address, reply, instead_of=sent)
                    missed = None
                except TelegramError as error:
                    if not sent:
                        raise
                    # An edit on the way may be missed; the last one is sent again, as a message of its own.
                    _log.warning("a message could not be edited: %s", error)
                    missed = reply
                if isinstance(reply, Answer) and sent:
                    self._record(reply, CURRENT.get(), answered - begun, time.perf_counter() - answered)
        if missed is not None:
            await self._sender.send(address, missed)

    def _replies(self, request: Request) -> AsyncGenerator[Reply]:
        replies = self._commands.run(request)
        return spaced(replies, self._edit_seconds) if is_long(request) else replies

    async def _not_text(self, update: Update, _: AnyContext) -> None:
        message = update.message
        if message is not None and await self._admits(message, origin_of(message)):
            await self._sender.send(Address.of(message), NotText())

    async def _admits(self, message: Message, origin: Origin) -> bool:
        """Tell whether a message is to be answered; who asks too much is told so once, and then nothing."""
        sender, work = message.from_user, CURRENT.get()
        if (sender is not None and sender.is_bot and origin.person_id is not None) or not self._access.may_talk(origin):
            return False
        if self._access.allows(origin, Audience.ADMINS) or is_exempt(work.body):
            return True
        verdict = Verdict.WARN if work.is_excess else Verdict.PASS
        if not work.is_excess and work.asker is not None:
            # By when it was written: what waited through an outage came at no greater speed for that.
            verdict = self._throttle.admit(work.asker, message.date.timestamp())
        if verdict is Verdict.PASS:
            return True
        if verdict is Verdict.WARN:
            await self._sender.send(Address.of(message), TooMany())
        return False

    @property
    def _access(self) -> Access:
        return self._commands.access

    def _record(self, answer: Answer, work: Work, searching: float, sending: float) -> None:
        """Count and log an answer that was sent: who asked what stays out of it."""
        seconds = max(0.0, time.time() - work.received_at)
        self._health.answered(seconds, found=answer.answered)
        about = {
            "update_id": work.update_id,
            "chat_id": work.chat_id,
            "seconds": round(seconds, 4),
            "search_ms": round(searching * 1000, 2),
            "send_ms": round(sending * 1000, 2),
            "answered": answer.answered,
            "confidence": round(answer.confidence, 4),
            "hits": [f"{it.document_id}:{it.start}-{it.end}" for it in answer.citations],
            "corpus": answer.corpus.fingerprint,
        }
        if self._logs_questions:
            about["question"] = answer.question
        _answers.info("answered", extra=about)

    async def _failed(self, update: object, context: AnyContext) -> None:
        """Pass on what went wrong, and tell the person whose message it was, unless Telegram itself refused a reply."""
        CURRENT.get().error = context.error
        if isinstance(context.error, TelegramError) or not isinstance(update, Update) or update.message is None:
            return
        try:
            await self._sender.send(Address.of(update.message), Failed())
        except TelegramError as error:
            _log.warning("chat %d could not be told of it: %s", update.message.chat_id, error)


def origin_of(message: Message) -> Origin:
    """Return who wrote a message, and where. Channels and anonymous admins of a group are no persons."""
    sender = message.from_user
    is_person = sender is not None and message.sender_chat is None and sender.id not in STAND_INS
    return Origin(
        person_id=sender.id if sender is not None and is_person else None,
        chat_id=message.chat_id,
        topic_id=message.message_thread_id if message.is_topic_message else None,
        message_id=message.message_id,
        update_id=CURRENT.get().update_id,
        is_private=message.chat.type == ChatType.PRIVATE,
    )
